"""A started server over the hospital of the other tests, for clients and for those who break the protocol."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.databases import Databases
from tests.following import standing
from tests.web.conftest import serving


@pytest.fixture(scope="session")
def hospital_database(databases: Databases) -> Iterator[str]:
    with databases.clone() as address:
        yield address


@pytest.fixture(scope="session")
async def hospital_engine(hospital_database: str) -> AsyncIterator[AsyncEngine]:
    async with standing(hospital_database) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(hospital_database: str, hospital_engine: AsyncEngine) -> Iterator[str]:
    """Where the register answers: `http://host:port`."""
    with serving(SOR_DATABASE_URL=hospital_database, SOR_TODAY="2026-11-22") as (started, _):
        yield started
