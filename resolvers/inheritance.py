"""Addresses and location numbers, own and effective, with whom they come from."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from db.reading.kept import Missing
from db.reading.lists import Filter, Order, OrderField, Page, Slice
from domain import chronicles, explaining, inheritance
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.identifiers import Gln, SorCode
from domain.inheritance import Alike, Effective, Held, InheritableField
from domain.periods import Moment, Period
from domain.sentences import sentence
from domain.units import Unit
from domain.words import Words
from resolvers import location_numbers, numbers_above, units
from resolvers.context import Context
from resolvers.loaders import at_hand, derived
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


@derived
async def own_postal(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.postal for unit in asked])


@derived
async def own_visiting(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.visiting for unit in asked])


@derived
async def own_activity(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.activity for unit in asked])


@derived
async def own_electronic(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[ElectronicAddress | None]:
    return await _known(ctx, electronic, [unit.electronic for unit in asked])


@derived
async def postal_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its nearest ancestor's."""
    return await _climbed(ctx, asked, moment, InheritableField.POSTAL_ADDRESS, address)


@derived
async def visiting_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its own effective postal address."""
    return await _climbed(ctx, asked, moment, InheritableField.VISITING_ADDRESS, address)


@derived
async def activity_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its effective visiting address."""
    return await _climbed(ctx, asked, moment, InheritableField.ACTIVITY_ADDRESS, address)


@derived
async def electronic_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own block, or else its nearest ancestor's."""
    return await _climbed(ctx, asked, moment, InheritableField.ELECTRONIC_ADDRESS, electronic)


@derived
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
    stands = await units.standing(ctx, asked, moment)
    numbers: list[numbers_above.Numbers] = [{}] * len(asked)
    if field is InheritableField.LOCATION_NUMBER:
        numbers = await numbers_above.numbers(ctx, asked, stands, moment)
    told = {id(held): await _shown(ctx, held, moment) for held in {id(held): held for held in numbers}.values()}
    return [
        explaining.explained((unit, *up), field, *told[id(held)])
        for unit, up, held in zip(asked, stands.above, numbers, strict=True)
    ]


async def _shown(
    ctx: Context, held: numbers_above.Numbers, moment: Moment
) -> tuple[Mapping[SorCode, Gln], Collection[Gln]]:
    """The numbers of some holders, and which of them are hidden from the reader."""
    seen = await location_numbers.visible(ctx, [*held.values()], moment)
    hidden = {number.gln for number, shown in zip(held.values(), seen, strict=True) if shown is None}
    return {code: number.gln for code, number in held.items()}, hidden


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
        values = await _known(ctx, relation, [one and one.value for one in alike.found])
        return _held(asked, Alike([_valued(*told) for told in zip(alike.found, values, strict=True)], alike.places))

    return await _known_or(ctx, asked, moment, field, found)


async def _numbers_found(ctx: Context, asked: Sequence[Unit], moment: Moment) -> list[Held | None]:
    """Hidden numbers too."""
    stands = await units.standing(ctx, asked, moment)
    above, numbers = stands.above, await numbers_above.numbers(ctx, asked, stands, moment)
    if not stands.out:
        return _numbers_alike(asked, above, numbers[0] if numbers else {})
    together: defaultdict[int, list[int]] = defaultdict(list)
    for place, held in enumerate(numbers):
        together[id(held)].append(place)
    found: dict[int, Held | None] = {}
    for places in together.values():
        alike = _numbers_alike(
            [asked[place] for place in places], [above[place] for place in places], numbers[places[0]]
        )
        found.update(zip(places, alike, strict=True))
    return [found[place] for place in range(len(asked))]


def _numbers_alike(
    asked: Sequence[Unit], above: Sequence[units.Path], numbers: numbers_above.Numbers
) -> list[Held | None]:
    """Of units for which the same numbers count."""
    return _held(asked, inheritance.each_number(asked, above, numbers))


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


def _valued(one: Effective[Any] | None, value: object | None) -> Effective[Any] | None:
    """What was found, with the value itself in the place of its id."""
    return None if one is None or value is None else _made(Effective, (value, *one[1:]))


def _held(asked: Sequence[Unit], alike: Alike[Any]) -> list[Held | None]:
    """What was found, for each unit."""
    found = map(alike.found.__getitem__, alike.places)
    return [None if one is None else Held(unit, one) for unit, one in zip(asked, found, strict=True)]


_ALWAYS = Moment(date.min)
"""Addresses never change, so every moment of a request shares what was fetched."""

MISSING = Missing.MISSING
_made: Callable[..., Any] = tuple.__new__
