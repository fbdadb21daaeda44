"""The whole schema over a hand-made hospital in real PostgreSQL, without HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
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
    async with databases.connected() as opened:
        async with change(opened, Recorder(ActorKind.SYSTEM, "test"), note="the hospital") as writing:
            await write(writing, hospital())
        yield opened


ASKED_TWICE = ("test_inheritance", "test_pages", "test_time")
"""Tests that tell most of what a query may ask: of plans, as all the others, and of graphql-core alone."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__.endswith(ASKED_TWICE) and "ask" in metafunc.fixturenames:
        metafunc.parametrize("ask", [False, True], ids=["plan", "graphql-core"], indirect=True)


@pytest.fixture
def ask(hospital_engine: AsyncEngine, request: pytest.FixtureRequest) -> Ask:
    return asking(hospital_engine, declined=getattr(request, "param", False))


def asking(engine: AsyncEngine, today: date = TODAY, declined: bool = False) -> Ask:
    """Asks the schema of the register in a database, on a day. `declined`: no plan is tried."""

    async def ask(query: str, actor: Actor = PUBLIC, /, **variables: Any) -> Answer:
        snapshot = Snapshot(engine)
        ctx = Context(PostgresReader(snapshot), today, actor, writing=Writing(engine, NUMBERS), declined=declined)
        try:
            told = await schema.build().execute(query, variables, context_value=ctx)
        finally:
            await ctx.take_back()
            await snapshot.close()
        errors = [dict(error.formatted) for error in told.errors or []]
        return Answer(told.data, errors, snapshot.statements)

    return ask
