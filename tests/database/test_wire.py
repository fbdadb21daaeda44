"""Connections that end while somebody waits on them."""

import asyncio
from contextlib import suppress

import psycopg
import uvloop
from sqlalchemy import literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import engine as engine_of
from db.patience import GRACE
from db.reading.snapshot import Snapshot

AT_ONCE = 8
ROUNDS = 40
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'"
)


def test_those_who_connect_anew_after_all_connections_were_ended_are_heard(database: str) -> None:
    """Sockets are closed and opened under the same numbers, while the event loop of the server listens to them."""
    assert uvloop.run(longest_wait(database)) < GRACE


async def longest_wait(address: str) -> float:
    """Seconds, of all that is asked while connections are ended again and again."""
    engine = engine_of(address)
    waits: list[float] = []
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as clerk:
        for _ in range(ROUNDS):
            await asyncio.gather(*(asked(engine, waits) for _ in range(AT_ONCE)), clerk.execute(OTHERS))
    await engine.dispose()
    assert len(waits) == ROUNDS * AT_ONCE
    return max(waits)


async def asked(engine: AsyncEngine, waits: list[float]) -> None:
    async with Snapshot(engine) as view:
        with suppress(DBAPIError):
            assert await view.rows(select(literal(1))) == [(1,)]
    waits.append(view.seconds)
