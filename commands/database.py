"""The database a command works on: the one that is set, or the embedded one for as long as the command lasts."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext

from sqlalchemy.ext.asyncio import AsyncEngine

from commands.screen import doing, say
from db.embedded import Embedded, watched
from db.engine import Limits, check_server
from db.engine import engine as engine_of
from db.migrating import check_migrated, migrate
from db.roles import NOBODY, Logins
from settings import Settings


@contextmanager
def database(settings: Settings, lasting: bool = False) -> Iterator[str]:
    """The address of the database; an embedded one is `lasting` if it is started again whenever it ends.

    Raises `Unavailable`.
    """
    if settings.database_url is not None:
        yield settings.direct_url or settings.database_url
        return
    embedded = Embedded(settings.data_dir)
    try:
        with doing(f"Starting the embedded PostgreSQL in {settings.data_dir}"):
            url = embedded.start()
        with watched(embedded) if lasting else nullcontext():
            yield url
    finally:
        embedded.stop()


@contextmanager
def register(settings: Settings, make: bool = False, lasting: bool = False) -> Iterator[str]:
    """The address of a database that has the form this program works with.

    The embedded one is brought to it; one that is somebody's own only where they ask to `make` it so.
    Raises `Unavailable`.
    """
    with database(settings, lasting) as url:
        if settings.database_url is None or make:
            migrated(url)
        reachable(url)
        yield url


def migrated(url: str, logins: Logins = NOBODY) -> None:
    """Brings the database to the form this program works with. Raises `Unavailable`."""
    with doing("Migrating the database"):
        done = migrate(url, logins, say)
    if done.applied:
        say(f"The database is at migration {done.after}; {done.codes} codes are new or changed.")
    if done.lacking:
        say(done.lacking)


def reachable(url: str) -> None:
    """Raises `Unavailable` unless a PostgreSQL that is new enough answers, with the form this program works with."""

    async def ask() -> None:
        async with opened(url) as engine:
            await check_server(engine)
            await check_migrated(engine)

    asyncio.run(ask())


@asynccontextmanager
async def opened(url: str, statement_timeout: float = 15) -> AsyncIterator[AsyncEngine]:
    """Connections for as long as a command needs them; `statement_timeout` in seconds, 0 is without limit."""
    engine = engine_of(url, application="sor", limits=Limits(statement_timeout))
    try:
        yield engine
    finally:
        await engine.dispose()
