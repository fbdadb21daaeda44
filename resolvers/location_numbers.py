"""Location numbers: whose they are, who sees them, which messages they take, who uses them."""

from collections.abc import Sequence

from db.reading.lists import Filter, Page, Slice
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import Capability, Direction, LocationNumber
from domain.periods import Moment
from domain.permissions import Role, sees_number
from domain.units import Unit
from resolvers.context import Context
from resolvers.loaders import at_hand, derived
from resolvers.pages import Listing, ListPage, each
from resolvers.refusals import Refusal


@at_hand
async def held(ctx: Context, codes: Sequence[SorCode], *, moment: Moment) -> list[LocationNumber | None]:
    """The number each unit holds, seen or hidden."""
    return await ctx.reader.own_numbers(codes, moment)


@at_hand
async def ever_held(ctx: Context, codes: Sequence[SorCode], *, moment: Moment) -> list[list[LocationNumber]]:
    """All versions of the numbers that each unit ever held."""
    return await ctx.reader.number_histories(codes, moment)


@derived
async def own(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[LocationNumber | None]:
    """The number each unit holds, as far as the reader may see it."""
    return await visible(ctx, await ctx.ask_all(held, [unit.sor_code for unit in asked], moment), moment)


@at_hand
async def by_gln(ctx: Context, glns: Sequence[Gln], *, moment: Moment) -> list[LocationNumber | None]:
    return await visible(ctx, await ctx.reader.numbers(glns, moment), moment)


@at_hand
async def holder(ctx: Context, numbers: Sequence[LocationNumber], *, moment: Moment) -> list[Unit | None]:
    return await ctx.reader.units([number.holder for number in numbers], moment)


@at_hand
async def message_types(
    ctx: Context, numbers: Sequence[LocationNumber], *, moment: Moment, direction: Direction | None
) -> list[list[Capability]]:
    told = await ctx.reader.capabilities([number.gln for number in numbers], moment)
    if direction is None:
        return told
    return [[one for one in each if one.direction is direction] for each in told]


async def users(
    ctx: Context, numbers: Sequence[LocationNumber], *, moment: Moment, first: int, after: str | None
) -> list[ListPage | Refusal]:
    """Every unit that is reached through the number: its holder and those that inherit it."""
    listing = Listing("heirs", None, Filter(), field=InheritableField.LOCATION_NUMBER, include_self=True)

    async def below(codes: Sequence[SorCode], page: Page) -> list[Slice[Unit]]:
        return await ctx.reader.heirs(codes, InheritableField.LOCATION_NUMBER, moment, page, True)

    return await each(ctx, listing, [number.holder for number in numbers], moment, first, after, below)


async def visible(
    ctx: Context, numbers: Sequence[LocationNumber | None], moment: Moment
) -> list[LocationNumber | None]:
    """Each number, if the reader may see it."""
    hidden = [number for number in numbers if number is not None and number.hidden]
    if not hidden:
        return [*numbers]
    ours = await _ours(ctx, hidden, moment)
    return [number if number is None or not number.hidden or number.holder in ours else None for number in numbers]


async def _ours(ctx: Context, hidden: Sequence[LocationNumber], moment: Moment) -> set[SorCode]:
    """The holders whose hidden numbers the reader may see."""
    if ctx.actor.role is Role.PUBLIC:
        return set()
    paths = await ctx.reader.paths([number.holder for number in hidden], moment)
    return {
        number.holder
        for number, path in zip(hidden, paths, strict=True)
        if path and sees_number(ctx.actor, number, path[-1].sor_code)
    }
