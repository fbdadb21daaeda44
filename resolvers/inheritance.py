"""Addresses and location numbers, own and effective, with whom they come from."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from db.reading.kept import Missing
from db.reading.reader import Filter, Order, OrderField, Page, Slice
from domain import chronicles, explaining, inheritance
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.identifiers import SorCode
from domain.inheritance import Alike, Effective, Held, InheritableField
from domain.location_numbers import LocationNumber
from domain.periods import Moment, Period
from domain.sentences import sentence
from domain.units import Unit
from domain.words import Words
from resolvers import location_numbers, units
from resolvers.context import Context
from resolvers.loaders import at_hand
from resolvers.pages import Listing, ListPage, each
from resolvers.refusals import Refusal


@at_hand
async def address(ctx: Context, ids: Sequence[AddressId], *, moment: Moment) -> list[Address | None]:
    return await ctx.reader.addresses(ids)


@at_hand
async def electronic(
    ctx: Context, ids: Sequence[ElectronicAddressId], *, moment: Moment
) -> list[ElectronicAddress | None]:
    return await ctx.reader.electronic_addresses(ids)


@at_hand
async def own_postal(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.postal for unit in asked])


@at_hand
async def own_visiting(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.visiting for unit in asked])


@at_hand
async def own_activity(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.activity for unit in asked])


@at_hand
async def own_electronic(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[ElectronicAddress | None]:
    return await _known(ctx, electronic, [unit.electronic for unit in asked])


@at_hand
async def postal_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its nearest ancestor's."""
    return await _climbed(ctx, asked, moment, InheritableField.POSTAL_ADDRESS, address)


@at_hand
async def visiting_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its own effective postal address."""
    return await _climbed(ctx, asked, moment, InheritableField.VISITING_ADDRESS, address)


@at_hand
async def activity_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its effective visiting address."""
    return await _climbed(ctx, asked, moment, InheritableField.ACTIVITY_ADDRESS, address)


@at_hand
async def electronic_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own block, or else its nearest ancestor's."""
    return await _climbed(ctx, asked, moment, InheritableField.ELECTRONIC_ADDRESS, electronic)


@at_hand
async def location_number(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own; that of the unit above if it says so; none. A number hidden from the reader is none."""
    told = await _known_or(ctx, asked, moment, InheritableField.LOCATION_NUMBER, _numbers_found)
    hidden = {id(number): number for one in told if one is not None and (number := one.found.value).hidden}
    if not hidden:
        return told
    seen = set(map(id, await location_numbers.visible(ctx, [*hidden.values()], moment)))
    unseen = hidden.keys() - seen
    return [None if one is None or id(one.found.value) in unseen else one for one in told]


async def effective(ctx: Context, asked: Sequence[Held], *, moment: Moment) -> list[Period | None]:
    """The days around the moment on which the unit has had this value from this source."""
    codes = list(dict.fromkeys(held.unit.sor_code for held in asked))
    told = dict(zip(codes, await ctx.reader.chronicles(codes, moment), strict=True))
    return [chronicles.effective(told[held.unit.sor_code], held.found.field, moment.at) for held in asked]


async def explain(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, field: InheritableField
) -> list[explaining.Explanation]:
    """The chain for one value, also where there is none."""
    above = await units.above(ctx, asked, moment)
    numbers: dict[SorCode, LocationNumber] = {}
    if field is InheritableField.LOCATION_NUMBER:
        numbers = await _numbers_on(ctx, asked, above, moment)
    seen = await location_numbers.visible(ctx, [*numbers.values()], moment)
    glns = {code: number.gln for code, number in numbers.items()}
    hidden = {gln for gln, number in zip(glns.values(), seen, strict=True) if number is None}
    return [explaining.explained((unit, *up), field, glns, hidden) for unit, up in zip(asked, above, strict=True)]


async def sentences(ctx: Context, asked: Sequence[explaining.Explanation], *, moment: Moment) -> list[Words]:
    """Each explanation in a sentence, in Danish and in English, with the days for which it holds."""
    found = list({one.unit.sor_code for one in asked if one.found})
    told = dict(zip(found, await ctx.reader.chronicles(found, moment), strict=True)) if found else {}
    days = [chronicles.effective(told[one.unit.sor_code], one.field, moment.at) if one.found else None for one in asked]
    return [sentence(one, period) for one, period in zip(asked, days, strict=True)]


async def heirs(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, field: InheritableField, first: int, after: str | None
) -> list[ListPage | Refusal]:
    """The units whose effective value comes from each unit."""
    listing = Listing("heirs", None, Filter(), Order(OrderField.NAME), None, field)

    async def below(codes: Sequence[SorCode], page: Page) -> list[Slice[Unit]]:
        return await ctx.reader.heirs(codes, field, moment, page, False)

    return await each(ctx, listing, [unit.sor_code for unit in asked], moment, first, after, below)


async def _known(ctx: Context, relation: Any, ids: Sequence[Any]) -> list[Any]:
    """What stands behind each id, asked once for all fields of the request that name it."""
    stated = [one for one in ids if one is not None]
    found = iter(await ctx.ask_all(relation, stated, _ALWAYS))
    return [None if one is None else next(found) for one in ids]


async def _climbed(
    ctx: Context, asked: Sequence[Unit], moment: Moment, field: InheritableField, relation: Any
) -> list[Held | None]:
    async def found(ctx: Context, asked: Sequence[Unit], moment: Moment) -> list[Held | None]:
        alike = inheritance.each(field, asked, await units.above(ctx, asked, moment))
        return _held(asked, alike, await _known(ctx, relation, [one and one.value for one in alike.found]))

    return await _known_or(ctx, asked, moment, field, found)


async def _numbers_found(ctx: Context, asked: Sequence[Unit], moment: Moment) -> list[Held | None]:
    """Hidden numbers too."""
    above = await units.above(ctx, asked, moment)
    numbers = await _numbers_on(ctx, asked, above, moment)
    alike = inheritance.each_number(asked, above, {code: number.gln for code, number in numbers.items()})
    return _held(asked, alike, [None if one is None else numbers[one.source.sor_code] for one in alike.found])


async def _known_or(
    ctx: Context,
    asked: Sequence[Unit],
    moment: Moment,
    field: InheritableField,
    find: Callable[[Context, Sequence[Unit], Moment], Awaitable[list[Held | None]]],
) -> list[Held | None]:
    """What was found before, where that is kept; the rest is found now."""
    kept = ctx.reader.kept(field, moment)
    if kept is None:
        return await find(ctx, asked, moment)
    known = kept.each(asked)
    if MISSING in known:
        missing = [unit for unit, one in zip(asked, known, strict=True) if one is MISSING]
        found = await find(ctx, missing, moment)
        kept.keep(missing, found)
        rest = iter(found)
        return [next(rest) if one is MISSING else one for one in known]
    told: Any = known
    return told  # type: ignore[no-any-return]


def _held(asked: Sequence[Unit], alike: Alike[Any], values: Sequence[object | None]) -> list[Held | None]:
    """What was found for each unit, with the value itself in the place of its id or number."""
    told = [
        None if one is None or value is None else Effective(value, one.kind, one.source, one.source_field, one.distance)
        for one, value in zip(alike.found, values, strict=True)
    ]
    return [
        None if (one := told[place]) is None else Held(unit, one)
        for unit, place in zip(asked, alike.places, strict=True)
    ]


async def _numbers_on(
    ctx: Context, asked: Sequence[Unit], above: Sequence[units.Path], moment: Moment
) -> dict[SorCode, LocationNumber]:
    """The own numbers of the units and of all above them, hidden ones too: a hidden number still stops the climb."""
    met = {unit.sor_code: unit for unit in asked}
    for path in {id(up): up for up in above}.values():
        met.update((unit.sor_code, unit) for unit in path)
    numbers = await ctx.ask_all(location_numbers.held, list(met.values()), moment)
    return {code: number for code, number in zip(met, numbers, strict=True) if number is not None}


_ALWAYS = Moment(date.min)
"""Addresses never change, so every moment of a request shares what was fetched."""

MISSING = Missing.MISSING
