"""Keepers of the register in memory, and registers read anew to hold theirs against."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
from sqlalchemy import make_url

from db.reading.resident.keeping import Keeper
from db.reading.resident.line import APPLICATION, Line
from db.reading.resident.loading import everything, standing
from db.reading.resident.revision import Revision, made

LINE, BELL = APPLICATION, f"{APPLICATION} bell"
"""The names of a keeper's connections."""


@asynccontextmanager
async def kept(address: str, limit: int | None = None) -> AsyncIterator[Keeper]:
    """A keeper that has loaded the register, and hears."""
    keeper = Keeper(make_url(address), limit)
    async with keeper.kept():
        await until(lambda: keeper.current() is not None)
        yield keeper


async def until(come: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for what comes by itself."""
    end = time.monotonic() + seconds
    while not come():
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.002)


async def brought(keeper: Keeper) -> Revision:
    """The newest revision, which the keeper is sure of."""
    revision = await keeper.newest()
    assert revision is not None, keeper.why
    return revision


def anew(address: str) -> Revision:
    """The revision that is made of all there is."""
    line = Line.open(make_url(address))
    try:
        with line.view():
            return made(everything(line, standing(line)))
    finally:
        line.close()


def cut(address: str, application: str) -> int:
    """Ends the connections of a database that have a name; how many there were."""
    statement = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE application_name = %s AND datname = current_database()"
    )
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute(statement, [application]).fetchone()
    return found[0] if found else 0
