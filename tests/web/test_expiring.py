"""A login ends while the feed is followed: who follows is told where to go on, and goes on with another token."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import OKPKey
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from domain.permissions import Role
from schema.extensions.danish import DANISH
from tests.builders import KIDNEY, WARD
from tests.following import FOLLOW, PATIENCE, PROTOCOL, Follower, ask, rename
from tests.web.conftest import serving
from web.development import ISSUER, key_in, token

HOUR, BRIEFLY = 3600, 3
POSITION = "{ register { feedPosition } }"
ENDED = (
    "The token that you logged in with has expired: log in again. "
    "Subscribe again with `after` as told here; nothing is lost."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def key(folder: Path) -> OKPKey:
    return key_in(folder)


@pytest.fixture(scope="module")
def server(told_database: str, told_engine: AsyncEngine, folder: Path, key: OKPKey) -> Iterator[str]:
    asked = {"SOR_DATABASE_URL": told_database, "SOR_TODAY": "2026-11-22", "SOR_DATA_DIR": str(folder)}
    with serving(**asked) as (address, _):
        yield address


def login(key: OKPKey, seconds: float) -> str:
    """A token that is believed for so many seconds more, those by which clocks may differ included."""
    return token(key, "Bente", [Role.SOR_OFFICE], None, (seconds - ISSUER.skew) / HOUR)


async def greeted(server: str, login: str | None) -> ClientConnection:
    socket = await connect(server.replace("http", "ws", 1) + "/graphql", subprotocols=[PROTOCOL])
    payload = {} if login is None else {"Authorization": f"Bearer {login}"}
    await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
    assert json.loads(await socket.recv()) == {"type": "connection_ack"}
    return socket


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """With what a socket is closed on which nothing more is said."""
    with pytest.raises(ConnectionClosed) as why:
        async with asyncio.timeout(PATIENCE):
            await socket.recv()
    assert why.value.rcvd is not None
    return why.value.rcvd.code, why.value.rcvd.reason


async def test_a_socket_is_closed_when_the_token_expires_and_the_feed_is_taken_up_with_another(
    server: str, told_engine: AsyncEngine, key: OKPKey
) -> None:
    cursor = (await ask(server, POSITION))["data"]["register"]["feedPosition"]
    await rename(told_engine, WARD, "Før udløb")
    begun = time.time()
    socket = await greeted(server, login(key, BRIEFLY))
    following = Follower(socket)
    await following.subscribe(after=cursor)
    last = (await following.change())["cursor"]
    error = await following.end()
    ended = time.time()
    await following.subscribe("2", after=error["extensions"]["after"])
    code, reason = await closed(socket)
    await rename(told_engine, WARD, "Efter udløb")
    again = await greeted(server, login(key, HOUR))
    other = Follower(again)
    await other.subscribe(after=error["extensions"]["after"])
    names = await other.names(1)
    await again.close()

    assert error["extensions"] == {
        "code": "RESUME",
        "classification": "UNAVAILABLE",
        "messageDa": DANISH["RESUME"],
        "after": last,
    }
    assert error["message"] == ENDED
    assert (code, reason) == (4403, "The token that you logged in with has expired: log in again.")
    assert ended - begun >= BRIEFLY - 1.5, "the seconds of a token are whole ones"
    assert names == ["Efter udløb"]


async def test_a_socket_on_which_nothing_runs_is_closed_too(server: str, key: OKPKey) -> None:
    socket = await greeted(server, login(key, BRIEFLY))

    assert (await closed(socket))[0] == 4403


async def test_who_has_not_logged_in_and_whose_token_holds_are_not_ended(
    server: str, told_engine: AsyncEngine, key: OKPKey
) -> None:
    cursor = (await ask(server, POSITION))["data"]["register"]["feedPosition"]
    sockets = [
        await greeted(server, None),
        await greeted(server, login(key, HOUR)),
        await greeted(server, login(key, BRIEFLY)),
    ]
    followers = [Follower(socket) for socket in sockets]
    for one in followers:
        await one.subscribe(after=cursor)
    assert (await followers[2].end())["message"] == ENDED
    await rename(told_engine, KIDNEY, "Efter den tredje")

    assert [await one.names(1) for one in followers[:2]] == [["Efter den tredje"]] * 2
    for socket in sockets:
        await socket.close()


async def test_events_end_when_the_token_expires_and_the_same_token_is_not_let_in_again(
    server: str, told_engine: AsyncEngine, key: OKPKey
) -> None:
    cursor = (await ask(server, POSITION))["data"]["register"]["feedPosition"]
    bearer = {"Accept": "text/event-stream", "Authorization": f"Bearer {login(key, BRIEFLY)}"}
    asked: dict[str, Any] = {"query": FOLLOW, "variables": {"after": cursor}}
    async with httpx.AsyncClient(timeout=PATIENCE, base_url=server) as client:
        told = (await client.post("/graphql", json=asked, headers=bearer)).text
        refused = await client.post("/graphql", json=asked, headers=bearer)

    events = [event.split("\n") for event in told.split("\n\n") if event.startswith("event: ")]
    (kind, data), (last, _) = events
    assert (kind, last) == ("event: next", "event: complete")
    (error,) = json.loads(data.removeprefix("data: "))["errors"]
    assert (error["message"], error["extensions"]["code"]) == (ENDED, "RESUME")
    assert error["extensions"]["after"] == cursor
    assert refused.status_code == 401
    assert refused.json()["errors"][0]["message"] == "The token has expired: log in again."
