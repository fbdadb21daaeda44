"""Units found by names that they no longer have."""

import asyncio
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from db.reading.resident.answering import AT_ONCE, TURN, Answering, pieces
from db.reading.resident.revision import Revision
from domain.identifiers import SorCode
from domain.periods import Version, merged
from domain.searching import FORMER, Grade, Match, MatchField
from domain.units import Unit


class Former(NamedTuple):
    """A unit in force that was called otherwise. `score`: of the best of its former names that answer; `now`: how well
    its name does, if less."""

    unit: Unit
    score: float
    now: Grade | None


async def found(register: Revision, answering: Answering, day: date) -> list[Former]:
    """All who are not found as well by the name they have. Others have their turns meanwhile."""
    best: dict[SorCode, Former] = {}
    now: dict[str, Grade | None] = {}
    called, entries, looked = register.called, register.entries, 0
    for number in await answering.numbers():
        if units := called.before(number, day, entries):
            grade = answering.graded(number)
            worth = grade.value * FORMER
            for unit in units:
                if (name := unit.name) not in now:
                    now[name] = answering.grade(name)
                if (has := now[name]) is None or has.value < worth:
                    known = best.get(unit.sor_code)
                    if known is None or known.score < worth:
                        best[unit.sor_code] = Former(unit, worth, has)
        looked += 1 + len(units)
        if looked >= TURN:
            looked = 0
            await asyncio.sleep(0)
    return [*best.values()]


async def alone(register: Revision, answering: Answering, day: date) -> dict[SorCode, Unit]:
    """Who is found by no name but former ones. Others have their turns meanwhile."""
    called, numbers, names = register.called, await answering.numbers(), set[str]()
    for some in pieces(numbers, AT_ONCE):
        names.update(called.words.told(some))
        await asyncio.sleep(0)
    told: dict[SorCode, Unit] = {}
    for some in pieces(numbers, TURN):
        for unit in called.all_before(some, day, register.entries):
            if unit.name not in names:
                told[unit.sor_code] = unit
        await asyncio.sleep(0)
    return told


def matches(register: Revision, answering: Answering, day: date, unit: Unit) -> Iterator[Match]:
    """The former names of a unit that answer, each with the days on which it had it."""
    entry = register.entries.get(unit.sor_code)
    before = [
        Version(one.valid, one.name)
        for one in (() if entry is None else entry.versions)
        if one.name != unit.name and (end := one.valid.end) is not None and end <= day
    ]
    for name in merged(before):
        if answering.grade(name.value) is not None:
            yield Match(MatchField.FORMER_NAME, name.value, name.valid)
