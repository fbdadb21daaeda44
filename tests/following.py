"""Clients that follow the feed over real sockets, and changes for them to be told of."""

import asyncio
import itertools
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain.periods import Period, Version
from domain.recording import ActorKind, Recorder
from domain.records import Lives, UnitLife
from domain.units import Facts
from resolvers.feed.telling import tell
from tests.builders import TODAY, hospital
from tests.fixtures.databases import connected

SOMEBODY = Recorder(ActorKind.SYSTEM, "test")
PROTOCOL = Subprotocol("graphql-transport-ws")
FOLLOW = """subscription($after: FeedCursor, $under: SorCode, $kinds: [ChangeKind!]) {
  changeFeed(after: $after, under: $under, kinds: $kinds) {
    cursor kind sorCode effectiveFrom fields { field before after } unit { name }
  }
}"""
PATIENCE = 60.0
"""Seconds after which what was expected does not come any more."""
SMALL = 536
"""Bytes of a packet: a system keeps room for so many packets of what it sends."""


async def filled(engine: AsyncEngine) -> None:
    """The hospital of the other tests, told to the feed."""
    async with change(engine, SOMEBODY) as opened:
        await write(opened, hospital())
        await tell(opened, Snapshot(engine, opened.connection), TODAY)


@asynccontextmanager
async def standing(address: str) -> AsyncIterator[AsyncEngine]:
    """Connections to an empty register in which that hospital now stands."""
    async with connected(address) as engine:
        await filled(engine)
        yield engine


def named(code: int, name: str) -> UnitLife:
    """A unit of the hospital that is called something else from today on."""
    unit = next(unit for unit in hospital().units if unit.sor_code == code)
    timeline: list[Version[Facts]] = []
    for version in unit.timeline:
        before = version.valid.until(TODAY)
        after = version.valid.overlap(Period(TODAY))
        timeline += [] if before is None else [Version(before, version.value)]
        timeline += [] if after is None else [Version(after, replace(version.value, name=name))]
    return replace(unit, timeline=tuple(timeline))


async def rename(engine: AsyncEngine, code: int, *names: str) -> None:
    """Each name in a change of its own."""
    for name in names:
        async with change(engine, SOMEBODY) as opened:
            await write(opened, Lives(units=(named(code, name),)))
            await tell(opened, Snapshot(engine, opened.connection), TODAY)


class Follower:
    """One subscription on a socket of its own."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def subscribe(self, id_: str = "1", query: str = FOLLOW, **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self.socket.send(json.dumps({"id": id_, "type": "subscribe", "payload": payload}))

    async def message(self) -> dict[str, Any]:
        """The next message; it has to be text."""
        async with asyncio.timeout(PATIENCE):
            received = await self.socket.recv()
        assert isinstance(received, str)
        message: dict[str, Any] = json.loads(received)
        return message

    async def change(self) -> dict[str, Any]:
        message = await self.message()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        told: dict[str, Any] = message["payload"]["data"]["changeFeed"]
        return told

    async def names(self, count: int) -> list[str]:
        """What units are called after so many changes of names."""
        return [(await self.change())["fields"][0]["after"] for _ in range(count)]

    async def end(self) -> dict[str, Any]:
        """The error that ends the subscription, which is then complete."""
        message = await self.message()
        assert message["type"] == "next", message
        [error] = message["payload"]["errors"]
        assert (await self.message())["type"] == "complete"
        told: dict[str, Any] = error
        return told


@asynccontextmanager
async def follower(address: str, room: int | None = None) -> AsyncIterator[Follower]:
    """Connected, greeted and acknowledged; not subscribed yet. `room`: bytes that wait for it unread, at most; few do
    on the other side of the line then, either."""
    url = address.replace("http", "ws", 1) + "/graphql"
    line = socket.socket()
    if room is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALL)
    await asyncio.to_thread(line.connect, (urlsplit(address).hostname, urlsplit(address).port))
    line.setblocking(False)
    async with connect(url, sock=line, subprotocols=[PROTOCOL], max_queue=None, ping_interval=None) as opened:
        await opened.send(json.dumps({"type": "connection_init", "payload": {}}))
        following = Follower(opened)
        assert await following.message() == {"type": "connection_ack"}
        yield following


@asynccontextmanager
async def events(address: str, **variables: Any) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    """The feed as server-sent events: what each is, and what it carries."""
    body = {"query": FOLLOW, "variables": variables}
    headers = {"Accept": "text/event-stream"}
    async with (
        httpx.AsyncClient(timeout=PATIENCE) as client,
        client.stream("POST", f"{address}/graphql", json=body, headers=headers) as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    kind = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data:"):
            data = line.removeprefix("data:").strip()
            yield kind, json.loads(data) if data else None


async def taken(events: AsyncIterator[Any], count: int) -> list[Any]:
    return [await anext(events) for _ in itertools.repeat(None, count)]


async def ask(address: str, query: str, **variables: Any) -> Any:
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        answer = await client.post(f"{address}/graphql", json={"query": query, "variables": variables})
    return answer.json()
