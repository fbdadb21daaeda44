"""The whole schema over a hand-made hospital in real PostgreSQL, without HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from db.engine import engine as engine_of
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.excerpt import Range
from db.writing.lives import write
from domain.permissions import PUBLIC, Actor
from domain.recording import ActorKind, Recorder
from resolvers.context import Context, Writing
from tests.builders import TODAY, hospital
from tests.fixtures.databases import Databases


@dataclass(frozen=True)
class Answer:
    """What a query gave: data, errors as they are sent, and how many statements it took."""

    data: Any
    errors: list[dict[str, Any]]
    statements: int


NUMBERS = Range(579000800000, 579000800009)
"""The location numbers that the register of the tests may issue: few, so that they run out."""

Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture(scope="session")
async def hospital_engine(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """A register that holds the hospital; its tests only read."""
    with databases.clone() as address:
        opened = engine_of(address, application="test")
        async with change(opened, Recorder(ActorKind.SYSTEM, "test"), note="the hospital") as writing:
            await write(writing, hospital())
        yield opened
        await opened.dispose()


@pytest.fixture
def ask(hospital_engine: AsyncEngine) -> Ask:
    return asking(hospital_engine)


def asking(engine: AsyncEngine, today: date = TODAY) -> Ask:
    """Asks the schema of the register in a database, on a day."""

    async def ask(query: str, actor: Actor = PUBLIC, /, **variables: Any) -> Answer:
        snapshot = Snapshot(engine)
        ctx = Context(PostgresReader(snapshot), today, actor, writing=Writing(engine, NUMBERS))
        try:
            told = await schema.build().execute(query, variables, context_value=ctx)
        finally:
            await ctx.take_back()
            await snapshot.close()
        errors = [dict(error.formatted) for error in told.errors or []]
        return Answer(told.data, errors, snapshot.statements)

    return ask
