"""Addresses and location numbers, own and effective, with whom they come from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.reading.reader import Filter, Order, OrderField, Page, Slice
from domain import chronicles, explaining, inheritance
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.identifiers import SorCode
from domain.inheritance import Effective, InheritableField, ProvenanceKind
from domain.location_numbers import LocationNumber
from domain.periods import Moment, Period
from domain.sentences import sentence
from domain.units import Unit
from domain.words import Words
from resolvers import location_numbers, units
from resolvers.context import Context
from resolvers.pages import Listing, ListPage, each
from resolvers.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Provenance:
    """Why `unit` has a value in `field`: of which kind, and who states it (`source`) in which field how far up."""

    unit: Unit
    field: InheritableField
    kind: ProvenanceKind
    source: Unit
    source_field: InheritableField
    distance: int


@dataclass(frozen=True, slots=True)
class Held:
    """A value that counts for a unit, with its provenance."""

    value: Any
    provenance: Provenance


async def address(ctx: Context, ids: Sequence[AddressId], *, moment: Moment) -> list[Address | None]:
    return await ctx.reader.addresses(ids)


async def electronic(
    ctx: Context, ids: Sequence[ElectronicAddressId], *, moment: Moment
) -> list[ElectronicAddress | None]:
    return await ctx.reader.electronic_addresses(ids)


async def own_postal(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.postal for unit in asked], moment)


async def own_visiting(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.visiting for unit in asked], moment)


async def own_activity(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Address | None]:
    return await _known(ctx, address, [unit.activity for unit in asked], moment)


async def own_electronic(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[ElectronicAddress | None]:
    return await _known(ctx, electronic, [unit.electronic for unit in asked], moment)


async def postal_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its nearest ancestor's."""
    return await _climbed(ctx, asked, moment, InheritableField.POSTAL_ADDRESS, inheritance.postal, address)


async def visiting_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its own effective postal address."""
    return await _climbed(ctx, asked, moment, InheritableField.VISITING_ADDRESS, inheritance.visiting, address)


async def activity_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own, or else its effective visiting address."""
    return await _climbed(ctx, asked, moment, InheritableField.ACTIVITY_ADDRESS, inheritance.activity, address)


async def electronic_address(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own block, or else its nearest ancestor's."""
    return await _climbed(ctx, asked, moment, InheritableField.ELECTRONIC_ADDRESS, inheritance.electronic, electronic)


async def location_number(ctx: Context, asked: Sequence[Unit], *, moment: Moment) -> list[Held | None]:
    """Its own; that of the unit above if it says so; none. A number hidden from the reader is none."""
    paths = await ctx.ask_all(units.path, asked, moment)
    numbers = await _numbers_on(ctx, paths, moment)
    codes = {code: number.gln for code, number in numbers.items()}
    found = [inheritance.location_number(path, codes) if path else None for path in paths]
    seen = await location_numbers.visible(ctx, list(numbers.values()), moment)
    return [
        None
        if one is None or one.value not in seen
        else _held(unit, InheritableField.LOCATION_NUMBER, one, seen[one.value])
        for unit, one in zip(asked, found, strict=True)
    ]


async def effective(ctx: Context, asked: Sequence[Provenance], *, moment: Moment) -> list[Period | None]:
    """The days around the moment on which the unit has had this value from this source."""
    codes = list(dict.fromkeys(provenance.unit.sor_code for provenance in asked))
    told = dict(zip(codes, await ctx.reader.chronicles(codes, moment), strict=True))
    return [chronicles.effective(told[one.unit.sor_code], one.field, moment.at) for one in asked]


async def explain(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, field: InheritableField
) -> list[explaining.Explanation]:
    """The chain for one value, also where there is none."""
    paths = await ctx.ask_all(units.path, asked, moment)
    numbers: dict[SorCode, LocationNumber] = {}
    if field is InheritableField.LOCATION_NUMBER:
        numbers = await _numbers_on(ctx, paths, moment)
    seen = await location_numbers.visible(ctx, list(numbers.values()), moment)
    glns = {code: number.gln for code, number in numbers.items()}
    hidden = set(glns.values()) - set(seen)
    return [explaining.explained(path, field, glns, hidden) for path in paths]


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
    listings = [Listing("heirs", unit.sor_code, Filter(), Order(OrderField.NAME), None, field) for unit in asked]

    async def below(codes: list[SorCode], page: Page) -> list[Slice[Unit]]:
        return await ctx.reader.heirs(codes, field, moment, page, False)

    return await each(ctx, listings, moment, first, after, below)


async def _known(ctx: Context, relation: Any, ids: Sequence[Any], moment: Moment) -> list[Any]:
    """What stands behind each id, asked once for all fields of the request that name it."""
    distinct = list(dict.fromkeys(one for one in ids if one is not None))
    found = dict(zip(distinct, await ctx.ask_all(relation, distinct, _ALWAYS), strict=True)) if distinct else {}
    return [None if one is None else found[one] for one in ids]


async def _climbed(
    ctx: Context,
    asked: Sequence[Unit],
    moment: Moment,
    field: InheritableField,
    rule: Callable[[inheritance.Path], Effective[Any] | None],
    relation: Any,
) -> list[Held | None]:
    paths = await ctx.ask_all(units.path, asked, moment)
    found = [rule(path) if path else None for path in paths]
    values = await _known(ctx, relation, [one.value if one else None for one in found], moment)
    return [
        None if one is None or value is None else _held(unit, field, one, value)
        for unit, one, value in zip(asked, found, values, strict=True)
    ]


async def _numbers_on(ctx: Context, paths: Sequence[units.Path], moment: Moment) -> dict[SorCode, LocationNumber]:
    """The own numbers of every unit on the paths, hidden ones too: a hidden number still stops the climb."""
    above = {unit.sor_code: unit for path in paths for unit in path}
    numbers = await ctx.ask_all(location_numbers.held, list(above.values()), moment)
    return {code: number for code, number in zip(above, numbers, strict=True) if number is not None}


def _held(unit: Unit, field: InheritableField, found: Effective[Any], value: object) -> Held:
    return Held(value, Provenance(unit, field, found.kind, found.source, found.source_field, found.distance))


_ALWAYS = Moment(date.min)
"""Addresses never change, so every moment of a request shares what was fetched."""
