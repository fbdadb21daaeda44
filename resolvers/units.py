"""Units and what stands around them in the tree: parent, ancestors, owner, children, descendants."""

from collections.abc import Sequence

from db.reading.reader import Filter, Order, Page, Slice
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit
from resolvers.context import Context
from resolvers.meaning import meant
from resolvers.pages import Listing, ListPage, each
from resolvers.refusals import Refusal

Path = tuple[Unit, ...]


async def by_code(ctx: Context, codes: Sequence[SorCode], *, moment: Moment) -> list[Unit | None]:
    return await ctx.reader.units(codes, moment)


async def at(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit | None]:
    """The same units at another moment."""
    return await ctx.reader.units([unit.sor_code for unit in units], moment)


async def path(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Path]:
    """Each unit and those above it, nearest first; what most questions about inheritance start from."""
    return await ctx.reader.paths([unit.sor_code for unit in units], moment)


async def parent(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit | None]:
    """The unit above; of a closed or planned unit the one above it on its last or first day."""
    standing = [unit for unit in units if unit.life.covers(moment.at)]
    codes = sorted({unit.parent for unit in standing if unit.parent is not None})
    above: dict[SorCode, Unit | None] = {}
    if codes:
        found = dict(zip(codes, await ctx.reader.units(codes, moment), strict=True))
        above = {unit.sor_code: found[unit.parent] for unit in standing if unit.parent is not None}
    others = [unit for unit in units if not unit.life.covers(moment.at)]
    for unit, up in zip(others, await ctx.ask_all(path, others, moment), strict=True):
        above[unit.sor_code] = up[1] if len(up) > 1 else None
    return [above.get(unit.sor_code) for unit in units]


async def ancestors(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Path]:
    """Root first, without the unit itself."""
    return [tuple(reversed(up[1:])) for up in await ctx.ask_all(path, units, moment)]


async def owner(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit]:
    return [up[-1] for up in await ctx.ask_all(path, units, moment)]


async def depth(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[int]:
    return [len(up) - 1 for up in await ctx.ask_all(path, units, moment)]


async def children(
    ctx: Context,
    units: Sequence[Unit],
    *,
    moment: Moment,
    filter: Filter,
    order: Order,
    first: int,
    after: str | None,
) -> list[ListPage | Refusal]:
    """The units directly below each unit, in one question for all of them."""
    wanted = await meant(ctx, filter, moment)
    listings = [Listing("children", unit.sor_code, wanted, order) for unit in units]

    async def below(codes: list[SorCode], page: Page) -> list[Slice[Unit]]:
        return await ctx.reader.children(codes, moment, wanted, order, page)

    return await each(ctx, listings, moment, first, after, below)


async def descendants(
    ctx: Context,
    units: Sequence[Unit],
    *,
    moment: Moment,
    filter: Filter,
    order: Order,
    max_depth: int | None,
    first: int,
    after: str | None,
) -> list[ListPage | Refusal]:
    wanted = await meant(ctx, filter, moment)
    listings = [Listing("descendants", unit.sor_code, wanted, order, max_depth) for unit in units]

    async def below(codes: list[SorCode], page: Page) -> list[Slice[Unit]]:
        return await ctx.reader.descendants(codes, moment, wanted, order, page, max_depth)

    return await each(ctx, listings, moment, first, after, below)


async def child_count(ctx: Context, units: Sequence[Unit], *, moment: Moment, filter: Filter) -> list[int]:
    codes = [unit.sor_code for unit in units]
    return await ctx.reader.child_counts(codes, moment, await meant(ctx, filter, moment))


async def has_children(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[bool]:
    counts: list[int] = await ctx.ask_all(child_count, units, moment, filter=Filter())
    return [count > 0 for count in counts]


async def descendant_count(ctx: Context, units: Sequence[Unit], *, moment: Moment, filter: Filter) -> list[int]:
    codes = [unit.sor_code for unit in units]
    return await ctx.reader.descendant_counts(codes, moment, await meant(ctx, filter, moment), None)
