"""The tidy register, made once, and copies of it to break."""

from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests import tidy
from tests.fixtures.databases import Databases, connected


@pytest.fixture(scope="session")
async def tidy_database(databases: Databases) -> AsyncIterator[str]:
    """The address of the tidy register. Nobody stays connected to it: it is a template."""
    with databases.clone() as address:
        await tidy.stored(address)
        yield address


@pytest.fixture(scope="session")
async def loose_engine(databases: Databases, tidy_database: str) -> AsyncIterator[AsyncEngine]:
    """Connections to a copy of the tidy register without its keys; who changes it takes that back."""
    with databases.clone(tidy_database) as address:
        with psycopg.connect(address) as connection:
            connection.execute(tidy.LOOSENED)
        async with connected(address) as opened:
            yield opened


@pytest.fixture
async def tidy_engine(databases: Databases, tidy_database: str) -> AsyncIterator[AsyncEngine]:
    """Connections to a copy of the tidy register with all its keys."""
    async with databases.connected(tidy_database) as opened:
        yield opened


@pytest.fixture
async def workbench(loose_engine: AsyncEngine) -> AsyncIterator[tidy.Workbench]:
    async with loose_engine.connect() as connection:
        yield tidy.Workbench(connection)
        await connection.rollback()
