"""An operation answered under limits of one's own, by its plan and by graphql-core."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain.permissions import PUBLIC, Actor
from resolvers.context import Context, Limits
from tests.builders import TODAY


@dataclass(frozen=True)
class Limited:
    """`touched`: units that the answer has touched; `statements`: that the database was asked."""

    data: Any
    errors: list[dict[str, Any]]
    touched: int
    statements: int
    declined: bool

    @property
    def limits(self) -> list[object]:
        """The limits that the errors name."""
        return [error["extensions"].get("limit") for error in self.errors]


async def limited(
    engine: AsyncEngine,
    query: str,
    limits: Limits,
    variables: Any = None,
    actor: Actor = PUBLIC,
    declined: bool = False,
    operation: str | None = None,
) -> Limited:
    """`declined`: no plan is tried."""
    async with Snapshot(engine) as snapshot:
        ctx = Context(PostgresReader(snapshot), TODAY, actor, limits, declined=declined)
        told = await schema.build().execute(query, variables, context_value=ctx, operation_name=operation)
        errors = [dict(error.formatted) for error in told.errors or []]
        return Limited(told.data, errors, ctx.budget.touched, snapshot.statements, ctx.declined)
