"""The same operation answered by its plan, from the database and from memory, and by graphql-core: data byte for byte,
errors, and what either asks."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from db.reading.postgres import PostgresReader
from db.reading.resident.reader import ResidentReader
from db.reading.resident.revision import Revision, made
from db.reading.snapshot import Snapshot
from domain.identifiers import Cvr, gln_of
from domain.permissions import PUBLIC, Actor, Role
from resolvers.context import Context, Writing
from schema.execution.declining import counts
from tests.answers.conftest import NUMBERS, asking
from tests.answers.recorded import recorded
from tests.builders import COMPANY, TODAY
from tests.fixtures.databases import Databases
from tests.materials import read

OFFICE = Actor("Kontoret", Role.SOR_OFFICE, subject="office-1")
CLINIC = Actor("Klinikken", Role.PRIVATE_COMPANY, COMPANY, "clinic-1", cvr=Cvr("64942212"))
SLEEP_NUMBER = gln_of(579000990009)
RENAME = """mutation ($code: SorCode!) { changeUnit(input: {sorCode: $code, name: "Åhavens Klinik"}) {
  request { id } errors { path } } }"""


@pytest.fixture(scope="session")
async def storied(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """The hospital with a past in recorded time, and what the company beside it requests; its tests only read."""
    async with databases.connected() as opened:
        await recorded(opened, SLEEP_NUMBER)
        asked = await asking(opened)(RENAME, CLINIC, code=str(COMPANY))
        assert asked.errors == []
        assert asked.data["changeUnit"]["request"] is not None
        yield opened


@dataclass(frozen=True)
class Way:
    """One way to an answer. `body`: as it is sent, without errors; `declined`: why no plan gave it, if none did."""

    body: bytes
    errors: list[dict[str, Any]]
    statements: int
    declined: str | None


@dataclass(frozen=True)
class Both:
    """What two ways agree on. `declined`: why no plan gave it, if none did."""

    data: Any
    errors: list[dict[str, Any]]
    statements: int
    declined: str | None


async def both(
    engine: AsyncEngine, query: str, variables: Any = None, actor: Actor = PUBLIC, operation: str | None = None
) -> Both:
    """The answer on which a plan, whoever reads, and graphql-core agree. A plan never asks the database more than
    graphql-core.

    Where all of the answer is null, one of several reasons is enough, and which of them comes first is left open.
    """
    core = await way(engine, query, variables, actor, operation, declined=True)
    plan = await way(engine, query, variables, actor, operation)
    memory = await way(engine, query, variables, actor, operation, revision=await held(engine))
    for told in (plan, memory):
        assert orjson.loads(told.body) == orjson.loads(core.body), "an answer of a plan"
        assert told.body == core.body, "the order of keys"
        if orjson.loads(core.body)["data"] is None:
            assert told.errors
            assert core.errors
        else:
            assert told.errors == core.errors
    assert memory.declined == plan.declined
    if plan.declined is None:
        assert not plan.errors
        assert plan.statements <= core.statements, f"{plan.statements} statements, {core.statements} by graphql-core"
    return Both(orjson.loads(plan.body)["data"], plan.errors, plan.statements, plan.declined)


class Unchanged(NamedTuple):
    """Who keeps a register that nobody writes."""

    revision: Revision

    async def newest(self) -> Revision:
        return self.revision

    async def at_least(self, number: int) -> Revision:
        return self.revision


_held = WeakKeyDictionary[AsyncEngine, Revision]()


async def held(engine: AsyncEngine) -> Revision:
    """The register of a database in memory, read anew when it was changed."""
    async with Snapshot(engine) as view:
        [(newest,)] = await view.rows(text("SELECT coalesce(max(id), 0) FROM change_set"))
        known = _held.get(engine)
        if known is None or known.number != newest:
            known = _held[engine] = made(await read(view))
    return known


@asynccontextmanager
async def remembering(engine: AsyncEngine) -> AsyncIterator[Context]:
    """A request of the public that is answered from memory."""
    revision = await held(engine)
    async with Snapshot(engine) as view:
        ctx = Context(ResidentReader(revision, PostgresReader(view), Unchanged(revision)), TODAY)
        yield ctx
        await ctx.close()


async def way(
    engine: AsyncEngine,
    query: str,
    variables: Any = None,
    actor: Actor = PUBLIC,
    operation: str | None = None,
    declined: bool = False,
    revision: Revision | None = None,
) -> Way:
    """`declined`: no plan is tried; `revision`: what is answered from memory, if anything is."""
    snapshot = Snapshot(engine)
    postgres = PostgresReader(snapshot)
    reader = postgres if revision is None else ResidentReader(revision, postgres, Unchanged(revision))
    ctx = Context(reader, TODAY, actor, writing=Writing(engine, NUMBERS), declined=declined)
    before = Counter(counts)
    register, errors = schema.build(), list[dict[str, Any]]()
    try:
        body = None if declined else await register.answered(ctx, query, operation, variables)
        if body is None:
            told = await register.execute(query, variables, context_value=ctx, operation_name=operation)
            body, errors = orjson.dumps({"data": told.data}), [dict(error.formatted) for error in told.errors or []]
    finally:
        await ctx.take_back()
        await snapshot.close()
    reasons = [reason for reason in counts - before if reason != "answered"]
    return Way(body, errors, snapshot.statements, reasons[0] if reasons else None)
