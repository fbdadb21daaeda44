"""Cursors that somebody has written himself: whatever is in one, the list goes on or the cursor is refused."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.answers.both_ways import OFFICE, Both, both
from tests.answers.both_ways import storied as storied
from tests.builders import HOSPITAL, REGION, SURGERY

MORE = "pageInfo { endCursor }"
ORDERS = ("NAME", "TYPE", "CHANGED_AT", "TREE")
LISTS = (
    *(f"units(first: 1, after: $after, orderBy: {{field: {order}}}) {{ {MORE} }}" for order in ORDERS),
    f'subtree(root: {{sorCode: "{REGION}"}}, first: 2, after: $after) {{ {MORE} }}',
    f'search(query: "*a*", first: 1, after: $after) {{ {MORE} }}',
    f"changeSets(first: 1, after: $after) {{ {MORE} }}",
    f"upcoming(first: 1, after: $after) {{ {MORE} }}",
    f"requests(first: 1, after: $after) {{ {MORE} }}",
    f'registerDiff(from: {{at: "2020-01-01"}}, to: {{at: "2030-01-01"}}, first: 1, after: $after) {{ {MORE} }}',
    f'unit(by: {{sorCode: "{HOSPITAL}"}}) {{ children(first: 1, after: $after) {{ {MORE} }} }}',
    f'unit(by: {{sorCode: "{SURGERY}"}}) {{ history(first: 1, after: $after) {{ {MORE} }} }}',
    f'unit(by: {{sorCode: "{SURGERY}"}}) {{ history(by: RECORDED, first: 1, after: $after) {{ {MORE} }} }}',
)

days = st.sampled_from(["0001-01-01", "9999-12-31", "2026-11-22"])
instants = st.sampled_from(["0001-01-01T00:00:00+00:00", "2026-11-22T08:00:00+14:00", "2026-11-22T08:00:00"])
numbers = st.integers(-2, 9) | st.sampled_from([(1 << 63) - 1, 1 << 63, (1 << 64) - 1])
texts = st.sampled_from(["", "a", "\t", "a\t0", "\0", "z" * 1500])
values: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.floats(-2, 2) | numbers | texts | days | instants | st.just([]) | st.just({})
)
places = st.lists(st.tuples(st.sampled_from("vvdt"), values), max_size=3)


@st.composite
def forged(draw: st.DrawFn, cursor: str) -> str:
    """Of the same list, as read on another day or behind another place."""
    question, at, read, place = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    other = [(tag, draw(values) if draw(st.booleans()) else part) for tag, part in place]
    told = [
        question,
        draw(st.just(at) | days),
        draw(st.just(read) | instants),
        other if draw(st.booleans()) else draw(places),
    ]
    return urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")


@pytest.fixture(scope="module")
async def ends(storied: AsyncEngine) -> dict[str, str]:
    """The cursor behind the first page of each list."""
    return {listed: _end((await _asked(storied, listed, None)).data) for listed in LISTS}


@settings(max_examples=80)
@given(listed=st.sampled_from(LISTS), data=st.data())
async def test_a_list_goes_on_behind_a_cursor_or_refuses_it(
    storied: AsyncEngine, ends: dict[str, str], listed: str, data: st.DataObject
) -> None:
    told = await _asked(storied, listed, data.draw(forged(ends[listed])))

    assert {error["extensions"]["code"] for error in told.errors} <= {"INVALID_CURSOR", "NOT_YET_KNOWN"}


async def _asked(engine: AsyncEngine, listed: str, after: str | None) -> Both:
    return await both(engine, f"query ($after: String) {{ {listed} }}", {"after": after}, OFFICE)


def _end(told: Any) -> str:
    """The end of the one page in an answer."""
    while "pageInfo" not in told:
        (told,) = told.values()
    end: str = told["pageInfo"]["endCursor"]
    return end
