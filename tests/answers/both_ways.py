"""The same operation answered by its plan and by graphql-core: data byte for byte, errors, and what either asks."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain.identifiers import Cvr, gln_of
from domain.permissions import PUBLIC, Actor, Role
from resolvers.context import Context, Writing
from schema.execution.declining import counts
from tests.answers.conftest import NUMBERS, asking
from tests.answers.recorded import recorded
from tests.builders import COMPANY, TODAY
from tests.fixtures.databases import Databases

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
    """The answer on which a plan and graphql-core agree. A plan never asks the database more than graphql-core.

    Where all of the answer is null, one of several reasons is enough, and which of them comes first is left open.
    """
    core = await way(engine, query, variables, actor, operation, declined=True)
    plan = await way(engine, query, variables, actor, operation)
    assert orjson.loads(plan.body) == orjson.loads(core.body), "an answer of a plan"
    assert plan.body == core.body, "the order of keys"
    if orjson.loads(core.body)["data"] is None:
        assert plan.errors
        assert core.errors
    else:
        assert plan.errors == core.errors
    if plan.declined is None:
        assert not plan.errors
        assert plan.statements <= core.statements, f"{plan.statements} statements, {core.statements} by graphql-core"
    return Both(orjson.loads(plan.body)["data"], plan.errors, plan.statements, plan.declined)


async def way(
    engine: AsyncEngine,
    query: str,
    variables: Any = None,
    actor: Actor = PUBLIC,
    operation: str | None = None,
    declined: bool = False,
) -> Way:
    """`declined`: no plan is tried."""
    snapshot = Snapshot(engine)
    ctx = Context(PostgresReader(snapshot), TODAY, actor, writing=Writing(engine, NUMBERS), declined=declined)
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
