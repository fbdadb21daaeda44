"""Search by names and numbers in a revision, as the postgres reader finds and grades."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple, cast

from db.reading.lists import Page, Slice, SortKey
from db.reading.orders import fitting
from db.reading.reader import Hit
from db.reading.resident import former, numbered
from db.reading.resident.answering import AT_ONCE, TURN, Answering, pieces
from db.reading.resident.called import BITS, SIZE, UNKNOWN
from db.reading.resident.filters import Test
from db.reading.resident.former import Former
from db.reading.resident.revision import Revision
from domain.identifiers import SorCode
from domain.searching import FORMER, Grade, Match, MatchField, Sought
from domain.units import Unit

_PLACES = {field: place for place, field in enumerate(MatchField)}
_BY_CODE = attrgetter("sor_code")

Place = tuple[str, int]


class Asked(NamedTuple):
    """What is searched for, and among which units; `former_names`: also by names that they no longer have."""

    register: Revision
    wanted: Sought
    day: date
    test: Test | None
    hidden_numbers: bool
    former_names: bool


class Tier(NamedTuple):
    """What has one score: names that answer so well, and former ones."""

    score: float
    now: Grade | None
    former: bool


_NOW = {grade.value: grade for grade in Grade}
_THEN = {grade.value * FORMER for grade in Grade}
TIERS = tuple(Tier(score, _NOW.get(score), score in _THEN) for score in sorted({*_NOW, *_THEN}, reverse=True))
"""The best first."""


class Search:
    """What is found of it: no more than a page shows, or all. Others have their turns meanwhile."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._names = asked.register.names
        self._answering = Answering(asked.register.called, asked.wanted)
        self._people: dict[SorCode, Unit] = {}
        self._fields: dict[SorCode, list[Match]] = {}
        self._former: Sequence[Former] | None = None
        self._lifted: Collection[SorCode] = ()
        known = numbered.found(asked.register, asked.wanted.numbers, asked.day, asked.hidden_numbers)
        for unit, match in known:
            if asked.test is None or asked.test(unit):
                self._people[unit.sor_code] = unit
                self._fields.setdefault(unit.sor_code, []).append(match)

    async def total(self) -> int:
        """How many units are found."""
        others = sum(1 for unit in self._people.values() if self._answering.grade(unit.name) is None)
        numbers = await self._answering.numbers()
        named = await self._called(numbers) if self._asked.test is None else await self._passing(numbers)
        return others + named + await self._once_called()

    async def page(self, page: Page) -> Slice[Hit]:
        """The best first, equals by name and code. Raises `StrangeSortKey` for a place in another order."""
        after = None if page.after is None else fitting(page.after, (float, str, int))
        best: list[tuple[float, Unit]] = []
        async for found in self._best(after):
            best.append(found)
            if len(best) > page.first:
                break
        shown = best[: page.first]
        return Slice(
            tuple(Hit(unit, score, tuple(self._matches(unit))) for score, unit in shown),
            tuple((-score, *self._place(unit)) for score, unit in shown),
            more=len(best) > page.first,
            earlier=page.after is not None,
        )

    async def _best(self, after: SortKey | None) -> AsyncIterator[tuple[float, Unit]]:
        rank, *place = (None,) if after is None else after
        for tier in TIERS:
            if rank is not None and cast(float, rank) > -tier.score:
                continue
            behind = cast(Place, tuple(place)) if rank == -tier.score else None
            async for unit in self._tier(tier, behind):
                yield tier.score, unit

    async def _tier(self, tier: Tier, behind: Place | None) -> AsyncIterator[Unit]:
        """By name and code."""
        before = await self._before(tier, behind) if tier.former else ()
        match tier.now:
            case None:
                units = _none()
            case Grade.WHOLE:
                units = self._whole(behind)
            case grade:
                units = self._named(grade, behind)
        rest = deque(before)
        async for unit in units:
            while rest and self._place(rest[0]) < self._place(unit):
                yield rest.popleft()
            yield unit
        for unit in rest:
            yield unit

    async def _before(self, tier: Tier, behind: Place | None) -> Iterable[Unit]:
        """Those that a former name brings to a tier."""
        told = [one.unit for one in await self._formerly() if one.score == tier.score]
        return self._behind(self._names.in_order(told), behind)

    async def _formerly(self) -> Sequence[Former]:
        """Who is found best by a former name."""
        if self._former is None:
            (register, _, day, test, _, former_names), people = self._asked, self._people
            everyone = await former.found(register, self._answering, day) if former_names else ()
            told = [one for one in everyone if one.unit.sor_code not in people and (test is None or test(one.unit))]
            self._lifted = {one.unit.sor_code for one in told if one.now is not None}
            self._former = told
        return self._former

    async def _whole(self, behind: Place | None) -> AsyncIterator[Unit]:
        """Whoever is found by a number is among the best, however well its name answers."""
        named = self._named(Grade.WHOLE, behind)
        if self._people:
            same = [unit async for unit in named]
            people = self._behind(self._people.values(), behind)
            for unit in self._names.in_order([*same, *people]):
                yield unit
        else:
            async for unit in named:
                yield unit

    async def _named(self, grade: Grade, behind: Place | None) -> AsyncIterator[Unit]:
        """Those with names of one grade, by name and code, without those who are found by a number, or better by a
        former name."""
        (register, _, day, test, *_), people, looked = self._asked, self._people, 0
        for alike in await self._answering.of(grade, None if behind is None else behind[0]):
            units = [unit for number in alike for unit in register.called.on(number, day)]
            if len(alike) > 1:
                units.sort(key=_BY_CODE)
            for unit in self._behind(units, behind):
                code = unit.sor_code
                if code not in people and code not in self._lifted and (test is None or test(unit)):
                    yield unit
            looked += 1 + len(units)
            if looked >= TURN:
                looked = 0
                await asyncio.sleep(0)

    def _behind(self, units: Iterable[Unit], behind: Place | None) -> Iterable[Unit]:
        if behind is None:
            return units
        return (unit for unit in units if self._place(unit) > behind)

    def _place(self, unit: Unit) -> Place:
        return self._names[unit.name], unit.sor_code

    def _matches(self, unit: Unit) -> list[Match]:
        register, _, day, _, _, former_names = self._asked
        told = [*self._fields.get(unit.sor_code, ())]
        if self._answering.grade(unit.name) is not None:
            told.append(Match(MatchField.NAME, unit.name))
        if former_names:
            told += former.matches(register, self._answering, day, unit)
        return sorted(told, key=lambda match: (_PLACES[match.field], match.text))

    async def _called(self, numbers: Sequence[int]) -> int:
        """How many have names with these numbers."""
        called, day, total = self._asked.register.called, self._asked.day, 0
        counts = called.remembered(day)
        if len(numbers) > TURN and UNKNOWN in counts:
            for at in {number >> BITS for number in numbers}:
                if counts[at] is UNKNOWN:
                    counts[at] = called.blocks[at].standing(day).counts
                    await asyncio.sleep(0)
        for those in pieces(numbers, AT_ONCE):
            total += sum(
                [
                    len(called.on(number, day)) if (of := counts[number >> BITS]) is UNKNOWN else of[number & SIZE - 1]
                    for number in those
                ]
            )
            await asyncio.sleep(0)
        return total

    async def _once_called(self) -> int:
        """How many are found by a former name alone."""
        (register, _, day, test, _, former_names), people = self._asked, self._people
        told = await former.alone(register, self._answering, day) if former_names else {}
        return sum(1 for code, unit in told.items() if code not in people and (test is None or test(unit)))

    async def _passing(self, numbers: Sequence[int]) -> int:
        (register, _, day, test, *_), total = self._asked, 0
        for those in pieces(numbers, TURN):
            units = [unit for number in those for unit in register.called.on(number, day)]
            total += sum(1 for unit in units if test is None or test(unit))
            await asyncio.sleep(0)
        return total


async def _none() -> AsyncIterator[Unit]:
    nobody: tuple[Unit, ...] = ()
    for unit in nobody:
        yield unit
