"""What every request has around it, and nothing twice: an answer to what breaks, a line, an id that nobody else has."""

import io
import logging
import subprocess
import sys
from collections.abc import AsyncIterator

import httpx
import orjson
import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.web.conftest import Log
from web import logs
from web.lines import Line
from web.middleware import Program, Watch
from web.record import RequestRecord, new_id, request_id

FORKED = """
import os
from web.record import new_id
inside, outside = os.pipe()
if os.fork() == 0:
    os.write(outside, new_id().encode())
    os._exit(0)
os.wait()
print(new_id(), os.read(inside, 32).decode())
"""


async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(b"led there")(scope, receive, send)


async def broken(_: Request) -> Response:
    raise LookupError("nobody thought of it")


async def broken_off(_: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"so far"
        raise LookupError("nobody thought of it")

    return StreamingResponse(pieces())


Counted = list[tuple[RequestRecord, float]]


def entered(counted: Counted) -> httpx.AsyncClient:
    def count(record: RequestRecord, seconds: float) -> None:
        counted.append((record, seconds))

    program = Program("/there", endpoint, Watch(count), routes=[Route("/broken", broken), Route("/off", broken_off)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(program), base_url="http://sor")


async def test_what_breaks_is_answered_once_and_counted_once(logged: io.StringIO) -> None:
    counted: Counted = []
    async with entered(counted) as client:
        answer = await client.get("/broken", headers={"X-Request-Id": "ward-7"})

    assert (answer.status_code, answer.headers.get_list("x-request-id")) == (500, ["ward-7"])
    assert "ward-7" in answer.json()["errors"][0]["message"]
    assert [orjson.loads(line)["event"] for line in logged.getvalue().splitlines()] == ["unforeseen", "request"]
    assert [(record.id, record.status, record.outcome) for record, _ in counted] == [("ward-7", 500, "failed")]


async def test_what_breaks_within_its_answer_is_told_of_and_not_answered_anew(logged: io.StringIO) -> None:
    counted: Counted = []
    async with entered(counted) as client:
        with pytest.raises(LookupError):
            await client.get("/off")

    assert [orjson.loads(line)["event"] for line in logged.getvalue().splitlines()] == ["unforeseen", "request"]
    assert [record.status for record, _ in counted] == [200]


async def test_what_is_sent_to_the_endpoint_by_post_needs_no_route(logged: io.StringIO) -> None:
    counted: Counted = []
    async with entered(counted) as client:
        led = await client.post("/there")
        routed = await client.get("/there")

    assert (led.status_code, led.content, routed.status_code) == (200, b"led there", 404)
    assert len(led.headers["x-request-id"]) == 32
    assert [record.status for record, _ in counted] == [200, 404]


async def test_a_line_that_nobody_hears_is_not_written_and_its_request_counted_all_the_same() -> None:
    root = logging.getLogger()
    before, level, counted = root.handlers[:], root.level, Counted()
    stream = Log()
    logs.configure(logs.LogFormat.JSON, "WARNING", stream)
    try:
        async with entered(counted) as client:
            await client.post("/there")
        told = stream.getvalue()
    finally:
        root.handlers[:] = before
        root.setLevel(level)

    assert told == ""
    assert [record.status for record, _ in counted] == [200]


def test_ids_are_all_others_also_in_a_process_that_was_forked() -> None:
    ids = {new_id() for _ in range(10_000)} | {request_id([(b"x-request-id", b"not an id")])}
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, timeout=60, check=True)
    ids.update(done.stdout.split())

    assert len(ids) == 10_003
    assert {len(id_) for id_ in ids} == {32}


def test_a_line_is_a_record_of_its_logger_with_its_level(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logs.line(logging.getLogger("sor.web"), logging.WARNING, "request", {"status": 200})

    [record] = caplog.records
    assert (record.name, record.levelname) == ("sor.web", "WARNING")
    assert isinstance(record.msg, Line)
    assert (record.msg.event, record.msg.level, record.msg.facts) == ("request", "warning", {"status": 200})
