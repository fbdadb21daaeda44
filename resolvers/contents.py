"""Content hashes: whether a copy of a part of the register still says what the register says."""

from collections.abc import Sequence

from domain.periods import Moment
from domain.units import Unit
from resolvers.context import Context


async def content_hash(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[str | None]:
    """Each counts all units that it is over, whether they had to be looked at or their hashes were at hand."""
    left = ctx.budget.left
    found = await ctx.reader.content_hashes([unit.sor_code for unit in asked], moment, left)
    ctx.budget.touch(left + 1 if found is None else sum(one.units for one in found if one is not None))
    return [None if one is None else one.hash for one in found or ()]
