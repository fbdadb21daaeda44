"""What nobody may read in the log, however much it tells: whatever somebody logs in with, wherever they put it."""

import asyncio
import json
import subprocess
from collections.abc import Mapping
from contextlib import suppress

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.following import PROTOCOL
from tests.web.conftest import ANSWERS, SOR, environment

SECRET = "hemmeligt"
QUESTION = "query($id: ID!) { node(id: $id) { id } }"
PLACES: list[tuple[str, dict[str, str], dict[str, object]]] = [
    ("/graphql?query={__typename}&access_token=hemmeligt", {}, {}),
    ("/feed?token=hemmeligt", {}, {}),
    ("/graphql", {"Authorization": "Bearer hemmeligt"}, {"query": QUESTION}),
    ("/graphql", {"Authorization": "hemmeligt"}, {"query": QUESTION}),
    ("/graphql", {"Cookie": "session=hemmeligt", "X-SOR-Role": "hemmeligt"}, {"query": QUESTION}),
    ("/graphql", {"X-Minimum-Revision": "hemmeligt"}, {"query": QUESTION}),
    ("/graphql", {}, {"query": QUESTION, "variables": {"id": SECRET}}),
    ("/graphql", {}, {"query": QUESTION, "variables": {"id": [SECRET]}}),
    ("/graphql", {}, {"query": '{ search(query: "hemmeligt") { totalCount } }', "extensions": {"a": SECRET}}),
    ("/graphql", {}, {"query": "{ hemmeligt"}),
]


async def over_sockets(address: str) -> None:
    where = address.replace("http", "ws", 1) + "/graphql?token=hemmeligt"
    for payload in ({"Authorization": "Bearer hemmeligt"}, {"authToken": SECRET}, {"Authorization": [SECRET]}):
        headers = {"Authorization": "Bearer hemmeligt"} if "authToken" not in payload else {}
        async with connect(where, subprotocols=[PROTOCOL], additional_headers=headers) as socket:
            with suppress(ConnectionClosed):
                await asked_over(socket, payload)


async def asked_over(socket: ClientConnection, payload: Mapping[str, object]) -> None:
    await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
    asked = {"query": QUESTION, "variables": {"id": SECRET}}
    await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
    while orjson.loads(await socket.recv())["type"] != "complete":
        pass


@pytest.mark.usefixtures("hospital_engine")
def test_no_secret_is_in_the_log_not_even_when_it_tells_everything(hospital_database: str) -> None:
    told = environment(SOR_DATABASE_URL=hospital_database, SOR_LOG_LEVEL="DEBUG", SOR_SLOW_MS="0")
    command = [str(SOR), "serve", "--port", "0"]
    with subprocess.Popen(command, env=told, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            address = next(found[1] for line in process.stderr if (found := ANSWERS.search(line)))
            with httpx.Client(base_url=address, timeout=60) as client:
                for place, headers, body in PLACES:
                    asked = client.post(place, headers=headers, json=body) if body else client.get(place)
                    assert asked.status_code in (200, 400, 401)
            asyncio.run(over_sockets(address))
        finally:
            process.terminate()
        log = process.stderr.read()

    assert log.count("event=request ") >= len(PLACES)
    assert log.count("event=socket ") == 3
    assert [line for line in log.splitlines() if SECRET in line] == []
