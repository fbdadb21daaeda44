"""A register written out: what holds of each unit and each location number on each day, and when that is lawful."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from domain.identifiers import Gln, SorCode
from domain.location_numbers import Mailbox
from domain.operations import Exchange
from domain.units import Facts, UnitKind

T = TypeVar("T")
Days = dict[date, T]

DAYS = tuple(date(2056, 11, 1) + timedelta(days=day) for day in range(64))
FIRST, LAST = DAYS[0], DAYS[-1]
"""The calendar: nothing is known of days before the first, and the last stands for all that follow it for ever. It is
ahead of every clock, so that what is recorded is known before any of it happens."""

MAY_SIT_UNDER: Mapping[UnitKind, set[UnitKind | None]] = {
    UnitKind.INSTITUTION_OWNER: {None},
    UnitKind.HEALTH_INSTITUTION: {UnitKind.INSTITUTION_OWNER},
    UnitKind.ORGANIZATIONAL_UNIT: {UnitKind.HEALTH_INSTITUTION, UnitKind.ORGANIZATIONAL_UNIT},
}


class Refused(Exception):
    """That an operation is against the rules, and why."""


@dataclass(frozen=True)
class Spell:
    """That a unit REPLACES another, or COOPERATES with it, on some days."""

    unit: SorCode
    type: str
    other: SorCode
    days: frozenset[date]
    note: str | None = None


@dataclass
class Register:
    """`phones`: the electronic addresses that have a telephone number. `serial` and `number`: the next to be given."""

    today: date
    kinds: dict[SorCode, UnitKind]
    units: dict[SorCode, Days[Facts]]
    numbers: dict[Gln, Days[Mailbox]]
    messages: dict[Gln, dict[Exchange, frozenset[date]]]
    relations: frozenset[Spell]
    serial: int
    number: int

    def copy(self) -> "Register":
        return replace(
            self,
            kinds=dict(self.kinds),
            units={code: dict(days) for code, days in self.units.items()},
            numbers={gln: dict(days) for gln, days in self.numbers.items()},
            messages={gln: dict(told) for gln, told in self.messages.items()},
        )

    def facts(self, unit: SorCode, day: date) -> Facts | None:
        return self.units.get(unit, {}).get(day)

    def first_day(self, unit: SorCode) -> date:
        return min(self.units[unit])

    def closes(self, unit: SorCode) -> bool:
        return LAST not in self.units[unit]

    def above(self, unit: SorCode, day: date) -> Iterator[SorCode]:
        """The unit and those above it on a day; without an end, if it is under itself."""
        at: SorCode | None = unit
        while at is not None and (facts := self.facts(at, day)) is not None:
            yield at
            at = facts.parent

    def held_by(self, unit: SorCode) -> list[Gln]:
        """The numbers that a unit holds on any day."""
        return [gln for gln, days in self.numbers.items() if any(box.holder == unit for box in days.values())]

    def number_on(self, unit: SorCode, day: date) -> list[Gln]:
        return [gln for gln, days in self.numbers.items() if day in days and days[day].holder == unit]


def refuse_if(wrong: object, why: str) -> None:
    if wrong:
        raise Refused(why)


def from_day(day: date, last_day: date | None = None) -> list[date]:
    return [one for one in DAYS if day <= one and (last_day is None or one <= last_day)]


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def set_until_its_next_change(days: Days[T], since: date, read: Callable[[T], object], write: Callable[[T], T]) -> None:
    """One fact is said anew from a day on; where it was to change later, it still does."""
    old = read(days[since])
    for day in from_day(since):
        if day not in days or read(days[day]) != old:
            return
        days[day] = write(days[day])


def reading(name: str) -> Callable[[object], object]:
    return lambda told: getattr(told, name)


def writing(name: str, value: object) -> Callable[[T], T]:
    return lambda told: replace(told, **{name: value})  # type: ignore[type-var]


def beginnings(days: Mapping[date, object] | Iterable[date]) -> set[date]:
    """The days on which something else holds than the day before, or holds that did not."""
    told: Mapping[date, object] = days if isinstance(days, Mapping) else dict.fromkeys(days)
    return {day for day in told if day_before(day) not in told or told[day_before(day)] != told[day]}


def endings(days: Iterable[date]) -> set[date]:
    """The first days without something."""
    there = set(days)
    return {day_after(day) for day in there if day_after(day) not in there and day != LAST}


def unlawful(register: Register, phones: frozenset[object]) -> Iterator[str]:
    """What must hold on every day, whoever changed the register and how."""
    for unit, days in register.units.items():
        if len(endings(days) | beginnings(dict.fromkeys(days))) > 2:
            yield f"{unit} is there, gone, and there again"
        if len(came := [facts.parent for day, facts in days.items() if _comes(days, day)]) > len({*came}):
            yield f"{unit} comes back to where it has been"
        for day, facts in days.items():
            yield from _misplaced(register, unit, facts, day)
            numbers = register.number_on(unit, day)
            if len(numbers) > 1:
                yield f"{unit} holds {numbers} on {day}"
            if numbers and facts.inherits_location_number:
                yield f"{unit} holds {numbers} and inherits one on {day}"
    for gln, boxes in register.numbers.items():
        for day, box in boxes.items():
            if register.facts(box.holder, day) is None:
                yield f"{gln} outlives {box.holder} on {day}"
        for exchange, exchanged in register.messages.get(gln, {}).items():
            if not exchanged <= boxes.keys():
                yield f"{gln} exchanges {exchange} on days when it is not there"
    if any(True for unit in register.units if _succeeds_itself(register, unit)):
        yield "a unit replaces itself"
    yield from (f"{unit} has no telephone" for unit in register.units if _without_telephone(register, unit, phones))


def _comes(days: Days[Facts], day: date) -> bool:
    """Whether a unit comes to be under the one that it is under on a day."""
    before = days.get(day_before(day))
    return before is None or before.parent != days[day].parent


def _misplaced(register: Register, unit: SorCode, facts: Facts, day: date) -> Iterator[str]:
    kind = None if facts.parent is None else register.kinds.get(facts.parent)
    if kind not in MAY_SIT_UNDER[register.kinds[unit]]:
        yield f"{unit} is not of a level to be under {facts.parent}"
    if facts.parent is not None and register.facts(facts.parent, day) is None:
        yield f"{unit} is under {facts.parent} on {day}, when that is not there"
    at = facts.parent
    for _ in register.units:
        if at == unit:
            yield f"{unit} is under itself on {day}"
        above = None if at is None else register.facts(at, day)
        at = None if above is None else above.parent


def _without_telephone(register: Register, unit: SorCode, phones: frozenset[object]) -> bool:
    for day in register.units[unit]:
        for above, _ in zip(register.above(unit, day), register.units, strict=False):
            electronic = register.units[above][day].electronic
            if electronic is not None:
                if electronic not in phones:
                    return True
                break
        else:
            return True
    return False


def _succeeds_itself(register: Register, unit: SorCode) -> bool:
    found: set[SorCode] = set()
    waiting = [unit]
    while waiting:
        at = waiting.pop()
        for one in register.relations:
            if one.unit == at and one.type == "REPLACES" and one.other not in found:
                found.add(one.other)
                waiting.append(one.other)
    return unit in found
