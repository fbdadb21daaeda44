"""Units and what stands around them in the tree: parent, ancestors, owner, children, descendants."""

from collections.abc import Sequence
from operator import attrgetter

from db.reading.lists import Filter, Order, Page, Slice
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit
from resolvers.context import Context
from resolvers.loaders import at_hand, derived
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


class Level:
    """Units that several relations are asked of. The same list is the same level."""

    __slots__ = ("units",)

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Level) and other.units is self.units

    def __hash__(self) -> int:
        return id(self.units)


class Standing:
    """Where the units of a level stand. `codes`: theirs; `above`: those above each, nearest first, one tuple for all
    below one parent; `ways`: these tuples, each once; `out`: the places of the units that are closed or planned, above
    which all stand as on the last or first day of their lives."""

    __slots__ = ("above", "codes", "out", "ways")

    def __init__(
        self, codes: Sequence[SorCode], above: Sequence[Path], ways: Sequence[Path], out: Sequence[int]
    ) -> None:
        self.codes = codes
        self.above = above
        self.ways = ways
        self.out = out


async def standing(ctx: Context, units: Sequence[Unit], moment: Moment) -> Standing:
    """What most questions about inheritance start from: found once for all that are asked of the same level."""
    if ctx.reader.remembers(moment):  # where nothing is waited for, to look again costs less than to share
        return await _stands(ctx, units, moment)
    return await ctx.shared(_standing, Level(units), moment)


async def above(ctx: Context, units: Sequence[Unit], moment: Moment) -> Sequence[Path]:
    """Those above each unit, nearest first: one tuple for all below one parent."""
    return (await standing(ctx, units, moment)).above


async def _standing(ctx: Context, levels: Sequence[Level], *, moment: Moment) -> list[Standing]:
    return [await _stands(ctx, level.units, moment) for level in levels]


async def _stands(ctx: Context, units: Sequence[Unit], moment: Moment) -> Standing:
    """Each unit is looked at once: of thousands none is near the processor when it is its turn."""
    day = moment.at
    codes: list[SorCode] = []
    out: list[int] = []
    parents: list[SorCode | None] = []
    for place, unit in enumerate(units):
        codes.append(unit.sor_code)
        if ((valid := unit.valid).start <= day and ((end := valid.end) is None or day < end)) or unit.life.covers(day):
            parents.append(unit.parent)
        else:
            parents.append(None)
            out.append(place)
    asked = [code for code in dict.fromkeys(parents) if code is not None]
    told = await ctx.ask_all(path, [*asked, *[codes[place] for place in out]], moment)
    ways = told[: len(asked)]
    found: dict[SorCode | None, Path] = dict(zip(asked, ways, strict=True))
    found[None] = ()
    above = list(map(found.__getitem__, parents))
    for place, way in zip(out, told[len(asked) :], strict=True):
        above[place] = way[1:]
    return Standing(codes, above, ways, out)


@derived
async def parent(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit | None]:
    """The unit above; of a closed or planned unit the one above it on its last or first day."""
    return [up[0] if up else None for up in await above(ctx, units, moment)]


@derived
async def ancestors(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Path]:
    """Root first. Those of units below one parent are one tuple."""
    paths = await above(ctx, units, moment)
    turned = {mark: up[::-1] for mark, up in {id(up): up for up in paths}.items()}
    return [turned[id(up)] for up in paths]


@derived
async def owner(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[Unit]:
    return [up[-1] if up else unit for unit, up in zip(units, await above(ctx, units, moment), strict=True)]


@derived
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


@derived
async def has_children(ctx: Context, units: Sequence[Unit], *, moment: Moment) -> list[bool]:
    counts: Sequence[int] = await ctx.ask_all(child_count, units, moment, filter=Filter())
    return [count > 0 for count in counts]


async def descendant_count(ctx: Context, units: Sequence[Unit], *, moment: Moment, filter: Filter) -> list[int]:
    return await ctx.reader.descendant_counts(_codes(units), moment, await meant(ctx, filter, moment), None)


def _codes(units: Sequence[Unit]) -> list[SorCode]:
    return [unit.sor_code for unit in units]
