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
    return await ctx.reader.units(_codes(units), moment)


async def path(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Path]:
    """Each unit and those above it, nearest first; what most questions about inheritance start from."""
    return await ctx.reader.paths(_codes(units), moment)


async def parent(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit | None]:
    """The unit above; of a closed or planned unit the one above it on its last or first day."""
    return [up[1] if len(up) > 1 else None for up in await ctx.ask_all(path, units, moment)]


async def ancestors(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Path]:
    """Root first, without the unit itself. Those of units below one parent are one tuple."""
    above: dict[SorCode, Path] = {}
    found: list[Path] = []
    for up in await ctx.ask_all(path, units, moment):
        if len(up) < 2:
            found.append(())
            continue
        parent = up[1].sor_code
        if parent not in above:
            above[parent] = up[:0:-1]
        found.append(above[parent])
    return found


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

    async def below(codes: Sequence[SorCode], page: Page) -> list[Slice[Unit]]:
        return await ctx.reader.children(codes, moment, wanted, order, page)

    return await each(ctx, Listing("children", None, wanted, order), _codes(units), moment, first, after, below)


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
    listing = Listing("descendants", None, wanted, order, max_depth)

    async def below(codes: Sequence[SorCode], page: Page) -> list[Slice[Unit]]:
        return await ctx.reader.descendants(codes, moment, wanted, order, page, max_depth)

    return await each(ctx, listing, _codes(units), moment, first, after, below)


async def child_count(ctx: Context, units: Sequence[Unit], *, moment: Moment, filter: Filter) -> list[int]:
    return await ctx.reader.child_counts(_codes(units), moment, await meant(ctx, filter, moment))


async def has_children(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[bool]:
    counts: list[int] = await ctx.ask_all(child_count, units, moment, filter=Filter())
    return [count > 0 for count in counts]


async def descendant_count(ctx: Context, units: Sequence[Unit], *, moment: Moment, filter: Filter) -> list[int]:
    return await ctx.reader.descendant_counts(_codes(units), moment, await meant(ctx, filter, moment), None)


def _codes(units: Sequence[Unit]) -> list[SorCode]:
    return [unit.sor_code for unit in units]
