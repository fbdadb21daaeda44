"""Compiled operations: a query's text becomes a plan once, and the plan is run level by level.

Schema and resolvers stay the one definition of the API: a plan is made of them, and whatever it cannot do, or runs
into, is answered by graphql-core from the start.
"""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import structlog
from strawberry import Schema

from resolvers.context import Context
from schema.execution.declining import Declined, counts
from schema.execution.documents import document
from schema.execution.running import run
from schema.extensions.letting_go import let_go

log = structlog.stdlib.get_logger("graphql")


async def answered(
    schema: Schema, ctx: Context, text: str, operation_name: str | None, variables: Mapping[str, Any] | None
) -> bytes | None:
    """The answer to a query without errors, as it is sent; none where graphql-core is to answer: no plan is tried
    again then."""
    try:
        return await _answered(schema, ctx, text, operation_name, variables or {})
    except Declined as declined:
        counts[declined.reason] += 1
    except Exception as error:  # graphql-core tells it, with its place
        counts["error"] += 1
        log.debug("a plan met an error", error=type(error).__name__)
        let_go([error])
    ctx.declined = True
    return None


async def _answered(
    schema: Schema, ctx: Context, text: str, operation_name: str | None, given: Mapping[str, Any]
) -> bytes:
    known = document(schema, text, operation_name, ctx.limits.shape)
    ctx.operation = known.name
    variables = known.variables(given)
    plan = known.plan(variables)
    ctx.planned = perf_counter()
    answer = await run(plan, ctx, variables)
    counts["answered"] += 1
    return answer
