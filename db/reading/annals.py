"""All that was ever recorded of units: every row of them and of the numbers they held, live or superseded."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    any_,
    bindparam,
    case,
    literal,
    null,
    or_,
    select,
    union_all,
)

from db import tables
from db.reading import days
from db.reading.location_numbers import MAILBOX
from db.reading.snapshot import Snapshot
from db.reading.sources import INSTANT, KNOWN_AT, every, parameters
from domain.annals import Annals, Identity, Kept
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.periods import Moment, Period, Version
from domain.relations import Relation
from domain.stories import Held
from domain.units import FACTS, Facts, GeographicalRelation, UnitKind

CODES = bindparam("codes", type_=ARRAY(BigInteger))
T = TypeVar("T")
Rows = dict[SorCode, list[Kept[T]]]


async def annals(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[Annals]:
    """Of each unit; as known at the moment, what was recorded later being left out."""
    asked = parameters(moment, codes=list(set(codes)))
    units = await _kept(db, _units(), asked, _identity)
    versions = await _kept(db, _versions(), asked, _version)
    numbers = await _kept(db, _numbers(), asked, _number)
    exchanged = await _kept(db, _capabilities(), asked, _capability)
    beside = await _kept(db, _relations(), asked, _relation)
    return [
        Annals(
            sor_code=code,
            identities=tuple(units.get(code, ())),
            versions=tuple(versions.get(code, ())),
            numbers=tuple(numbers.get(code, ())),
            capabilities=tuple(exchanged.get(code, ())),
            relations=tuple(beside.get(code, ())),
        )
        for code in codes
    ]


async def _kept(
    db: Snapshot, statement: Select[*tuple[Any, ...]], asked: Any, read: Callable[[Sequence[Any]], T]
) -> Rows[T]:
    """Rows by unit. Each has the unit, when it was recorded and superseded, and what `read` reads."""
    found: Rows[T] = defaultdict(list)
    for unit, recorded, superseded, *row in await db.rows(statement, asked):
        found[SorCode(unit)].append(Kept(read([unit, *row]), recorded, superseded))
    return found


def _identity(row: Sequence[Any]) -> Identity:
    _, kind, first_from, start, end, version = row
    return Identity(UnitKind(kind), first_from, Period(start, end), version)


def _version(row: Sequence[Any]) -> Version[Facts]:
    _, start, end, *said = row
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in zip(FACTS, said, strict=True)
    }
    relation = told["geographical_relation"]
    told["geographical_relation"] = None if relation is None else GeographicalRelation(relation)
    return Version(Period(start, end), Facts(**told))


def _number(row: Sequence[Any]) -> Version[Held]:
    _, gln, start, end, *said = row
    return Version(Period(start, end), Held(Gln(gln), Mailbox(**dict(zip(MAILBOX, said, strict=True)))))


def _capability(row: Sequence[Any]) -> Capability:
    _, gln, code, version, direction, start, end = row
    return Capability(Gln(gln), MessageType(code, version), Direction(direction), Period(start, end))


def _relation(row: Sequence[Any]) -> Relation:
    unit, type_, other, start, end, note = row
    return Relation(type_, SorCode(unit), SorCode(other), Period(start, end), note)


def _ever(rows: Any, unit: ColumnElement[int], *columns: Any) -> Select[*tuple[Any, ...]]:
    """All rows recorded by the moment; what was superseded later was still known then."""
    until = rows.c.superseded
    known = case((or_(KNOWN_AT.is_(None), until <= KNOWN_AT), until), else_=null().cast(INSTANT))
    valid = rows.c.valid if "valid" in rows.c else rows.c.life
    return (
        select(unit.label("unit"), rows.c.recorded, known.label("superseded"), *columns)
        .where(or_(KNOWN_AT.is_(None), rows.c.recorded <= KNOWN_AT))
        .order_by(unit, days.starts(valid), rows.c.recorded, known)
    )


def _span(rows: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return days.starts(rows.c.valid), days.ends(rows.c.valid)


@cache
def _units() -> Select[*tuple[Any, ...]]:
    rows = every(tables.Unit)
    life = (days.starts(rows.c.life), days.ends(rows.c.life))
    told = _ever(rows, rows.c.sor_code, rows.c.kind, rows.c.first_from, *life, rows.c.version)
    return told.where(rows.c.sor_code == any_(CODES))


@cache
def _versions() -> Select[*tuple[Any, ...]]:
    rows = every(tables.UnitVersion)
    told = _ever(rows, rows.c.sor_code, *_span(rows), *(rows.c[name] for name in FACTS))
    return told.where(rows.c.sor_code == any_(CODES))


@cache
def _numbers() -> Select[*tuple[Any, ...]]:
    rows = every(tables.LocationNumberVersion)
    told = _ever(rows, rows.c.holder, rows.c.gln, *_span(rows), *(rows.c[name] for name in MAILBOX))
    return told.where(rows.c.holder == any_(CODES))


@cache
def _capabilities() -> Select[*tuple[Any, ...]]:
    """Of every number that a unit has ever held, for each such unit."""
    rows, numbers = every(tables.MessageCapability), every(tables.LocationNumberVersion)
    held = select(numbers.c.holder, numbers.c.gln).where(numbers.c.holder == any_(CODES)).distinct().subquery("held")
    columns = (rows.c.gln, rows.c.code, rows.c.code_version, rows.c.direction, *_span(rows))
    told = _ever(rows, held.c.holder, *columns).join_from(held, rows, rows.c.gln == held.c.gln)
    return told.order_by(rows.c.gln, rows.c.code, rows.c.code_version, rows.c.direction)


@cache
def _relations() -> Select[*tuple[Any, ...]]:
    """Each is recorded with one of the two units, and told of both."""
    rows = every(tables.UnitRelation)
    returned = case((rows.c.type == "REPLACES", literal("REPLACED_BY")), else_=rows.c.type)
    both = union_all(
        _ever(rows, rows.c.sor_code, rows.c.type, rows.c.other, *_span(rows), rows.c.note)
        .where(rows.c.sor_code == any_(CODES))
        .order_by(None),
        _ever(rows, rows.c.other, returned, rows.c.sor_code, *_span(rows), rows.c.note)
        .where(rows.c.other == any_(CODES))
        .order_by(None),
    ).subquery("told")
    return select(both).order_by(*both.c)
