"""Units and what stands around them in the tree: parent, ancestors, owner, children, descendants."""

from collections.abc import Sequence
from operator import attrgetter

from db.reading.reader import Filter, Order, Page, Slice
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit
from resolvers.context import Context
from resolvers.loaders import at_hand
from resolvers.meaning import meant
from resolvers.pages import Listing, ListPage, each
from resolvers.refusals import Refusal

Path = tuple[Unit, ...]
_PARENT = attrgetter("parent")


@at_hand
async def by_code(ctx: Context, codes: Sequence[SorCode], *, moment: Moment) -> list[Unit | None]:
    return await ctx.reader.units(codes, moment)


@at_hand
async def at(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit | None]:
    """The same units at another moment."""
    return await ctx.reader.units(_codes(units), moment)


@at_hand
async def path(ctx: Context, codes: Sequence[SorCode], *, moment: Moment) -> list[Path]:
    """The unit with each code and those above it, nearest first; empty for a stranger."""
    return await ctx.reader.paths(codes, moment)


async def above(ctx: Context, units: Sequence[Unit], moment: Moment) -> list[Path]:
    """Those above each unit, nearest first: one tuple for all below one parent. What most questions about inheritance
    start from. Above a closed or planned unit all stand as on the last or first day of its life."""
    return await above_all(ctx, units, out_of_force(units, moment), moment)


async def above_all(ctx: Context, units: Sequence[Unit], out: Sequence[int], moment: Moment) -> list[Path]:
    """The same where it is known which of them are `out_of_force`."""
    parents = list(map(_PARENT, units))
    for place in out:
        parents[place] = None
    codes = [code for code in dict.fromkeys(parents) if code is not None]
    alone = [units[place].sor_code for place in out]
    told = await ctx.ask_all(path, [*codes, *alone], moment)
    found: dict[SorCode | None, Path] = dict(zip(codes, told, strict=False))
    found[None] = ()
    above = list(map(found.__getitem__, parents))
    for place, way in zip(out, told[len(codes) :], strict=True):
        above[place] = way[1:]
    return above


def out_of_force(units: Sequence[Unit], moment: Moment) -> list[int]:
    """The places of those that are closed or planned."""
    day = moment.at
    return [
        place
        for place, unit in enumerate(units)
        if ((valid := unit.valid).start > day or ((end := valid.end) is not None and end <= day))
        and not unit.life.covers(day)
    ]


@at_hand
async def parent(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit | None]:
    """The unit above; of a closed or planned unit the one above it on its last or first day."""
    return [up[0] if up else None for up in await above(ctx, units, moment)]


@at_hand
async def ancestors(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Path]:
    """Root first. Those of units below one parent are one tuple."""
    paths = await above(ctx, units, moment)
    turned = {mark: up[::-1] for mark, up in {id(up): up for up in paths}.items()}
    return [turned[id(up)] for up in paths]


@at_hand
async def owner(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit]:
    return [up[-1] if up else unit for unit, up in zip(units, await above(ctx, units, moment), strict=True)]


@at_hand
async def depth(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[int]:
    return list(map(len, await above(ctx, units, moment)))


@at_hand
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


@at_hand
async def child_count(ctx: Context, units: Sequence[Unit], *, moment: Moment, filter: Filter) -> list[int]:
    return await ctx.reader.child_counts(_codes(units), moment, await meant(ctx, filter, moment))


@at_hand
async def has_children(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[bool]:
    counts: list[int] = await ctx.ask_all(child_count, units, moment, filter=Filter())
    return [count > 0 for count in counts]


async def descendant_count(ctx: Context, units: Sequence[Unit], *, moment: Moment, filter: Filter) -> list[int]:
    return await ctx.reader.descendant_counts(_codes(units), moment, await meant(ctx, filter, moment), None)


def _codes(units: Sequence[Unit]) -> list[SorCode]:
    return [unit.sor_code for unit in units]
