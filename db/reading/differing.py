"""What may differ between two moments: units of which something begins, ends, was recorded or superseded between."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    func,
    inspect,
    literal,
    select,
    true,
    union_all,
)

from db import tables
from db.reading import below, days, standing
from db.reading.snapshot import Snapshot
from db.reading.sources import INSTANT, Sources, every, parameters, sources
from db.reading.standing import Reading
from domain.differences import Outline
from domain.identifiers import SorCode
from domain.periods import Moment, Period
from domain.stances import Own
from domain.units import UnitKind

FROM_DAY = bindparam("from_day", type_=Date)
FROM_INSTANT, TO_INSTANT = bindparam("from_instant", type_=INSTANT), bindparam("to_instant", type_=INSTANT)
MOST = bindparam("most", type_=Integer)
NOW = datetime.max.replace(tzinfo=UTC)

PLAIN = (
    *("name", "type", "local_code", "cvr", "p_number", "shak", "provider_numbers", "pharmacy_number", "specialities"),
    *("geographical_relation", "geographical_parent", "ambulant", "inpatient", "reporting_level", "treatment_site"),
)
"""What `domain/telling.py` tells of a version, without the parent and what is inherited."""

_OWN = ("parent", "postal", "visiting", "activity", "electronic", "inherits_location_number")


async def maybe(
    db: Snapshot, before: Moment, after: Moment, scope: Collection[SorCode] | None, most: int
) -> dict[SorCode, bool]:
    """Units, one more than `most` at most, each with whether its numbers, messages or relations may differ.

    `scope`: only of these.
    """
    given = parameters(
        after,
        from_day=before.at,
        from_instant=before.known_at or NOW,
        to_instant=after.known_at or NOW,
        most=most + 1,
        codes=None if scope is None else [*scope],
    )
    found = await db.rows(_maybe(sources(after), scope is not None), given)
    return dict(found)


async def outlines(db: Snapshot, codes: Collection[SorCode], moment: Moment) -> dict[SorCode, Outline]:
    """What each unit says, in short; of one that is not in force what it last or first says."""
    found = await db.rows(_outlines(standing.ever(moment)), parameters(moment, codes=[*codes]))
    return {
        code: Outline(Period(start, end), Own(kind == UnitKind.ORGANIZATIONAL_UNIT.value, *own), told)
        for code, kind, start, end, told, *own in found
    }


async def within(db: Snapshot, root: SorCode, moment: Moment) -> set[SorCode]:
    """The unit itself and all below it, if it is in force."""
    given = parameters(moment, codes=[root], steps=standing.DEEPEST)
    return {code for (code,) in await db.rows(_within(standing.in_force(moment)), given)}


@cache
def _maybe(known: Sources, scoped: bool) -> Select[*tuple[Any, ...]]:
    parts = union_all(*_parts(known)).subquery("parts")
    wanted = parts.c.code == any_(below.CODES) if scoped else true()
    return (
        select(parts.c.code, func.bool_or(parts.c.beside).label("beside"))
        .where(wanted)
        .group_by(parts.c.code)
        .order_by(parts.c.code)
        .limit(MOST)
    )


def _parts(known: Sources) -> Iterator[Select[*tuple[Any, ...]]]:
    for rows, test in _between(known.version(), every(tables.UnitVersion)):
        yield _part(rows.c.sor_code, False).where(test)
    for rows, test in _between(known.number(), every(tables.LocationNumberVersion)):
        yield _part(rows.c.holder, True).where(test)
    for rows, test in _between(known.relation(), every(tables.UnitRelation)):
        yield _part(rows.c.sor_code, True).where(test)
        yield _part(rows.c.other, True).where(test)
    holder = every(tables.LocationNumberVersion)
    for rows, test in _between(known.capability(), every(tables.MessageCapability)):
        yield _part(holder.c.holder, True).join_from(rows, holder, holder.c.gln == rows.c.gln).where(test)


def _part(code: ColumnElement[Any], beside: bool) -> Select[*tuple[Any, ...]]:
    return select(code.label("code"), literal(beside).label("beside"))


def _between(as_known: Any, ever: FromClause) -> Iterator[tuple[FromClause, ColumnElement[bool]]]:
    """Rows in which something begins or ends by the later day, but not by the first; or so with what was known."""
    rows: FromClause = inspect(as_known).selectable
    start, end = days.starts(rows.c.valid), days.ends(rows.c.valid)
    yield rows, and_(start > FROM_DAY, start <= days.DAY)
    yield rows, and_(~func.upper_inf(rows.c.valid), end > FROM_DAY, end <= days.DAY)
    for instant in (ever.c.recorded, ever.c.superseded):
        yield ever, and_(instant > FROM_INSTANT, instant <= TO_INSTANT)


@cache
def _outlines(reading: Reading) -> Select[*tuple[Any, ...]]:
    unit = reading.units()
    c = unit.c
    told = func.md5(cast(func.row(*(c[name] for name in PLAIN)), Text))
    life = (days.starts(c.life), days.ends(c.life))
    return (
        select(c.sor_code, c.kind, *life, told, *(c[name] for name in _OWN))
        .where(c.sor_code == any_(below.CODES))
        .order_by(c.sor_code)
    )


@cache
def _within(reading: Reading) -> Select[*tuple[Any, ...]]:
    tree = below.including(reading, ("sor_code",))
    return select(tree.c.sor_code).where(tree.c.steps <= below.STEPS).order_by(tree.c.sor_code)
