"""Bringing a database to the form the program works with: its migrations first, then its roles and its code lists."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from db import revisions, roles
from db.blocking import Blocker, watched
from db.code_lists import synced
from db.engine import Limits, address, connect_args, require_version, unavailable
from db.engine import engine as engine_of
from db.feed.restoring import taken_over
from db.roles import Logins
from db.unavailable import Unavailable

APPLICATION = "sor migrate"
LOCK = int.from_bytes(b"sor form")
"""The advisory lock of whoever migrates."""

WAIT_FOR_OTHERS = 120
WAIT_FOR_TABLES = 2.0
"""Seconds. Whoever wants a table after us waits behind us, so we stand in line shortly, and again."""

ATTEMPTS = 8
PAUSE = 1.0
"""Seconds until the next attempt, once more as long each time: those behind us have their turns."""

IN_USE = (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)
REFUSED = (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)
"""What a server answers that is away, that lets its user make no tables or that lacks an extension."""

Say = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: the form before (none of an empty database) and after, the migrations applied, codes that changed;
    and what could not be done for the roles, in a sentence."""

    before: str | None
    after: str
    applied: tuple[str, ...]
    codes: int
    lacking: str | None


def migrate(url: str, logins: Logins = roles.NOBODY, say: Say = lambda _: None) -> Migrated:
    """Migrates the database at `url`, one process at a time, then brings its roles and code lists up to date.

    Each migration happens as a whole or not at all, and those that happened stay. `say` is told whom it waits for.
    Takes as long as it takes, so not on an event loop. Raises `Unavailable`.
    """
    target = address(url)
    engine = create_engine(target, poolclass=NullPool, connect_args=connect_args(target, APPLICATION, 0))
    try:
        with told(target), engine.connect() as connection:
            before, applied, lacking = _upgraded(target, connection, logins, say)
            # The caller's thread may run a loop of its own.
            with ThreadPoolExecutor(1) as elsewhere:
                codes = elsewhere.submit(asyncio.run, brought_up(url)).result()
            return Migrated(before, revisions.known()[-1], applied, codes, lacking)
    finally:
        engine.dispose()


async def check_migrated(engine: AsyncEngine) -> None:
    """Raises `Unavailable` unless the database has a form that this program works with."""
    with told(engine.url):
        async with engine.connect() as connection:
            found = await connection.run_sync(revisions.form)
            served = await connection.run_sync(revisions.served, found)
    if not served:
        raise Unavailable(
            f"The database is at migration {found or 'none'} and the program works with {revisions.known()[-1]}: "
            "run `sor migrate`, or the program that the database was made by."
        )


def require_known(found: str | None) -> None:
    """Raises `Unavailable` where the database was made by a program that is newer than this one."""
    if found is not None and found not in revisions.known():
        raise Unavailable(
            f"The database is at migration {found}, which this program does not know: it was made by a newer program; "
            "install that, or use another database."
        )


def alone(connection: Connection) -> None:
    """Until the connection is closed, or the transaction that is open on it ends, nobody else migrates."""
    number = connection.execute(text("SELECT current_setting('server_version_num')::int")).scalar_one()
    require_version(number)
    connection.execute(text("SELECT set_config('lock_timeout', :limit, true)"), {"limit": f"{WAIT_FOR_OTHERS}s"})
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})


def _upgraded(
    target: URL, connection: Connection, logins: Logins, say: Say
) -> tuple[str | None, tuple[str, ...], str | None]:
    with connection.begin():
        alone(connection)
        before, known = revisions.form(connection), revisions.known()
        require_known(before)
        connection.execute(text("SELECT set_config('lock_timeout', :limit, false)"), {"limit": f"{WAIT_FOR_TABLES}s"})

    def brought() -> str | None:
        with connection.begin():
            roles.taken_on(connection)
            found = revisions.form(connection)
        if found != known[-1]:
            revisions.upgrade(connection)
        with connection.begin():
            revisions.say_who_is_served(connection)
            return roles.arranged(connection, logins)

    lacking = _in_turn(target, connection, brought, say)
    return before, known[known.index(before) + 1 :] if before else known, lacking


def _in_turn(target: URL, connection: Connection, work: Callable[[], T], say: Say) -> T:
    """Begins anew where somebody uses a table, after they had their turn; gives up if they never end."""
    with watched(target, connection) as blocking:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return work()
            except DBAPIError as error:
                connection.rollback()
                if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
                    raise
            if attempt < ATTEMPTS:
                say(f"A table is in use by {_named(blocking)}; trying again ({attempt} of {ATTEMPTS}).")
                time.sleep(attempt * PAUSE)
    raise Unavailable(_in_the_way(blocking))


def _in_the_way(blocking: list[Blocker]) -> str:
    return (
        f"The database could not be migrated further, since a table is in use by {_named(blocking)}: wait until it has "
        "ended, or end it (pg_terminate_backend), and run `sor migrate` again. What is not migrated yet is as it was."
    )


def _named(blocking: list[Blocker]) -> str:
    return "; ".join(map(str, blocking)) or "somebody else"


async def brought_up(url: str) -> int:
    """The feed and the code lists; how many codes changed."""
    engine = engine_of(url, APPLICATION, Limits(statement_timeout=WAIT_FOR_OTHERS, pool_size=1))
    try:
        async with engine.begin() as connection:
            await taken_over(connection)
        return await synced(engine)
    finally:
        await engine.dispose()


@contextmanager
def told(target: URL) -> Iterator[None]:
    """What the database refused, said in one sentence."""
    try:
        yield
    except PoolTimeout as error:
        raise unavailable(target, error) from None
    except DBAPIError as error:
        if isinstance(error.orig, IN_USE):
            raise Unavailable(
                "The database is being migrated or written by another process: wait until it has finished, or stop it."
            ) from None
        if isinstance(error.orig, REFUSED):
            raise unavailable(target, error) from None
        raise
