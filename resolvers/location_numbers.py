"""Location numbers: whose they are, who sees them, which messages they take, who uses them."""

from collections.abc import Sequence

from db.reading.reader import Filter, Page, Slice
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import Capability, Direction, LocationNumber
from domain.periods import Moment
from domain.permissions import Role, sees_number
from domain.units import Unit
from resolvers.context import Context
from resolvers.pages import Listing, ListPage, each
from resolvers.refusals import Refusal


async def held(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[LocationNumber | None]:
    """The number each unit holds, seen or hidden."""
    return await ctx.reader.own_numbers([unit.sor_code for unit in asked], moment)


async def own(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[LocationNumber | None]:
    """The number each unit holds, as far as the reader may see it."""
    numbers = await ctx.ask_all(held, asked, moment)
    seen = await visible(ctx, [number for number in numbers if number is not None], moment)
    return [None if number is None else seen.get(number.gln) for number in numbers]


async def by_gln(ctx: Context, glns: Sequence[Gln], *, moment: Moment) -> list[LocationNumber | None]:
    numbers = await ctx.reader.numbers(glns, moment)
    seen = await visible(ctx, [number for number in numbers if number is not None], moment)
    return [seen.get(gln) for gln in glns]


async def holder(ctx: Context, numbers: Sequence[LocationNumber], *, moment: Moment) -> list[Unit | None]:
    return await ctx.reader.units([number.holder for number in numbers], moment)


async def message_types(
    ctx: Context, numbers: Sequence[LocationNumber], *, moment: Moment, direction: Direction | None
) -> list[list[Capability]]:
    told = await ctx.reader.capabilities([number.gln for number in numbers], moment)
    return [[one for one in each if direction in (None, one.direction)] for each in told]


async def users(
    ctx: Context, numbers: Sequence[LocationNumber], *, moment: Moment, first: int, after: str | None
) -> list[ListPage | Refusal]:
    """Every unit that is reached through the number: its holder and those that inherit it."""
    listings = [
        Listing("heirs", number.holder, Filter(), field=InheritableField.LOCATION_NUMBER, include_self=True)
        for number in numbers
    ]

    async def below(codes: list[SorCode], page: Page) -> list[Slice[Unit]]:
        return await ctx.reader.heirs(codes, InheritableField.LOCATION_NUMBER, moment, page, True)

    return await each(ctx, listings, moment, first, after, below)


async def visible(ctx: Context, numbers: Sequence[LocationNumber], moment: Moment) -> dict[Gln, LocationNumber]:
    """Those of the numbers that the reader may see, by number."""
    seen = {number.gln: number for number in numbers if not number.hidden}
    hidden = [number for number in numbers if number.hidden]
    if not hidden or ctx.actor.role is Role.PUBLIC:
        return seen
    paths = await ctx.reader.paths([number.holder for number in hidden], moment)
    for number, path in zip(hidden, paths, strict=True):
        if path and sees_number(ctx.actor, number, path[-1].sor_code):
            seen[number.gln] = number
    return seen
