"""The endpoint over ASGI: what it takes, what it refuses and in which words, what it tells of each request."""

import io
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import httpx
import orjson
import pytest
import strawberry
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.routing import Route

from db.reading.reader import Reader
from domain.permissions import PUBLIC, Actor, Role
from resolvers.context import Context
from schema import RegisterSchema
from tests.builders import REGION
from web import logs
from web.auth import bearer
from web.danish import extensions
from web.endpoint import Endpoint
from web.middleware import Program, Requests
from web.operations import BODY_LIMIT
from web.refusals import nothing_here, other_method


@strawberry.type
class Query:
    @strawberry.field
    async def ask(self, info: strawberry.Info, times: int) -> str:
        info.context.reader.statements += times
        return f"asked {times} times"

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def asker(self, info: strawberry.Info) -> str:
        return f"{info.context.actor.name}, {info.context.request}"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> str:
        return "changed"


@dataclass(frozen=True)
class Door:
    """A client of a program with a schema of two fields, the contexts it has opened, and what it has logged."""

    client: httpx.AsyncClient
    open: list[Context]
    log: io.StringIO

    async def post(self, content: bytes | str, **headers: str) -> httpx.Response:
        sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
        return await self.client.post("/graphql", content=content, headers=sent)

    async def ask(self, query: str, **variables: object) -> httpx.Response:
        return await self.post(orjson.dumps({"query": query, "variables": variables}))


async def broken(_: Any) -> Any:
    raise RuntimeError("a secret of the inside")


@pytest.fixture(params=["short", "view"])
async def door(logged: io.StringIO, request: pytest.FixtureRequest) -> AsyncIterator[Door]:
    opened: list[Context] = []

    @asynccontextmanager
    async def opening(
        actor: Actor, request: str, _: int | None = None, alone: bool = False, /
    ) -> AsyncIterator[Context]:
        context = Context(
            cast(Reader, SimpleNamespace(statements=0, seconds=0.0)), date(2026, 11, 22), actor, request=request
        )
        opened.append(context)
        yield context
        opened.remove(context)

    async def asker(headers: Headers) -> Actor:
        if bearer(headers) is None:
            return PUBLIC
        return Actor("Bente Bruun", Role.REGIONAL_ADMINISTRATOR, REGION, "bb")

    schema = RegisterSchema(Query, Mutation)
    endpoint = Endpoint(schema, opening, asker, short=request.param == "short")
    routes = [Route("/graphql", endpoint), Route("/broken", broken)]
    handlers = {404: nothing_here, 405: other_method}
    if request.param == "short":
        app: Starlette = Program("/graphql", endpoint, routes=routes, exception_handlers=handlers)
    else:
        app = Starlette(routes=routes, middleware=[Middleware(Requests)], exception_handlers=handlers)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sor") as client:
        yield Door(client, opened, logged)


def only_error(answer: httpx.Response) -> dict[str, Any]:
    (error,) = answer.json()["errors"]
    return cast(dict[str, Any], error)


async def test_an_answer_tells_its_statements_and_gives_its_context_back(door: Door) -> None:
    answer = await door.ask("query($n: Int!) { ask(times: $n) }", n=3)

    assert answer.status_code == 200
    assert answer.json() == {"data": {"ask": "asked 3 times"}}
    assert answer.headers["x-statements"] == "3"
    assert door.open == []


async def test_a_query_may_come_by_get_and_a_mutation_may_not(door: Door) -> None:
    query = await door.client.get(
        "/graphql", params={"query": "query($t: String!) {echo(text: $t)}", "variables": '{"t": "æ"}'}
    )
    mutation = await door.client.get("/graphql", params={"query": "mutation { change }"})

    assert query.json() == {"data": {"echo": "æ"}}
    assert mutation.status_code == 405
    assert mutation.headers["allow"] == "POST"
    assert "POST" in only_error(mutation)["message"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "This is not JSON in UTF-8"),
        (b"{", "This is not JSON in UTF-8"),
        (b'{"query": "\xff"}', "This is not JSON in UTF-8"),
        (b'{"query": "{echo(text: \\"\\ud800\\")}"}', "This is not JSON in UTF-8"),
        (b"[" * 100_000, "This is not JSON in UTF-8"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "This is not JSON in UTF-8"),
        (b"9" * 100_000, "This is not JSON in UTF-8"),
        (b"null", "A request is an object"),
        (b"true", "A request is an object"),
        (b"17", "A request is an object"),
        (b'"{echo}"', "A request is an object"),
        (b'[{"query": "{echo}"}]', "send an object, not a list"),
        (b'{"query": 17}', '"query" is text or absent'),
        (b'{"query": "{echo}", "variables": []}', '"variables" is an object or absent'),
        (b'{"query": "{echo}", "operationName": 1}', '"operationName" is text or absent'),
        (b'{"query": "{echo}", "extensions": 1}', '"extensions" is an object or absent'),
        (b"{}", "No GraphQL query"),
    ],
)
async def test_a_body_that_is_no_operation_is_told_so(door: Door, body: bytes, sentence: str) -> None:
    answer = await door.post(body)

    assert answer.status_code == 400
    assert only_error(answer)["extensions"] == extensions("BAD_REQUEST")
    assert sentence in only_error(answer)["message"]
    assert len(answer.content) < 1_000


@pytest.mark.parametrize("variables", ["[" * 5_000, "null,", "17", '"a"', "[]"])
async def test_variables_of_a_get_that_are_no_object_are_told_so(door: Door, variables: str) -> None:
    answer = await door.client.get("/graphql", params={"query": "{echo(text: 1)}", "variables": variables})

    assert answer.status_code == 400
    assert only_error(answer)["extensions"] == extensions("BAD_REQUEST")


@pytest.mark.parametrize("content_type", ["text/plain", "application/jsonp", "", "application/x-www-form-urlencoded"])
async def test_only_json_is_taken(door: Door, content_type: str) -> None:
    answer = await door.post(b'{"query": "{echo(text: 1)}"}', Content_Type=content_type)

    assert answer.status_code == 415
    assert "application/json" in only_error(answer)["message"]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON"])
async def test_json_is_taken_however_its_name_is_written(door: Door, content_type: str) -> None:
    answer = await door.post(b'{"query": "{echo(text: \\"a\\")}"}', Content_Type=content_type)

    assert answer.json() == {"data": {"echo": "a"}}


async def test_a_body_above_the_limit_is_refused_before_it_is_read_whole(door: Door) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 20 * BODY_LIMIT:
            read += 65_536
            yield b" " * 65_536

    answer = await door.client.post("/graphql", content=endless(), headers={"Content-Type": "application/json"})

    assert answer.status_code == 413
    assert str(BODY_LIMIT) in only_error(answer)["message"]
    assert read <= BODY_LIMIT + 2 * 65_536


async def test_another_method_is_told_which_are_taken(door: Door) -> None:
    answer = await door.client.put("/graphql")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_a_browser_that_opens_the_endpoint_is_led_to_the_page(door: Door) -> None:
    answer = await door.client.get("/graphql", headers={"Accept": "text/html,*/*"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/graphiql/")


async def test_a_request_keeps_the_id_it_came_with(door: Door) -> None:
    answer = await door.post(b'{"query": "{echo(text: \\"a\\")}"}', X_Request_Id="ward-7:42")

    assert answer.headers["x-request-id"] == "ward-7:42"


@pytest.mark.parametrize("given", [b"", b"a b", b"\xc3\xa6", b"x" * 65, b'a"b', b"a\tb"])
async def test_an_id_that_could_harm_a_log_is_replaced(door: Door, given: bytes) -> None:
    answer = await door.client.get("/nowhere", headers=[(b"X-Request-Id", given)])

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


async def test_what_breaks_unforeseen_is_an_id_outside_and_a_stack_in_the_log(door: Door) -> None:
    answer = await door.client.get("/broken", headers={"X-Request-Id": "abc"})

    assert answer.status_code == 500
    assert only_error(answer)["extensions"] == extensions("INTERNAL_ERROR")
    assert "abc" in only_error(answer)["message"]
    assert "secret" not in answer.text
    unforeseen, request = map(orjson.loads, door.log.getvalue().splitlines())
    assert unforeseen["request_id"] == "abc"
    assert "RuntimeError: a secret of the inside" in unforeseen["exception"]
    assert (request["event"], request["outcome"], request["status"]) == ("request", "failed", 500)


async def test_a_path_with_nothing_there_says_where_things_are(door: Door) -> None:
    answer = await door.client.get("/graphqli")

    assert answer.status_code == 404
    assert "/graphiql" in only_error(answer)["message"]


@pytest.mark.parametrize(
    ("query", "operation", "outcome"),
    [
        ("query Wards { ask(times: 2) }", "Wards", "ok"),
        ("fragment F on Query { ask(times: 2) } query Fragmented { ...F }", "Fragmented", "ok"),
        ("{ ask(times: 2) }", None, "ok"),
        ("query Wrong { nothing }", "Wrong", "errors"),
        ("query Broken {", "Broken", "errors"),
    ],
)
async def test_every_operation_is_one_line_in_the_log(
    door: Door, query: str, operation: str | None, outcome: str
) -> None:
    await door.ask(query)

    (line,) = map(orjson.loads, door.log.getvalue().splitlines())
    assert line["event"] == "request"
    assert line.get("operation") == operation
    assert line["outcome"] == outcome
    assert line["statements"] == (2 if outcome == "ok" else 0)
    assert line["ms"] >= 0
    assert (line["method"], line["path"], line["status"]) == ("POST", "/graphql", 200)


async def test_the_line_in_the_log_tells_whom_somebody_acts_as_and_for_and_nothing_else_of_them(door: Door) -> None:
    answer = await door.post(b'{"query": "{asker}"}', Authorization="Bearer geheim", X_Request_Id="ward-7")
    await door.post(b'{"query": "{asker}"}')

    own, public = map(orjson.loads, door.log.getvalue().splitlines())
    assert answer.json() == {"data": {"asker": "Bente Bruun, ward-7"}}
    assert (own["role"], own["organisation"]) == ("regional-administrator", REGION)
    assert (public["role"], "organisation" in public) == ("public", False)
    assert "geheim" not in door.log.getvalue()
    assert "Bente" not in door.log.getvalue()


async def test_who_is_not_let_in_gets_no_context(door: Door) -> None:
    answer = await door.post(b'{"query": "{asker}"}', Authorization="Basic Z2VoZWlt")

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert only_error(answer)["extensions"] == extensions("UNAUTHENTICATED")
    assert "Bearer" in only_error(answer)["message"]
    line = orjson.loads(door.log.getvalue())
    assert (line["status"], line["outcome"], line["reason"]) == (401, "refused", only_error(answer)["message"])
    assert "statements" not in line
    assert "Z2VoZWlt" not in door.log.getvalue()


def test_a_line_of_a_library_is_written_like_our_own(logged: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("two\nlines")

    line = orjson.loads(logged.getvalue())
    assert (line["event"], line["level"]) == ("two\nlines", "warning")


def test_a_line_as_logfmt_stays_one_line(logged: io.StringIO) -> None:
    stream = io.StringIO()
    logs.configure(logs.LogFormat.LOGFMT, stream=stream)

    logging.getLogger("uvicorn.error").error('two\nlines and "quotes"')

    assert len(stream.getvalue().splitlines()) == 1
    assert 'level=error event="two\\nlines and \\"quotes\\""' in stream.getvalue()
