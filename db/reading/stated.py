"""What units say on what may be inherited: with all above them, or directly below them, at all dates or on one day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    true,
)

from db.reading import days
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters, sources
from db.tables import LocationNumberVersion, UnitVersion
from domain.identifiers import SorCode
from domain.periods import Moment, Period, Version
from domain.stances import Holding, Own, Stated
from domain.units import UnitKind

CODES = bindparam("codes", type_=ARRAY(BigInteger))
ALL: ColumnElement[int] = literal_column("0")
THAT_DAY = Period(date.min, date(1, 1, 2))
"""What is said on one day is told as if there were no other."""

_OWN = ("parent", "postal", "visiting", "activity", "electronic", "inherits_location_number")


async def stated(db: Snapshot, codes: Collection[SorCode], moment: Moment, ever: bool) -> dict[SorCode, Stated]:
    """Of each unit and all above it; `ever`: at all dates, also those that were above it or will be."""
    found = await db.rows(_upward(sources(moment), ever), parameters(moment, codes=[*codes]))
    units = {row[0] for row in found}
    return _told(found, await _held(db, units, moment, ever), ever)


async def stated_below(
    db: Snapshot, codes: Collection[SorCode], moment: Moment, ever: bool, numbers: bool
) -> dict[SorCode, Stated]:
    """Of each unit directly below one of these what it says while it is there; its numbers only if asked for."""
    found = await db.rows(_below(sources(moment), ever), parameters(moment, codes=[*codes]))
    inheriting = {row[0] for row in found if row[-1]} if numbers else set()
    return _told(found, await _held(db, inheriting, moment, ever), ever)


async def _held(
    db: Snapshot, codes: Collection[SorCode], moment: Moment, ever: bool
) -> Mapping[SorCode, Sequence[Version[Holding]]]:
    held: defaultdict[SorCode, list[Version[Holding]]] = defaultdict(list)
    if codes:
        for holder, start, end, *holding in await db.rows(
            _numbers(sources(moment), ever), parameters(moment, codes=[*codes])
        ):
            held[holder].append(Version(Period(start, end) if ever else THAT_DAY, Holding(*holding)))
    return held


def _told(
    found: Iterable[Sequence[Any]], held: Mapping[SorCode, Sequence[Version[Holding]]], ever: bool
) -> dict[SorCode, Stated]:
    versions: defaultdict[SorCode, list[Version[Own]]] = defaultdict(list)
    for code, kind, start, end, *own in found:
        valid = Period(start, end) if ever else THAT_DAY
        versions[code].append(Version(valid, Own(kind == UnitKind.ORGANIZATIONAL_UNIT.value, *own)))
    return {code: Stated(told, held.get(code, ())) for code, told in versions.items()}


@cache
def _upward(known: Sources, ever: bool) -> Select[*tuple[Any, ...]]:
    step, version = known.version("climbing"), known.version("said")
    start = select(func.unnest(CODES).label("sor_code")).cte("bearing", recursive=True)
    # Row by row, by index: how few bear on those asked for is more than the planner can know.
    above = select(step.parent).where(step.sor_code == start.c.sor_code, _counts(step, ever)).offset(ALL).lateral("up")
    bearing = start.union(select(above.c.parent).join_from(start, above, true()).where(above.c.parent.is_not(None)))
    said = _said(version).where(version.sor_code == bearing.c.sor_code, _counts(version, ever)).offset(ALL)
    return _with_kind(bearing, said.lateral("stated"), known)


@cache
def _below(known: Sources, ever: bool) -> Select[*tuple[Any, ...]]:
    version = known.version("said")
    asked = select(func.unnest(CODES).label("sor_code")).subquery("asked")
    said = _said(version).where(version.parent == asked.c.sor_code, _counts(version, ever)).offset(ALL)
    return _with_kind(asked, said.lateral("stated"), known)


def _said(version: type[UnitVersion]) -> Select[*tuple[Any, ...]]:
    return select(version.sor_code, version.valid, *(getattr(version, name) for name in _OWN))


def _with_kind(asked: FromClause, said: FromClause, known: Sources) -> Select[*tuple[Any, ...]]:
    unit = known.unit("of_kind")
    kind = select(unit.kind).where(unit.sor_code == said.c.sor_code).offset(ALL).lateral("kind")
    return (
        select(said.c.sor_code, kind.c.kind, days.starts(said.c.valid), days.ends(said.c.valid), *_own(said))
        .join_from(asked, said, true())
        .join(kind, true())
        .order_by(said.c.sor_code, days.starts(said.c.valid))
    )


def _own(said: FromClause) -> list[ColumnElement[Any]]:
    return [said.c[name] for name in _OWN]


@cache
def _numbers(known: Sources, ever: bool) -> Select[*tuple[Any, ...]]:
    number = known.number()
    flags = number.internal_only, number.not_active
    return (
        select(number.holder, days.starts(number.valid), days.ends(number.valid), number.gln, *flags)
        .where(number.holder == any_(CODES), _counts(number, ever))
        .order_by(number.holder, days.starts(number.valid))
    )


def _counts(version: type[UnitVersion] | type[LocationNumberVersion], ever: bool) -> ColumnElement[bool]:
    return true() if ever else days.holds(version.valid)
