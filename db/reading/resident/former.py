"""Units found by names that they no longer have."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from db.reading.resident.answering import TURN, Answering
from db.reading.resident.revision import Revision
from domain.identifiers import SorCode
from domain.periods import Version, merged
from domain.searching import FORMER, Grade, Match, MatchField
from domain.units import Unit


class Former(NamedTuple):
    """A unit in force that was called otherwise. `grade`: of the best of its former names that answer; `now`: of its
    name, if that answers as well."""

    unit: Unit
    grade: Grade
    now: Grade | None

    @property
    def score(self) -> float:
        was = self.grade.value * FORMER
        return was if self.now is None else max(was, self.now.value)


async def found(register: Revision, answering: Answering, day: date) -> list[Former]:
    """All of them. Others have their turns meanwhile."""
    best: dict[SorCode, tuple[Unit, Grade]] = {}
    async for number, units in _left(register, await answering.numbers(), day):
        grade = answering.graded(number)
        for unit in units:
            known = best.get(unit.sor_code)
            if known is None or grade.value > known[1].value:
                best[unit.sor_code] = (unit, grade)
    now: dict[str, Grade | None] = {}
    for place, name in enumerate({unit.name for unit, _ in best.values()}):
        now[name] = answering.grade(name)
        if place % TURN == TURN - 1:
            await asyncio.sleep(0)
    return [Former(unit, grade, now[unit.name]) for unit, grade in best.values()]


async def _left(register: Revision, numbers: Sequence[int], day: date) -> AsyncIterator[tuple[int, list[Unit]]]:
    """Of each name that was left, by its number, the units in force that had it before and have another one."""
    left, entries, looked = register.called.left, register.entries, 0
    for number in numbers:
        looked += 1
        if versions := left(number):
            before = [one for one in versions if (end := one.valid.end) is not None and end <= day]
            found = entries.each([one.sor_code for one in before])
            units = [None if entry is None else entry.on(day) for entry in found]
            told = zip(units, before, strict=True)
            yield number, [unit for unit, one in told if unit is not None and unit.name != one.name]
            looked += len(versions)
        if looked >= TURN:
            looked = 0
            await asyncio.sleep(0)


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
