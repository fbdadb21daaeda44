"""What an operation of a WebSocket leaves: a line in the log, with its request's id and its trace."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.following import PROTOCOL
from tests.watching.receiver import Received, collector
from tests.web.conftest import SOR, environment

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


Served = tuple[str, "subprocess.Popen[str]", Received]


@pytest.fixture
def server(demo_database: str) -> Iterator[Served]:
    with collector() as (collecting, received):
        told = {"SOR_LOG_FORMAT": "json", "OTEL_EXPORTER_OTLP_ENDPOINT": collecting}
        with served(environment(SOR_DATABASE_URL=demo_database, **told)) as (address, process):
            yield address, process, received


@contextmanager
def served(settings: dict[str, str]) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    with subprocess.Popen([str(SOR), "serve", "--port", "0"], env=settings, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        address = next(found[1] for line in run.stderr if (found := re.search(r"answers on http://(\S+)", line)))
        yield address, run
        run.terminate()


async def test_an_operation_of_a_socket_is_one_line_and_one_span(server: Served) -> None:
    address, process, received = server
    headers = {"X-Request-Id": "ward-7", "traceparent": CALLER}
    where = f"ws://{address}/graphql"
    async with connect(where, subprotocols=[Subprotocol(PROTOCOL)], additional_headers=headers) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        await socket.recv()
        for id_ in ("1", "2"):
            asked = {"query": "query Names { units(first: 1) { nodes { name } } }"}
            await socket.send(json.dumps({"type": "subscribe", "id": id_, "payload": asked}))
            while orjson.loads(await socket.recv())["type"] != "complete":
                pass
    process.terminate()
    _, said = await asyncio.to_thread(process.communicate)

    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    told = [line for line in lines if line["event"] == "operation of a socket"]
    assert len(told) == 2
    for line in told:
        assert (line["request_id"], line["trace_id"]) == ("ward-7", CALLER.split("-")[1])
        assert (line["outcome"], line["role"], line["path"]) == ("ok", "public", "/graphql")
        assert line["operation"] == "Names"
        assert line["ms"] > 0
    spans = [span for span in received if span["name"] == "graphql Names"]
    assert [(span["trace"], span["parent"]) for span in spans] == [tuple(CALLER.split("-")[1:3])] * 2
    below = {span["name"] for span in received if span["parent"] == spans[0]["id"]}
    assert below == {"parse", "execute"}


async def test_what_stands_behind_the_path_of_a_socket_is_not_in_the_log(server: Served) -> None:
    address, process, _ = server
    where = f"ws://{address}/graphql?token=hemmeligt"
    async with connect(where, subprotocols=[Subprotocol(PROTOCOL)]) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        await socket.recv()
    process.terminate()
    _, said = await asyncio.to_thread(process.communicate)

    (accepted,) = [line for line in said.splitlines() if "[accepted]" in line]
    assert '"WebSocket /graphql' in json.loads(accepted)["event"]
    assert "hemmeligt" not in said
