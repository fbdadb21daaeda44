"""Rows that are taken as they come, and connections that end while somebody waits on them."""

import asyncio
from contextlib import suppress

import psycopg
import pytest
import uvloop
from psycopg.rows import TupleRow
from sqlalchemy import Integer, Text, literal, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import engine as engine_of
from db.patience import GRACE
from db.reading.coming import AT_HAND, PIECE
from db.reading.snapshot import Snapshot

AT_ONCE = 8
ROUNDS = 40
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'"
)


NUMBERS = text("SELECT n, -n, 'of ' || n FROM generate_series(1, :most) AS n ORDER BY n").columns(
    n=Integer, less=Integer, told=Text
)
BROKEN = text("SELECT 1 / (2500 - n) FROM generate_series(1, 9000) AS n ORDER BY n").columns(n=Integer)
MANY = 2 * PIECE + AT_HAND + 1
"""More rows than are taken at once, and not a round number of them."""


async def test_rows_of_a_long_answer_are_all_taken_and_in_their_order(engine: AsyncEngine) -> None:
    async with Snapshot(engine) as view:
        await view.read_at()
        long, none, short = await asyncio.gather(
            view.rows(NUMBERS, {"most": MANY}), view.rows(NUMBERS, {"most": 0}), view.rows(NUMBERS, {"most": 1})
        )

        assert view.trips == 2, "the three went together"
    assert long == [(n, -n, f"of {n}") for n in range(1, MANY + 1)]
    assert none == []
    assert short == [(1, -1, "of 1")]


async def test_what_is_made_of_rows_is_made_of_a_few_at_a_time(engine: AsyncEngine) -> None:
    sizes: list[int] = []

    def made(rows: list[TupleRow]) -> list[int]:
        sizes.append(len(rows))
        return [row[0] for row in rows]

    async with Snapshot(engine) as view:
        assert await view.rows(NUMBERS, {"most": MANY}, made) == [*range(1, MANY + 1)]
    assert max(sizes) == AT_HAND
    assert sum(sizes) == MANY


async def test_an_answer_that_breaks_off_in_the_middle_tells_why_and_nothing_else(engine: AsyncEngine) -> None:
    async with Snapshot(engine) as view:
        with pytest.raises(DBAPIError, match="division by zero"):
            await view.rows(BROKEN)
        await view.renew()
        assert await view.rows(NUMBERS, {"most": 1}) == [(1, -1, "of 1")]


async def test_rows_of_which_nothing_can_be_made_leave_a_sound_connection(engine: AsyncEngine) -> None:
    def made(rows: list[TupleRow]) -> list[int]:
        raise ValueError("nothing")

    async with Snapshot(engine) as view:
        with pytest.raises(ValueError, match="nothing"):
            await view.rows(NUMBERS, {"most": MANY}, made)
        assert len(await view.rows(NUMBERS, {"most": MANY})) == MANY


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
