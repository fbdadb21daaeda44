"""Units beside units: whom one replaces or is replaced by, and whose place it shares."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from domain.identifiers import SorCode
from domain.periods import Moment, Period
from domain.relations import Relation
from domain.units import GeographicalRelation, Unit, shares_place_of
from resolvers import units
from resolvers.context import Context


class UnitRelation(NamedTuple):
    """`unit` is none where the register has never met the other unit; its code is told all the same."""

    type: str
    sor_code: SorCode
    unit: Unit | None
    validity: Period
    note: str | None


class GeographicalParent(NamedTuple):
    """Where a unit is: which relation it states, and the unit whose place it shares, if any."""

    relation: GeographicalRelation
    unit: Unit | None


async def relations(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, types: frozenset[str]
) -> list[Sequence[UnitRelation]]:
    told = await ctx.reader.relations([unit.sor_code for unit in asked], moment)
    beside = [[one for one in each if one.type in types] if each else each for each in told]
    places = [*map(shares_place_of, asked)] if _PLACE in types else [None] * len(asked)
    codes = {place for place in places if place is not None} | {one.other for each in beside for one in each}
    found = await _known(ctx, codes, moment)
    return [
        (*_placed(unit, place, found), *_stated(each, found)) if each or place is not None else ()
        for unit, place, each in zip(asked, places, beside, strict=True)
    ]


async def geographical_parent(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment
) -> list[GeographicalParent | None]:
    """Units with the same place have one object."""
    stated = [(unit.geographical_relation, shares_place_of(unit)) for unit in asked]
    distinct = dict.fromkeys(stated)
    found = await _known(ctx, {code for _, code in distinct if code is not None}, moment)
    places = {
        one: None if one[0] is None else GeographicalParent(one[0], None if one[1] is None else found[one[1]])
        for one in distinct
    }
    return [places[one] for one in stated]


async def _known(ctx: Context, codes: Collection[SorCode], moment: Moment) -> Mapping[SorCode, Unit | None]:
    asked = sorted(codes)
    return dict(zip(asked, await ctx.ask_all(units.by_code, asked, moment), strict=True))


def _stated(beside: Sequence[Relation], found: Mapping[SorCode, Unit | None]) -> Iterator[UnitRelation]:
    return (UnitRelation(one.type, one.other, found[one.other], one.valid, one.note) for one in beside)


def _placed(unit: Unit, place: SorCode | None, found: Mapping[SorCode, Unit | None]) -> tuple[UnitRelation, ...]:
    return () if place is None else (UnitRelation(_PLACE, place, found[place], unit.valid, None),)


_PLACE = "GEOGRAPHIC_PARENT"
