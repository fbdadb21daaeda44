"""The units of a filter counted by what they have: kind, type, status, region, type of owner."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, case, func, literal, or_, select, true

from db.reading import days, filters, standing
from db.reading.lists import Filter
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import DEEPEST, Reading
from db.tables import Address
from domain.code_lists import CodeList
from domain.periods import Moment
from domain.units import UnitKind, UnitStatus

Counted = Select[*tuple[Any, ...]]


async def facets(db: Snapshot, moment: Moment, filter: Filter, by: str) -> list[tuple[str, int]]:
    """How many units have each value, most frequent first; those that have none under an empty text.

    `by`: KIND, TYPE, STATUS, REGION (of the effective postal address) or OWNER_TYPE (of the unit at the top).
    """
    reading = standing.asked(moment, filter)
    unit = reading.units()
    found = select(*standing.columns(unit)).where(filters.passes(filter, unit, reading)).subquery("found")
    counted = _BY[by](found, reading).subquery("counted")
    ordered = select(counted.c.value, counted.c.number).order_by(counted.c.number.desc(), counted.c.value)
    return [(row[0], int(row[1])) for row in await db.rows(ordered, parameters(moment))]


def _by_kind(found: FromClause, reading: Reading) -> Counted:
    return _counted(case({kind.value: kind.name for kind in UnitKind}, value=found.c.kind), func.count())


def _by_type(found: FromClause, reading: Reading) -> Counted:
    return _counted(found.c.type, func.count())


def _by_status(found: FromClause, reading: Reading) -> Counted:
    told = [(filters.has_status(status, found.c.life), status.name) for status in UnitStatus]
    return _counted(case(*told), func.count())


def _by_region(found: FromClause, reading: Reading) -> Counted:
    """That of the address or, if it does not tell one, that of its municipality."""
    climbed, address = _upward(found, lambda unit: unit.c.postal, reading), Address.__table__.alias("address")
    municipality = reading.sources.code_value("municipality")
    around = (
        select(municipality.parent)
        .where(municipality.list == CodeList.MUNICIPALITY.value, municipality.code == address.c.municipality)
        .where(days.holds(municipality.valid))
        .scalar_subquery()
    )
    regions = _counted(func.coalesce(address.c.region, around), func.sum(climbed.c.number))
    return regions.join_from(climbed, address, address.c.id == climbed.c.value, isouter=True)


def _by_owner_type(found: FromClause, reading: Reading) -> Counted:
    climbed = _upward(found, lambda unit: case((unit.c.parent.is_(None), unit.c.type)), reading)
    return _counted(climbed.c.value, func.sum(climbed.c.number))


_BY = {
    "KIND": _by_kind,
    "TYPE": _by_type,
    "STATUS": _by_status,
    "REGION": _by_region,
    "OWNER_TYPE": _by_owner_type,
}


def _counted(value: ColumnElement[Any], number: ColumnElement[int]) -> Counted:
    told = func.coalesce(value, "").label("value")
    return select(told, number.label("number")).group_by(told)


def _upward(found: FromClause, told: Callable[[FromClause], ColumnElement[Any]], reading: Reading) -> FromClause:
    """What the nearest that tells something tells, from each unit upward, and of how many units that holds.

    Units below one parent climb as one, if they stand as on one day: so the way up costs what there are parents, not
    units.
    """
    parent = case((told(found).is_(None), found.c.parent)).label("parent")
    value = told(found).label("value")
    start = (
        select(parent, value, found.c.day, func.count().label("number"), literal(0).label("steps"))
        .group_by(parent, value, found.c.day)
        .cte("climbed", recursive=True)
    )
    # Of units in force, all above stand as on the day asked for.
    above = (
        reading.above(start.c.parent, start.c.day, "above") if reading.ever else reading.one(start.c.parent, "above")
    )
    climbed = start.union_all(
        select(above.c.parent, told(above), above.c.day, start.c.number, start.c.steps + 1)
        .join_from(start, above, true())
        .where(start.c.value.is_(None), start.c.steps < DEEPEST)
    )
    ended = or_(climbed.c.value.is_not(None), climbed.c.parent.is_(None))
    return select(climbed.c.value, climbed.c.number.cast(BigInteger).label("number")).where(ended).subquery("ended")
