"""One object and all that is told of it, as it is met: nothing is gained by asking for a level where all is at hand."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from graphql.execution.values import VariableValues

from domain.periods import Moment
from domain.units import Unit
from resolvers.context import Context
from schema.execution.kinds import PLAIN, check, check_units, concrete
from schema.execution.leaves import NULL
from schema.execution.planning import Shape
from schema.seen import Seen


def is_single(ctx: Context, shape: Shape, found: Any) -> bool:
    """Whether what a field of the operation has given is one object, and all that is told of it is in memory."""
    level = shape.level
    if level is None or not level.at_hand or found.__class__ is not Seen:
        return False
    return ctx.reader.remembers(found.moment)


class Single:
    """`whole`: the texts of lists of whose items nothing is asked."""

    __slots__ = ("ctx", "variables", "whole")

    def __init__(
        self, ctx: Context, variables: VariableValues, whole: Callable[[Shape, Sequence[Any], Moment], Sequence[str]]
    ) -> None:
        self.ctx = ctx
        self.variables = variables
        self.whole = whole

    async def text(self, shape: Shape, value: Any, moment: Moment) -> str:
        """Raises what `running.run` raises."""
        level = shape.level
        if level is None:
            assert shape.write is not None
            return shape.write((value,))[0]
        if shape.listed:
            return self.whole(shape, (value,), moment)[0]
        if value.__class__ is Seen:
            value, moment = value.value, value.moment
        if value is None and shape.nullable:
            return NULL
        if value.__class__ not in PLAIN:
            check({value.__class__}, shape.nullable)
        if level.one is not None and value.__class__ is Unit:
            check_units(level.one, (value,), moment)
        form = level.whole or level.forms[concrete(level, (value,), moment)[0]]
        columns = []
        for branch in form.branches:
            source = attrgetter(branch.within)(value) if branch.within else value
            related = branch.way.related
            if related is None:
                (found,) = branch.way.each((source,), moment, branch.told(self.variables))
            else:
                found = await self.ctx.ask_at_hand(related.relation, source, moment)
            columns.append((await self.text(branch.shape, found, moment),))
        return form.writer.write((value,), moment, self.ctx.today, columns)[0]
