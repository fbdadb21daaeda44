"""Heirs: the units whose effective value is stated by another one, found by walking down from it."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    any_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from db.reading import days, rows, slices
from db.reading.lists import Order, Page, Slice, SortKey
from db.reading.orders import sorting
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters
from db.reading.standing import REMEMBERED, Reading, in_force
from db.tables import UnitVersion
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Moment
from domain.units import Unit, UnitKind

CODES = bindparam("codes", type_=ARRAY(BigInteger))


class _Asked(NamedTuple):
    """What sets two statements apart; `include_self` counts the source among its own heirs."""

    reading: Reading
    field: InheritableField
    include_self: bool


async def heirs(
    db: Snapshot, codes: Sequence[SorCode], field: InheritableField, moment: Moment, page: Page, include_self: bool
) -> list[Slice[Unit]]:
    """By name. Raises `StrangeSortKey` for a page after a place in another order."""
    statement = _page(_Asked(in_force(moment), field, include_self), page.after)
    found = await db.rows(statement, parameters(moment, codes=[*codes], most=slices.wanted(page)), slices.listed)
    lists, none = slices.by_list(found, page), slices.empty(page)
    return [lists.get(code, none) for code in codes]


async def heir_counts(
    db: Snapshot, codes: Sequence[SorCode], field: InheritableField, moment: Moment, include_self: bool
) -> list[int]:
    statement = _counts(_Asked(in_force(moment), field, include_self))
    found: dict[SorCode, int] = dict(await db.rows(statement, parameters(moment, codes=[*codes])))
    return [found.get(code, 0) for code in codes]


@lru_cache(REMEMBERED)
def _page(asked: _Asked, after: SortKey | None) -> Select[*tuple[Any, ...]]:
    """Of each unit's heirs those after a place, at most `most` of them."""
    taking = _taking(asked)
    units = asked.reading.units()
    order = sorting(Order(), units, asked.reading)
    place = func.row_number().over(partition_by=taking.c.asked, order_by=order.by())
    heirs = (
        select(taking.c.asked, units, place.label("place"))
        .join_from(taking, units, units.c.sor_code == taking.c.sor_code)
        .where(_counted(asked, taking, units), order.after(after))
        .subquery("heirs")
    )
    return (
        select(*rows.columns(heirs), heirs.c.asked, heirs.c.sort_name, heirs.c.sor_code)
        .where(heirs.c.place <= bindparam("most", type_=Integer))
        .order_by(heirs.c.asked, heirs.c.place)
    )


@cache
def _counts(asked: _Asked) -> Select[*tuple[Any, ...]]:
    taking = _taking(asked)
    units = asked.reading.units()
    return (
        select(taking.c.asked, func.count())
        .join_from(taking, units, units.c.sor_code == taking.c.sor_code)
        .where(_counted(asked, taking, units))
        .group_by(taking.c.asked)
    )


@cache
def _taking(asked: _Asked) -> CTE:
    """The units asked for that state something, and all below them that take the climbing value over from them.

    No unit is met twice, however the register may be broken: of units one above the other in a ring, none that is
    asked for and states the value takes it over. UNION ends what remains.
    """
    told = asked.reading.sources
    top, below = told.version("stating"), told.version("taking")
    climbing = _states(CLIMBING.get(asked.field), top, told)
    beside = [getattr(top, name).is_not(None) for name in BESIDE.get(asked.field, ())]
    start = (
        select(top.sor_code.label("asked"), top.sor_code, climbing.label("climbing"))
        .where(top.sor_code == any_(CODES), days.holds(top.valid), or_(climbing, *beside))
        .cte("taken", recursive=True)
    )
    return start.union(
        select(start.c.asked, below.sor_code, start.c.climbing)
        .join_from(start, below, below.parent == start.c.sor_code)
        .where(start.c.climbing, days.holds(below.valid), _takes(CLIMBING.get(asked.field), below, told))
    )


def _counted(asked: _Asked, taking: CTE, units: FromClause) -> ColumnElement[bool]:
    """A unit that takes the climbing value over is no heir where it states a value beside it."""
    beside = [units.c[name].is_(None) for name in BESIDE.get(asked.field, ())]
    itself = units.c.sor_code == taking.c.asked
    counted = or_(itself, and_(True, *beside)) if asked.include_self else and_(~itself, *beside)
    if asked.field is InheritableField.ACTIVITY_ADDRESS:
        return and_(counted, units.c.kind == UnitKind.ORGANIZATIONAL_UNIT.value)
    return counted


CLIMBING = {
    InheritableField.POSTAL_ADDRESS: "postal",
    InheritableField.VISITING_ADDRESS: "postal",
    InheritableField.ACTIVITY_ADDRESS: "postal",
    InheritableField.ELECTRONIC_ADDRESS: "electronic",
}
"""The value each field's value comes down with. A location number comes down by itself."""

BESIDE = {
    InheritableField.VISITING_ADDRESS: ("visiting",),
    InheritableField.ACTIVITY_ADDRESS: ("visiting", "activity"),
}
"""What a unit may state instead of taking the climbing value over (domain/inheritance.py)."""


def _states(climbing: str | None, version: type[UnitVersion], told: Sources) -> ColumnElement[bool]:
    if climbing is not None:
        stated: ColumnElement[bool] = getattr(version, climbing).is_not(None)
        return stated
    number = told.number("held")
    return exists().where(number.holder == version.sor_code, days.holds(number.valid)).correlate(version)


def _takes(climbing: str | None, version: type[UnitVersion], told: Sources) -> ColumnElement[bool]:
    if climbing is not None:
        return ~_states(climbing, version, told)
    return and_(version.inherits_location_number.is_(True), ~_states(None, version, told))
