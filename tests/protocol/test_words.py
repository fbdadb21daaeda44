"""What clients are told when they ask wrongly: with a code, in our words, and never more than a few of their own."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.builders import HOSPITAL, KIDNEY, MEDICINE
from tests.following import rename
from web.danish import extensions
from web.operations import BODY_LIMIT
from web.refusals import CODES

INSIDE = re.compile(
    r"Traceback|codec|padding|recursion|psycopg|sqlalchemy|SELECT|File \"|/\w+/\w+\.py|0x[0-9a-f]{6}|Errno"
)
"""What no sentence of ours says."""


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


def asked(client: httpx.Client, query: str, **variables: object) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/graphql", json={"query": query, "variables": variables}).json()
    for error in answer.get("errors", []):
        assert error["extensions"]["code"]
        assert error["extensions"]["messageDa"]
        assert not INSIDE.search(error["message"]), error["message"]
    return answer


REFUSED: dict[int, dict[str, Any]] = {
    400: {"content": b"{"},
    401: {"headers": {"Authorization": "Bearer nothing"}},
    404: {"url": "/nothing"},
    405: {"method": "PUT"},
    406: {"headers": {"Accept": "text/html;level=1"}},
    413: {"content": b" " * (BODY_LIMIT + 1)},
    415: {"headers": {"Content-Type": "text/plain"}},
}
"""A request of which nothing is run, for each status."""


@pytest.mark.parametrize("status", REFUSED)
def test_what_is_not_even_asked_is_refused_in_danish_too(client: httpx.Client, status: int) -> None:
    told: dict[str, Any] = {
        "method": "POST",
        "url": "/graphql",
        "content": b'{"query": "{ __typename }"}',
        **REFUSED[status],
    }
    headers = {"Content-Type": "application/json", **told.pop("headers", {})}
    answer = client.request(**told, headers=headers)
    (error,) = answer.json()["errors"]

    assert (answer.status_code, error["extensions"]["code"]) == (status, CODES[status])
    assert error["extensions"]["messageDa"] not in ("", error["message"])
    assert error["extensions"]["classification"] in ("BAD_REQUEST", "FORBIDDEN", "NOT_FOUND")


@pytest.mark.parametrize("code", [*CODES.values(), "PERSISTED_QUERY_NOT_FOUND", "UNTRUSTED_DOCUMENT"])
def test_every_code_of_a_refusal_has_a_danish_sentence(code: str) -> None:
    assert len(extensions(code)["messageDa"]) > 20


STRANGE = [
    "x",
    "=",
    "====",
    "a" * 3,
    "ÆØÅ",
    "\U0001f3e5",
    "a" * 5_000,
    "AAAA",
    "/w==",
    "%00",
    "-1",
    " ",
    "",
    "\n",
    "null",
]


@pytest.mark.parametrize("id_", STRANGE)
def test_an_id_that_is_none_is_told_so(client: httpx.Client, id_: str) -> None:
    (error,) = asked(client, "query($id: ID!) { node(id: $id) { id } }", id=id_)["errors"]

    assert error["extensions"]["code"] == "INVALID_ID"
    assert len(error["message"]) < 300


UNIT = f'unit(by: {{sorCode: "{HOSPITAL}"}})'
PAGES = {
    "units": "query($c: String!) { units(after: $c) { totalCount } }",
    "subtree": f'query($c: String!) {{ subtree(root: {{sorCode: "{HOSPITAL}"}}, after: $c) {{ totalCount }} }}',
    "search": 'query($c: String!) { search(query: "medicin", after: $c) { totalCount } }',
    "change sets": "query($c: String!) { changeSets(after: $c) { nodes { id } } }",
    "changes": "query($c: FeedCursor!) { changes(after: $c) { next } }",
    "children": f"query($c: String!) {{ {UNIT} {{ children(after: $c) {{ totalCount }} }} }}",
    "history": f"query($c: String!) {{ {UNIT} {{ history(after: $c) {{ totalCount }} }} }}",
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("cursor", STRANGE)
def test_a_cursor_that_is_none_is_told_so(client: httpx.Client, page: str, cursor: str) -> None:
    (error,) = asked(client, PAGES[page], c=cursor)["errors"]

    assert error["extensions"]["code"] == "INVALID_CURSOR"
    assert len(error["message"]) < 300


@pytest.mark.parametrize(
    "code", ["1", "x", "-1", "9" * 400, "1.0", "１０００００１０１６", "1000001016\n", " 1000001016", ""]
)
def test_a_sor_code_that_is_none_is_told_so(client: httpx.Client, code: str) -> None:
    answer = asked(client, "query($c: SorCode!) { unit(by: {sorCode: $c}) { name } }", c=code)

    assert answer["errors"][0]["extensions"]["code"] in ("INVALID_FORMAT", "INVALID_CHECK_DIGIT")
    assert len(answer["errors"][0]["message"]) < 300


DAYS = ["x", "2026-13-01", "2026-02-30", "0000-01-01", "99999-01-01", "2026-01-01T00:00:00Z", "20260101", "", 1, True]


@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_none_is_told_so(client: httpx.Client, day: object) -> None:
    (error,) = asked(client, "query($d: Date) { units(at: $d) { totalCount } }", d=day)["errors"]

    assert error["extensions"]["code"] == "INVALID_FORMAT"
    assert len(error["message"]) < 300


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "}",
        "{ a(",
        '{ a(b: "',
        '{ a(b: "\\ud800") }',
        '{ a(b: "\\u{110000}") }',
        "{ __typename \x00 }",
        "query { ...F } fragment F on Query { ...F }",
        "query($a: Nothing) { __typename }",
        "{ units(first: 1.5) { totalCount } }",
        "{ units(first: 99999999999999999999) { totalCount } }",
        "{ " + "a" * 100_000 + " }",
        "{ node(id: " + "[" * 4_000 + "]" * 4_000 + ") { id } }",
        "{ " + "owner { " * 3_000 + "}" * 3_000 + " }",
    ],
)
def test_a_document_that_is_wrong_is_told_so_briefly(client: httpx.Client, query: str) -> None:
    answer = asked(client, query)

    assert "data" not in answer
    assert all(len(error["message"]) <= 700 for error in answer["errors"])


@pytest.fixture
async def wild(hospital_engine: AsyncEngine) -> None:
    await rename(hospital_engine, MEDICINE, "Medicin 100 % og_meget")
    await rename(hospital_engine, KIDNEY, "Nyremedicin 100 og meget")


@pytest.mark.usefixtures("wild")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100 % og_meget", ["Medicin 100 % og_meget"]),
        ("100 %", ["Medicin 100 % og_meget"]),
        ("og_meget", ["Medicin 100 % og_meget"]),
        ("%%%", []),
        ("___", []),
        ("100%meget", []),
        ("Nyre%", []),
        ("Nyr_medicin", []),
        ("\\", []),
        ("Nyre\\", []),
        ("'; DROP TABLE unit; --", []),
    ],
)
def test_what_stands_for_anything_elsewhere_stands_for_itself(
    client: httpx.Client, text: str, found: list[str]
) -> None:
    answer = asked(client, "query($t: String!) { search(query: $t) { nodes { name } totalCount } }", t=text)

    assert answer == {"data": {"search": {"nodes": [{"name": name} for name in found], "totalCount": len(found)}}}


@pytest.mark.usefixtures("wild")
def test_a_star_stands_for_anything(client: httpx.Client) -> None:
    answer = asked(client, '{ search(query: "*100*meget") { totalCount } }')

    assert answer == {"data": {"search": {"totalCount": 2}}}
