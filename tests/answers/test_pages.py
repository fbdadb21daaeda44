"""Lists page by page: nothing lost, nothing twice, and a cursor goes on only with its own list."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest

from tests.answers.conftest import Ask
from tests.builders import HOSPITAL, MEDICINE, REGION

PAGE = """query ($n: Int!, $after: String, $order: UnitOrder, $at: Date) {
  units(first: $n, after: $after, orderBy: $order, at: $at) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { name } } } }"""
NAMES = [
    "Dialyse og Nyre",
    "Kirurgisk Afdeling",
    "Medicinsk Afdeling",
    "Operationsgangen",
    "Prøve Hospital",
    "Region Prøve",
    "Sengeafsnit Ærø",
    "Åhavens Lægehus ApS",
]


async def _all(ask: Ask, size: int, **variables: Any) -> list[str]:
    names: list[str] = []
    after = None
    while True:
        page = (await ask(PAGE, n=size, after=after, **variables)).data["units"]
        assert page["totalCount"] == len(NAMES)
        assert page["pageInfo"]["hasPreviousPage"] == bool(names)
        names += [edge["node"]["name"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return names
        after = page["pageInfo"]["endCursor"]
        assert after == page["edges"][-1]["cursor"]


@pytest.mark.parametrize("size", [1, 3, 7, 8, 50])
async def test_pages_of_any_size_make_the_whole_list_in_danish_order(ask: Ask, size: int) -> None:
    assert await _all(ask, size) == NAMES


@pytest.mark.parametrize("field", ["NAME", "SOR_CODE", "VALID_FROM", "TYPE", "CHANGED_AT", "CHILD_COUNT", "TREE"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_every_order_pages_through_every_unit_once(ask: Ask, field: str, direction: str) -> None:
    order = {"field": field, "direction": direction}
    whole = await _all(ask, 50, order=order)

    assert sorted(whole) == sorted(NAMES)
    assert await _all(ask, 2, order=order) == whole


async def test_a_cursor_of_another_list_is_refused(ask: Ask) -> None:
    cursor = (await ask(PAGE, n=2)).data["units"]["pageInfo"]["endCursor"]
    elsewhere = [
        await ask(PAGE, n=2, after=cursor, order={"field": "SOR_CODE"}),
        await ask(f'{{ subtree(root: {{sorCode: "{REGION}"}}, after: "{cursor}") {{ totalCount }} }}'),
        await ask(f'{{ search(query: "afdeling", after: "{cursor}") {{ totalCount }} }}'),
    ]

    for answer in elsewhere:
        assert [error["extensions"]["code"] for error in answer.errors] == ["INVALID_CURSOR"]
        assert "belongs to another list" in answer.errors[0]["message"]


async def test_a_long_read_stays_on_the_day_it_began(ask: Ask) -> None:
    cursor = (await ask(PAGE, n=2, at="2010-01-01")).data["units"]["pageInfo"]["endCursor"]
    page = (await ask(PAGE, n=2, after=cursor)).data["units"]

    assert [edge["node"]["name"] for edge in page["edges"]] == ["Operationsgangen", "Prøve Hospital"]


async def test_nested_lists_are_paged_too_and_read_at_the_moment_around_them(ask: Ask) -> None:
    query = """query ($c: SorCode!, $after: String, $at: Date) { unit(by: {sorCode: $c}, at: $at) {
      children(first: 1, after: $after) { pageInfo { hasNextPage endCursor } nodes { name } } } }"""
    first = (await ask(query, c=str(HOSPITAL))).data["unit"]["children"]
    cursor = first["pageInfo"]["endCursor"]
    second = (await ask(query, c=str(HOSPITAL), after=cursor)).data["unit"]["children"]
    other_unit = await ask(query, c=str(MEDICINE), after=cursor)
    other_day = await ask(query, c=str(HOSPITAL), after=cursor, at="2027-01-01")

    assert first["nodes"] == [{"name": "Kirurgisk Afdeling"}]
    assert second == {
        "pageInfo": {"hasNextPage": False, "endCursor": second["pageInfo"]["endCursor"]},
        "nodes": [{"name": "Medicinsk Afdeling"}],
    }
    assert other_unit.errors[0]["extensions"]["code"] == "INVALID_CURSOR"
    assert 'ask with at: "2026-11-22"' in other_day.errors[0]["message"]


async def test_a_subtree_goes_on_after_any_of_its_edges(ask: Ask) -> None:
    query = """query ($c: SorCode!, $after: String) { subtree(root: {sorCode: $c}, after: $after) {
      edges { cursor node { depth unit { sorCode } } } nodes { depth unit { sorCode } } } }"""
    whole = (await ask(query, c=str(HOSPITAL))).data["subtree"]
    rest = (await ask(query, c=str(HOSPITAL), after=whole["edges"][1]["cursor"])).data["subtree"]

    assert [edge["node"] for edge in whole["edges"]] == whole["nodes"]
    assert rest["nodes"] == whole["nodes"][2:] != []


async def test_a_subtree_is_paged_depth_first(ask: Ask) -> None:
    query = """query ($c: SorCode!, $n: Int!, $after: String) { subtree(root: {sorCode: $c}, first: $n, after: $after) {
      pageInfo { hasNextPage endCursor } nodes { depth childCount unit { name } } } }"""
    found: list[tuple[int, str]] = []
    after = None
    while True:
        page = (await ask(query, c=str(HOSPITAL), n=2, after=after)).data["subtree"]
        found += [(node["depth"], node["unit"]["name"]) for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert found == [
        (0, "Prøve Hospital"),
        (1, "Kirurgisk Afdeling"),
        (2, "Operationsgangen"),
        (2, "Sengeafsnit Ærø"),
        (1, "Medicinsk Afdeling"),
        (2, "Dialyse og Nyre"),
    ]


async def test_a_forged_cursor_is_refused_like_any_other_that_is_none(ask: Ask) -> None:
    real = (await ask(PAGE, n=2)).data["units"]["pageInfo"]["endCursor"]
    question = json.loads(urlsafe_b64decode(real + "=" * (-len(real) % 4)))[0]

    for key in (
        *([], [["v", None]], [["v", 1], ["v", "x"], ["d", "2020-01-01"]], [["t", "2020-01-01T00:00:00+00:00"]]),
        *([["v", []], ["v", 1]], [["v", {}], ["v", 1]], [["v", True], ["v", 1]], [1, 2], None),
    ):
        await _forged(ask, question, "2026-11-22T08:00:00+00:00", key)


@pytest.mark.parametrize("read", ["2026-11-22T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 1])
async def test_a_cursor_forged_of_an_instant_that_there_is_not_is_refused(ask: Ask, read: object) -> None:
    real = (await ask(PAGE, n=2)).data["units"]["pageInfo"]["endCursor"]
    question, *_, key = json.loads(urlsafe_b64decode(real + "=" * (-len(real) % 4)))

    await _forged(ask, question, read, key)


async def _forged(ask: Ask, question: str, read: object, key: object) -> None:
    content = json.dumps([question, "2026-11-22", read, key])
    forged = urlsafe_b64encode(content.encode()).decode().rstrip("=")
    answer = await ask(PAGE, n=2, after=forged)
    assert [error["extensions"]["code"] for error in answer.errors] == ["INVALID_CURSOR"]
