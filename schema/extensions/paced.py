"""graphql-core's execution in steps: while it works on a long list, others are answered, and it ends in time."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from time import monotonic
from typing import Any

from graphql import GraphQLOutputType, OperationType
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.budget import Budget
from resolvers.context import Context

FEW = 20
"""Items of a list that is not worth a step of its own."""

STEP = 0.03
"""Seconds after which others get their turn."""


class Paced(StrawberryGraphQLCoreExecutionContext):
    """A change is never stopped half told: only questions have to be answered in time."""

    budget: Budget | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.context_value, Context) and self.operation.operation is OperationType.QUERY:
            self.budget = self.context_value.budget
            self.budget.hurry()
        self._turn = monotonic()

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: Any,
        info: Any,
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> AwaitableOrValue[list[Any]]:
        if self.budget is None or not isinstance(items, list | tuple) or len(items) <= FEW:
            return super().complete_iterable_value(item_type, field_details_list, info, path, items, position_context)
        steps = self._steps(items, self.budget)
        return self.complete_async_iterator_value(item_type, field_details_list, info, path, steps, position_context)

    async def _steps(self, items: Sequence[Any], budget: Budget) -> AsyncIterator[Any]:
        for item in items:
            now = monotonic()
            if budget.until is not None and now > budget.until:
                raise budget.late()
            if now - self._turn > STEP:
                await asyncio.sleep(0)
                self._turn = monotonic()
            yield item
