"""graphql-core's execution in steps: while it works on a long list, others are answered, and it ends in time."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sized
from time import monotonic
from typing import Any

from graphql import GraphQLOutputType, OperationType, is_non_null_type
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.budget import Budget
from resolvers.context import Context
from schema.extensions.errors import MOST
from schema.extensions.letting_go import let_go

FEW = 20
"""Items of a list that is not worth a step of its own."""

STEP = 0.03
"""Seconds after which others get their turn."""


class Paced(StrawberryGraphQLCoreExecutionContext):
    """A change is never stopped half told: only questions have to be answered in time."""

    budget: Budget | None = None
    _waiting = False

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
        if self.budget is None or not isinstance(items, Sized) or len(items) <= FEW:
            return super().complete_iterable_value(item_type, field_details_list, info, path, items, position_context)
        steps = self._steps(items, self.budget)
        return self.complete_async_iterator_value(item_type, field_details_list, info, path, steps, position_context)

    def handle_field_error(
        self, raw_error: Exception, return_type: GraphQLOutputType, field_details_list: Any, path: Path
    ) -> None:
        """An error more than are told is let go of at once: tens of thousands would hold all that they have passed."""
        if len(self.collected_errors.errors) >= MOST and not is_non_null_type(return_type):
            let_go([raw_error])
        else:
            super().handle_field_error(raw_error, return_type, field_details_list, path)

    async def _steps(self, items: Iterable[Any], budget: Budget) -> AsyncIterator[Any]:
        for item in items:
            now = monotonic()
            if budget.until is not None and now > budget.until:
                raise budget.late()
            if now - self._turn > STEP:
                await self._others()
            yield item

    async def _others(self) -> None:
        """All lists of the answer share a step: of those that would go on, one does when the loop has come round."""
        while self._waiting:  # noqa: ASYNC110, a turn of the loop is what is waited for
            await asyncio.sleep(0)
        if monotonic() - self._turn <= STEP:
            return
        self._waiting = True
        try:
            await asyncio.sleep(0)
        finally:
            self._turn, self._waiting = monotonic(), False
