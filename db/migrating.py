"""Bringing a database to the form the program works with: its migrations first, then its code lists."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from db.code_lists import synced
from db.engine import Limits, address, connect_args, require_version, unavailable
from db.engine import engine as engine_of
from db.feed.restoring import taken_over
from db.unavailable import Unavailable

SCRIPTS = Path(__file__).with_name("migrations")
APPLICATION = "sor migrate"
LOCK = int.from_bytes(b"sor form")
"""The advisory lock of whoever migrates."""

WAIT_FOR_OTHERS = 120
WAIT_FOR_TABLES = 15
"""Seconds. A table that is read for longer than this belongs to a program that is still in use."""

IN_USE = (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)
REFUSED = (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)
"""What a server answers that is away, that lets its user make no tables or that lacks an extension."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: the revision before (none of an empty database) and after, those applied, codes that changed."""

    before: str | None
    after: str
    applied: tuple[str, ...]
    codes: int


def migrate(url: str) -> Migrated:
    """Migrates the database at `url`, one process at a time, then brings its code lists up to date.

    All migrations happen, or none. Takes as long as it takes, so not on an event loop. Raises `Unavailable`.
    """
    target = address(url)
    engine = create_engine(target, poolclass=NullPool, connect_args=connect_args(target, APPLICATION, 0))
    try:
        with _told(target):
            with engine.begin() as connection:
                before, applied = _upgraded(connection)
            # The caller's thread may run a loop of its own.
            with ThreadPoolExecutor(1) as elsewhere:
                codes = elsewhere.submit(asyncio.run, _synced(url)).result()
            return Migrated(before, _revisions()[-1], applied, codes)
    finally:
        engine.dispose()


async def check_migrated(engine: AsyncEngine) -> None:
    """Raises `Unavailable` unless the database has the form this program works with."""
    with _told(engine.url):
        async with engine.connect() as connection:
            found = await connection.run_sync(_revision)
    if found != _revisions()[-1]:
        raise Unavailable(
            f"The database is at migration {found or 'none'} and the program works with {_revisions()[-1]}: "
            "run `sor migrate`, or the program that the database was made by."
        )


def _upgraded(connection: Connection) -> tuple[str | None, tuple[str, ...]]:
    require_version(connection.execute(text("SELECT current_setting('server_version_num')::int")).scalar_one())
    _wait_at_most(connection, WAIT_FOR_OTHERS)
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    _wait_at_most(connection, WAIT_FOR_TABLES)
    before, known = _revision(connection), _revisions()
    if before is not None and before not in known:
        raise Unavailable(
            f"The database is at migration {before}, which this program does not know: it was made by a newer program; "
            "install that, or use another database."
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return before, known[known.index(before) + 1 :] if before else known


async def _synced(url: str) -> int:
    engine = engine_of(url, APPLICATION, Limits(statement_timeout=WAIT_FOR_OTHERS, pool_size=1))
    try:
        async with engine.begin() as connection:
            await taken_over(connection)
        return await synced(engine)
    finally:
        await engine.dispose()


def _wait_at_most(connection: Connection, seconds: int) -> None:
    connection.execute(text("SELECT set_config('lock_timeout', :limit, true)"), {"limit": f"{seconds}s"})


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _revisions() -> tuple[str, ...]:
    """All that the program knows, the first first."""
    scripts = ScriptDirectory.from_config(_config())
    return tuple(script.revision for script in reversed(list(scripts.walk_revisions())))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _told(target: URL) -> Iterator[None]:
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
