"""Units beside units: whom one replaces or is replaced by, and whose place it shares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.identifiers import SorCode
from domain.periods import Moment, Period
from domain.relations import Relation
from domain.units import GeographicalRelation, Unit
from resolvers import units
from resolvers.context import Context


@dataclass(frozen=True, slots=True)
class UnitRelation:
    """`unit` is none where the register has never met the other unit; its code is told all the same."""

    type: str
    sor_code: SorCode
    unit: Unit | None
    validity: Period
    note: str | None


@dataclass(frozen=True, slots=True)
class GeographicalParent:
    """Where a unit is: which relation it states, and the unit whose place it shares, if any."""

    relation: GeographicalRelation
    unit: Unit | None


async def relations(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment, types: frozenset[str]
) -> list[list[UnitRelation]]:
    told = await ctx.reader.relations([unit.sor_code for unit in asked], moment)
    all_told = [
        [one for one in (*_place(unit), *beside) if one.type in types] for unit, beside in zip(asked, told, strict=True)
    ]
    others = list(dict.fromkeys(one.other for each in all_told for one in each))
    found = dict(zip(others, await ctx.ask_all(units.by_code, others, moment), strict=True)) if others else {}
    return [
        [UnitRelation(one.type, one.other, found[one.other], one.valid, one.note) for one in each] for each in all_told
    ]


async def geographical_parent(
    ctx: Context, asked: Sequence[Unit], *, moment: Moment
) -> list[GeographicalParent | None]:
    places = [next(_place(unit), None) for unit in asked]
    codes = list(dict.fromkeys(place.other for place in places if place is not None))
    found = dict(zip(codes, await ctx.ask_all(units.by_code, codes, moment), strict=True)) if codes else {}
    return [
        None
        if unit.geographical_relation is None
        else GeographicalParent(unit.geographical_relation, found[place.other] if place else None)
        for unit, place in zip(asked, places, strict=True)
    ]


def _place(unit: Unit) -> Iterator[Relation]:
    """The unit whose place this one shares, if it says so."""
    code = None
    if unit.geographical_relation is GeographicalRelation.ORGANISATIONAL_MOTHER:
        code = unit.parent
    elif unit.geographical_relation is GeographicalRelation.OTHER_MOTHER:
        code = unit.geographical_parent
    if code is not None:
        yield Relation("GEOGRAPHIC_PARENT", unit.sor_code, code, unit.valid)
