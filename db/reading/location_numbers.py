"""Location numbers: the one each unit holds, each as it stands on a day, what it can carry, and who held what when."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    any_,
    bindparam,
    case,
    func,
    inspect,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import DATERANGE, array, distinct_on

from db import tables
from db.reading import days, drafts
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters, sources
from db.reading.written import kept
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, Direction, LocationNumber, Mailbox, MessageType
from domain.periods import Moment, Period

CODES = bindparam("codes", type_=ARRAY(BigInteger))
GLNS = bindparam("glns", type_=ARRAY(Text))

MAILBOX = tuple(field.name for field in fields(Mailbox))
"""The names of what a version of a number says, in order."""


async def own_numbers(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[LocationNumber | None]:
    told = await db.rows(_held(sources(moment)), parameters(moment, codes=list(set(codes))), read)
    found = {number.holder: number for number in told}
    return [*map(found.get, codes)]


async def numbers(db: Snapshot, glns: Sequence[Gln], moment: Moment) -> list[LocationNumber | None]:
    rows = await db.rows(_as_of(sources(moment)), parameters(moment, glns=[*glns]))
    found = {told.gln: told for told in read(rows)}
    return [found.get(gln) for gln in glns]


async def number_histories(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[list[LocationNumber]]:
    found: defaultdict[SorCode, list[LocationNumber]] = defaultdict(list)
    for told in read(await db.rows(_ever_held(sources(moment)), parameters(moment, codes=[*codes]))):
        found[told.holder].append(told)
    return [found.get(code, []) for code in codes]


async def capabilities(db: Snapshot, glns: Sequence[Gln], moment: Moment, ever: bool = False) -> list[list[Capability]]:
    """Those in force on the day or, if asked for, `ever`; by code, version, direction and day."""
    found: defaultdict[Gln, list[Capability]] = defaultdict(list)
    for gln, code, version, direction, start, end in await db.rows(
        _capabilities(sources(moment), ever), parameters(moment, glns=[*glns])
    ):
        told = Capability(gln, MessageType(code, version), Direction(direction), Period(start, end))
        found[told.gln].append(told)
    return [found.get(gln, []) for gln in glns]


def columns(numbers: FromClause) -> list[ColumnElement[Any]]:
    """Of the versions of numbers (`told`, or what was selected of it): the columns that `number` reads."""
    c = numbers.c
    return [
        c.gln,
        c.first_from,
        days.starts(c.life),
        days.ends(c.life),
        days.starts(c.valid),
        days.ends(c.valid),
        *(c[name] for name in MAILBOX),
    ]


_PERIODS = {"life": "period(first, end)", "valid": "period(since, until)"}
read = drafts.reader(
    LocationNumber,
    ["gln", "first_from", "first", "end", "since", "until", *MAILBOX],
    _PERIODS,
    {"period": drafts.period},
)
"""The numbers of rows of those columns."""


def number(row: Sequence[Any]) -> LocationNumber:
    """The number of one such row."""
    [made] = read((row,))
    return made


@cache
def told(known: Sources, name: str = "told") -> FromClause:
    """Every version of every number, with the life of the number: from its first version to its last."""
    version = known.number(f"{name}_version")
    return _lived(known, inspect(version).selectable, name).subquery(name)


def _lived(known: Sources, version: FromClause, name: str) -> Select[*tuple[Any, ...]]:
    every, issued = known.number(f"{name}_ever"), tables.LocationNumber
    # As one of an array, lest the planner look it up in the key's GiST: several times as slow.
    same = every.gln == any_(array([version.c.gln]))
    # From the first day to the last, a third of the time of putting the ranges together.
    last = case((func.bool_or(func.upper_inf(every.valid)), null()), else_=func.max(days.ends(every.valid)))
    life = func.daterange(func.min(days.starts(every.valid)), last, type_=DATERANGE).label("life")
    lived = select(life).where(same).lateral(f"{name}_life")
    return (
        select(
            *(version.c.gln, version.c.valid, issued.first_from, lived.c.life),
            *(version.c[column] for column in MAILBOX),
        )
        .join_from(version, issued, issued.gln == version.c.gln)
        .join(lived, true())
    )


@cache
def _held(known: Sources) -> Select[*tuple[Any, ...]]:
    """Held on the day or, where the unit is not in force, on the nearest day of its life."""
    unit, version = known.unit(), known.number("held_version")
    stands = select(days.clamped(unit.life)).where(unit.sor_code == version.holder).scalar_subquery()
    held = (
        select(version.gln, version.valid, *(getattr(version, column) for column in MAILBOX))
        .where(version.holder == any_(CODES), days.holds(version.valid, stands))
        .subquery("held")
    )
    return kept(select(*columns(_lived(known, held, "told").subquery("told"))))


@cache
def _as_of(known: Sources) -> Select[*tuple[Any, ...]]:
    numbers = told(known)
    return kept(
        select(*columns(numbers))
        .where(numbers.c.gln == any_(GLNS))
        .ext(distinct_on(numbers.c.gln))
        .order_by(numbers.c.gln, *nearest(numbers.c.valid))
    )


@cache
def _ever_held(known: Sources) -> Select[*tuple[Any, ...]]:
    numbers = told(known)
    return (
        select(*columns(numbers))
        .where(numbers.c.holder == any_(CODES))
        .order_by(numbers.c.holder, days.starts(numbers.c.valid), numbers.c.gln)
    )


def nearest(valid: Any) -> tuple[ColumnElement[Any], ...]:
    """Puts first the version that holds on the day, else the last before it, else the first after it."""
    start: ColumnElement[date] = days.starts(valid)
    begun = start <= days.DAY
    return begun.desc(), case((begun, start)).desc(), start


@cache
def _capabilities(known: Sources, ever: bool) -> Select[*tuple[Any, ...]]:
    one = known.capability()
    return (
        select(one.gln, one.code, one.code_version, one.direction, days.starts(one.valid), days.ends(one.valid))
        .where(one.gln == any_(GLNS), true() if ever else days.holds(one.valid))
        .order_by(one.gln, one.code.collate("C"), one.code_version.collate("C"), one.direction, days.starts(one.valid))
    )
