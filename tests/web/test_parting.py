"""A server that is asked to stop while its sockets are in use: whatever is under way is told before they are closed."""

import array
import asyncio
import fcntl
import signal
import socket
import termios
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from subprocess import Popen
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.exceptions import ConnectionClosed

from tests.builders import WARD
from tests.following import PATIENCE, Follower, ask, follower, rename
from tests.web.conftest import serving

PAST = f'query Past {{ unit(by: {{sorCode: "{WARD}"}}) {{ history(by: RECORDED) {{ totalCount }} }} }}'
POSITION = "{ register { feedPosition } }"
ALL = "name description args { name description } type { name kind }"
LARGE = f"query Large {{ {' '.join(f'a{n}: __schema {{ types {{ name fields {{ {ALL} }} }} }}' for n in range(3))} }}"
LOCK = "LOCK TABLE unit_version_archive IN ACCESS EXCLUSIVE MODE"
SURELY = 0.3
"""Seconds in which a server that waits for nobody has closed what it had open."""


@pytest.fixture(params=["1"])
def server(
    told_database: str, told_engine: AsyncEngine, request: pytest.FixtureRequest
) -> Iterator[tuple[str, Popen[str]]]:
    """With so many workers."""
    settings = {"SOR_TODAY": "2026-11-22", "SOR_STATEMENT_TIMEOUT_PUBLIC": "60", "SOR_WORKERS": request.param}
    with serving(SOR_DATABASE_URL=told_database, **settings) as started:
        yield started


@asynccontextmanager
async def stopped(address: str, process: Popen[str]) -> AsyncIterator[None]:
    """Inside, the server has been asked to stop and is about to, since somebody who followed it has been told so."""
    async with follower(address) as idle:
        await idle.subscribe(query="subscription { changeFeed { kind } }")
        await idle.subscribe("2", query="{ __typename }")  # which is answered after the first one was begun
        assert (await idle.message())["id"] == (await idle.message())["id"] == "2"
        process.send_signal(signal.SIGTERM)
        assert (await idle.end())["extensions"]["code"] == "RESUME"
        await asyncio.sleep(SURELY)
        yield
    assert await asyncio.to_thread(process.wait, PATIENCE) == 0


async def rest(following: Follower) -> tuple[dict[str, list[dict[str, Any]]], int | None]:
    """What each operation is told until the socket is closed, and the code it is closed with."""
    told: dict[str, list[dict[str, Any]]] = {}
    while True:
        try:
            message = await following.message()
        except ConnectionClosed as closed:
            return told, None if closed.rcvd is None else closed.rcvd.code
        told.setdefault(message.pop("id"), []).append(message)


def unread(following: Follower) -> int:
    """Bytes that have come for somebody and lie in their system."""
    count = array.array("i", [0])
    fcntl.ioctl(following.socket.transport.get_extra_info("socket"), termios.FIONREAD, count)
    return count[0]


def somebody_waits(looking: psycopg.Connection) -> None:
    until = time.monotonic() + PATIENCE
    while not looking.execute(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sor'"
        " AND wait_event_type = 'Lock'"
    ).fetchone():
        assert time.monotonic() < until
        time.sleep(0.01)


def let_in(address: str) -> bool:
    """Whether a connection is taken."""
    try:
        socket.create_connection((urlsplit(address).hostname, urlsplit(address).port)).close()
    except ConnectionRefusedError:
        return False
    return True


async def test_who_reads_slowly_is_told_where_to_resume_before_the_socket_is_closed(
    server: tuple[str, Popen[str]], told_engine: AsyncEngine
) -> None:
    address, process = server
    async with follower(address, room=4096) as slow:
        await slow.subscribe("feed", after=(await ask(address, POSITION))["data"]["register"]["feedPosition"])
        await rename(told_engine, WARD, "Den Sidste")
        last = (await slow.change())["cursor"]
        slow.socket.transport.pause_reading()
        await slow.subscribe("large", query=LARGE)
        until = time.monotonic() + PATIENCE
        while not unread(slow):
            assert time.monotonic() < until
            await asyncio.sleep(0.01)
        async with stopped(address, process):
            slow.socket.transport.resume_reading()
            told, code = await rest(slow)

    assert [one["type"] for one in told["large"]] == ["next", "complete"]
    assert [one["type"] for one in told["feed"]] == ["next", "complete"]
    [error] = told["feed"][0]["payload"]["errors"]
    assert (error["extensions"]["code"], error["extensions"]["after"]) == ("RESUME", last)
    assert code == 1012


async def test_what_is_asked_on_a_socket_is_answered_before_it_is_closed_and_nothing_new_is_begun(
    server: tuple[str, Popen[str]], told_database: str
) -> None:
    address, process = server
    with psycopg.connect(told_database) as holder, psycopg.connect(told_database, autocommit=True) as looking:
        holder.execute(LOCK)
        async with follower(address) as asking:
            await asking.subscribe("begun", query=PAST)
            await asyncio.to_thread(somebody_waits, looking)
            async with stopped(address, process):
                await asking.subscribe("late", query=PAST)
                refused = await asking.message()
                holder.rollback()
                told, code = await rest(asking)

    assert (refused["id"], refused["type"]) == ("late", "error")
    assert [error["message"] for error in refused["payload"]] == [
        "The server stops. Ask again in a moment, over another connection."
    ]
    assert refused["payload"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert [one["type"] for one in told["begun"]] == ["next", "complete"]
    assert told["begun"][0]["payload"]["data"]["unit"]["history"]["totalCount"] > 0
    assert (list(told), code) == (["begun"], 1012)


@pytest.mark.parametrize("server", ["2"], indirect=True)
def test_nobody_is_let_in_to_wait_for_workers_that_stop(server: tuple[str, Popen[str]], told_database: str) -> None:
    """They would wait for as long as the last one is at work, and be cut off."""
    address, process = server
    with (
        ThreadPoolExecutor() as others,
        psycopg.connect(told_database) as holder,
        psycopg.connect(told_database, autocommit=True) as looking,
    ):
        holder.execute(LOCK)
        asking = others.submit(httpx.post, f"{address}/graphql", json={"query": PAST}, timeout=60)
        somebody_waits(looking)
        process.send_signal(signal.SIGTERM)
        while let_in(address):
            time.sleep(0.02)
        at_work = process.poll() is None
        holder.rollback()
        answer = asking.result()

    assert at_work
    assert (answer.status_code, answer.json()["data"]["unit"]["history"]["totalCount"] > 0) == (200, True)
    assert process.wait(PATIENCE) == 0
