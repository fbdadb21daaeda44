"""The moment of a unit, told."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from domain.periods import Moment
from resolvers.context import Context
from schema.related import related
from schema.types.moments import AsOf


class Told(NamedTuple):
    at: object
    known_at: object


async def _told(ctx: Context, sources: Sequence[Any], *, moment: Moment) -> list[Told]:
    at, known_at = moment
    told = Told(at, known_at or await ctx.reader.read_at())
    return [told] * len(sources)


as_of: Any = related(_told, type_=AsOf, description="The day and the instant of knowledge that the unit is read at.")
