"""The short way and Strawberry's view: the same answers, headers, statuses and lines in the log."""

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from graphql import get_introspection_query
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.change import change
from db.writing.lives import write
from domain.recording import ActorKind, Recorder
from tests.builders import HOSPITAL, REGION, TODAY, WARD, hospital
from tests.fixtures.databases import Databases
from tests.web.doors import WAYS, entered, program
from web.operations import BODY_LIMIT

ONE = """query One($code: SorCode!, $long: Boolean! = true) {
  unit(by: {sorCode: $code}) {
    __typename sorCode name @include(if: $long)
    effectivePostalAddress { value { street } provenance { kind } }
    children { totalCount nodes { sorCode name } } } }"""
TWO = f'query First {{ __typename }} query Second {{ unit(by: {{sorCode: "{REGION}"}}) {{ name }} }}'
RENAME = f"""mutation Rename($name: String!, $dry: Boolean!) {{
  changeUnit(input: {{sorCode: "{WARD}", name: $name, options: {{dryRun: $dry}}}}) {{
    errors {{ code path }} unit {{ name version }} }} }}"""
TOMORROW = TODAY + timedelta(days=1)
BENTE = {"Authorization": "Bearer bente"}


def body(query: object, variables: object = None, name: object = None, **more: object) -> bytes:
    told = {"query": query, "variables": variables, "operationName": name, **more}
    return orjson.dumps({part: value for part, value in told.items() if value is not None})


Asked = bytes | tuple[bytes, Mapping[str, str]]
"""A body, and what headers there are beside its content type."""

ASKED: dict[str, Asked] = {
    "one unit": body(ONE, {"code": str(WARD)}),
    "a variable told": body(ONE, {"code": str(WARD), "long": False}),
    "an unknown unit": body(ONE, {"code": "1234561000016005"}),
    "no name": body("{ __typename }"),
    "a page": body("{ units(first: 3) { nodes { sorCode } pageInfo { endCursor hasNextPage } } }"),
    "an alias": body(f'{{ a: unit(by: {{sorCode: "{HOSPITAL}"}}) {{ b: name }} __typename }}'),
    "the second of two": body(TWO, name="Second"),
    "two and no name": body(TWO),
    "two and another name": body(TWO, name="Third"),
    "one and another name": body(ONE, {"code": str(WARD)}, "Other"),
    "variables absent": body(ONE),
    "variables null": b'{"query": "{ __typename }", "variables": null, "operationName": null, "extensions": null}',
    "a variable null": body(ONE, {"code": None}),
    "a variable wrong": body(ONE, {"code": 17.5}),
    "a variable without a check digit": body(ONE, {"code": "1234561000016004"}),
    "a variable too many": body(ONE, {"code": str(WARD), "other": [1, {"a": None}]}),
    "a variable with NUL": body(ONE, {"code": "12\x0034"}),
    "another variable with NUL": body("{ __typename }", {"other": {"a": ["\x00"]}}),
    "a document with NUL": body("{ __typename } # \x00"),
    "a text with NUL": body('{ search(text: "a\\u0000b") { totalCount } }'),
    "a page too large": body("{ units(first: 100000) { nodes { sorCode } } }"),
    "an argument refused": body('{ units(after: "nonsense") { nodes { sorCode } } }'),
    "an error inside a list": body(f'{{ unitsByKeys(keys: [{{sorCode: "{WARD}"}}, {{}}]) {{ name }} }}'),
    "a field unknown": body("query Wrong { nothing }"),
    "a document broken": body("query Broken {"),
    "a document empty": body(""),
    "a document of space": body("  "),
    "no document": b"{}",
    "a document null": b'{"query": null}',
    "introspection": body(get_introspection_query()),
    "a type's name": body('{ __type(name: "Unit") { kind name } }'),
    "a subscription": body("subscription { changeFeed { cursor } }"),
    "a mutation of the public": body(RENAME, {"name": "A", "dry": False}),
    "a mutation tried": (body(RENAME, {"name": "Afsnit T", "dry": True}), BENTE),
    "a mutation refused": (body(RENAME, {"name": "", "dry": False}), BENTE),
    "extensions": body("{ __typename }", extensions={"a": 1}),
    "who I am": (body("query Me { me { name role } }"), BENTE),
    "nobody's token": (body("{ __typename }"), {"Authorization": "Bearer someone"}),
    "no bearer": (body("{ __typename }"), {"Authorization": "Basic YTpi"}),
    "a role without login": (body("{ __typename }"), {"X-SOR-Role": "sor-office"}),
    "a role that is none": (body("{ __typename }"), {"X-SOR-Role": "king"}),
    "a revision that there is": (body("{ __typename }"), {"X-Minimum-Revision": "1"}),
    "a revision to come": (body("{ __typename }"), {"X-Minimum-Revision": "1001"}),
    "a revision that is none": (b"{", {"X-Minimum-Revision": "-1"}),
    "no login and no JSON": (b"{", {"Authorization": "Bearer someone"}),
    "JSON with a charset": (body("{ __typename }"), {"Content-Type": "application/json; charset=utf-8"}),
    "JSON in capitals": (body("{ __typename }"), {"Content-Type": "APPLICATION/JSON"}),
    "text": (body("{ __typename }"), {"Content-Type": "text/plain"}),
    "no content type": (body("{ __typename }"), {"Content-Type": ""}),
    "a form": (b"query=%7B__typename%7D", {"Content-Type": "application/x-www-form-urlencoded"}),
    "no JSON": b"{",
    "nothing": b"",
    "a list": b'[{"query": "{ __typename }"}]',
    "a number": b"17",
    "a query that is none": body(17),
    "variables that are none": body("{ __typename }", []),
    "a name that is none": body("{ __typename }", name=7),
    "too much": b" " * (BODY_LIMIT + 1),
    "as much as may be": body("{ __typename }") + b" " * (BODY_LIMIT - len(body("{ __typename }"))),
    "html or anything": (body(ONE, {"code": str(WARD)}), {"Accept": "text/html, */*;q=0.1"}),
    "events": (body("{ __typename }"), {"Accept": "text/event-stream"}),
    "an id of its own": (body("{ __typename }"), {"X-Request-Id": "ward-7:42"}),
}

Doors = dict[str, httpx.AsyncClient]


@pytest.fixture(scope="module")
async def engine_of_ways(databases: Databases) -> AsyncIterator[AsyncEngine]:
    async with databases.connected() as opened:
        async with change(opened, Recorder(ActorKind.SYSTEM, "test"), note="the hospital") as writing:
            await write(writing, hospital())
        yield opened


@pytest.fixture
async def doors(engine_of_ways: AsyncEngine) -> AsyncIterator[Doors]:
    async with AsyncExitStack() as stack:
        yield {way: await stack.enter_async_context(entered(engine_of_ways, way)) for way in WAYS}


async def seen(client: httpx.AsyncClient, asked: Asked) -> tuple[int, bytes, dict[str, str]]:
    """What a caller sees but for what is told of this request alone."""
    content, headers = asked if isinstance(asked, tuple) else (asked, {})
    answer = await client.post("/graphql", content=content, headers={"Content-Type": "application/json", **headers})
    told = dict(answer.headers)
    assert told.pop("server-timing", "total").count("total") == 1
    assert len(told.pop("x-request-id")) in (9, 32)
    told.pop("x-statements", None)
    return answer.status_code, answer.content, told


@pytest.mark.parametrize("name", ASKED)
async def test_every_way_gives_the_same_answer_and_headers(doors: Doors, name: str) -> None:
    short, view, core = [await seen(doors[way], ASKED[name]) for way in WAYS]

    assert short == core
    assert view == core


@pytest.mark.parametrize("name", ASKED)
async def test_every_way_leaves_the_same_line_in_the_log(doors: Doors, logged: io.StringIO, name: str) -> None:
    for way in WAYS:
        await seen(doors[way], ASKED[name])

    lines: list[dict[str, Any]] = [orjson.loads(line) for line in logged.getvalue().splitlines()]
    told = [line for line in lines if line["event"] == "request"]
    for line in told:
        assert line.pop("ms") >= 0
        assert line.pop("timestamp").startswith("20")
        assert len(line.pop("request_id")) in (9, 32)
        line.pop("statements", None)
    assert told == [told[0]] * len(WAYS)


@pytest.mark.parametrize("way", WAYS)
async def test_a_change_is_made_once(doors: Doors, way: str) -> None:
    name = f"Afsnit {way}"
    ward = f'unit(by: {{sorCode: "{WARD}"}}, at: "{TOMORROW}") {{ name }}'
    made = f"{{ {ward} changeSets(first: 500) {{ nodes {{ id }} }} }}"
    json = {"Content-Type": "application/json"}

    before = await doors["graphql-core"].post("/graphql", content=body(made), headers=json)
    change = body(RENAME, {"name": name, "dry": False})
    answer = await doors[way].post("/graphql", content=change, headers={**json, **BENTE})
    after = await doors[way].post("/graphql", content=body(made), headers=json)

    assert answer.json()["data"]["changeUnit"]["errors"] == []
    assert after.json()["data"]["unit"] == {"name": name}
    recorded = [len(told.json()["data"]["changeSets"]["nodes"]) for told in (before, after)]
    assert recorded[1] == recorded[0] + 1


@pytest.mark.parametrize("way", WAYS)
async def test_a_body_in_pieces_is_read_to_its_end_and_not_beyond_its_limit(doors: Doors, way: str) -> None:
    async def pieces(last: bytes) -> AsyncIterator[bytes]:
        for byte in body("{ __typename }"):
            yield bytes([byte])
        yield b" " * (BODY_LIMIT // 2)
        yield last

    json = {"Content-Type": "application/json"}
    whole = await doors[way].post("/graphql", content=pieces(b" "), headers=json)
    too_much = await doors[way].post("/graphql", content=pieces(b" " * BODY_LIMIT), headers=json)

    assert whole.json() == {"data": {"__typename": "Query"}}
    assert (too_much.status_code, str(BODY_LIMIT) in too_much.json()["errors"][0]["message"]) == (413, True)


@pytest.mark.parametrize("way", WAYS)
async def test_who_leaves_before_all_is_said_gets_nothing_and_is_told_of(
    engine_of_ways: AsyncEngine, logged: io.StringIO, way: str
) -> None:
    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    said: list[dict[str, object]] = [{"type": "http.request", "body": b'{"qu', "more_body": True}]
    sent = []

    async def receive() -> dict[str, object]:
        return said.pop() if said else {"type": "http.disconnect"}

    async def send(message: object) -> None:
        sent.append(message)

    await program(engine_of_ways, way)(scope, receive, send)

    assert sent == []
    line = orjson.loads(logged.getvalue())
    assert (line["outcome"], line["status"]) == ("abandoned", 0)
