"""Units beside units: whom one replaces or is replaced by, and whose place it shares."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from domain.identifiers import SorCode
from domain.periods import Moment, Period
from domain.relations import Relation
from domain.units import GeographicalRelation, Unit
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
    beside = await ctx.reader.relations([unit.sor_code for unit in asked], moment)
    told = [_told(unit, each, types) for unit, each in zip(asked, beside, strict=True)]
    found = await _known(ctx, {one.other for each in told for one in each}, moment)
    return [
        [UnitRelation(one.type, one.other, found[one.other], one.valid, one.note) for one in each] if each else ()
        for each in told
    ]


async def geographical_parent(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment
) -> list[GeographicalParent | None]:
    """Units with the same place have one object."""
    stated = [(unit.geographical_relation, _sharing(unit)) for unit in asked]
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


def _told(unit: Unit, beside: Sequence[Relation], types: frozenset[str]) -> Sequence[Relation]:
    """The relation to the unit whose place this one shares, and those beside, as far as they are asked for."""
    told = [one for one in beside if one.type in types] if beside else []
    place = _sharing(unit) if _PLACE in types else None
    return told if place is None else [Relation(_PLACE, unit.sor_code, place, unit.valid), *told]


def _sharing(unit: Unit) -> SorCode | None:
    """The unit whose place this one shares, if it says so."""
    if unit.geographical_relation is GeographicalRelation.ORGANISATIONAL_MOTHER:
        return unit.parent
    if unit.geographical_relation is GeographicalRelation.OTHER_MOTHER:
        return unit.geographical_parent
    return None


_PLACE = "GEOGRAPHIC_PARENT"
