"""Registers as the program holds them, written out day by day; and a written-out one as whole lives again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from domain.identifiers import Gln
from domain.lifecycle.excerpt import Beside, Excerpt
from domain.location_numbers import Capability, Mailbox
from domain.operations import Exchange
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, UnitLife
from domain.units import Facts
from tests.naive_lifecycle.register import DAYS, LAST, Days, Register, Spell, day_after

Told = TypeVar("Told", Facts, Mailbox)


def written_out(excerpt: Excerpt) -> Register:
    """All that an excerpt says, but who entered it when."""
    return Register(
        today=excerpt.today,
        kinds={code: life.kind for code, life in excerpt.units.items()},
        units={code: each_day(life.timeline) for code, life in excerpt.units.items()},
        numbers={gln: each_day(life.timeline) for gln, life in excerpt.numbers.items()},
        messages=messages(excerpt.numbers, [one for told in excerpt.capabilities.values() for one in told]),
        relations=relations(one for told in excerpt.beside.values() for one in told),
        serial=excerpt.next_serial,
        number=excerpt.next_number or 0,
    )


def each_day(timeline: Iterable[Version[Told]]) -> Days[Told]:
    found: Days[Told] = {}
    for version in timeline:
        said = replace(version.value, source_updated=None, carried_back=False)
        for day in days_of(version.valid):
            assert day not in found, f"{day} is told of twice"
            found[day] = said
    return found


def days_of(period: Period) -> frozenset[date]:
    """Those of the calendar; an end within it, or none."""
    assert period.start >= DAYS[0], period
    assert period.end is None or period.end <= LAST, period
    return frozenset(day for day in DAYS if period.covers(day))


def messages(numbers: Iterable[Gln], told: Iterable[Capability]) -> dict[Gln, dict[Exchange, frozenset[date]]]:
    found: dict[Gln, dict[Exchange, frozenset[date]]] = {gln: {} for gln in numbers}
    for one in told:
        exchange = Exchange(message_type=one.message_type, direction=one.direction)
        there = found[one.gln].get(exchange, frozenset())
        assert not there & days_of(one.valid), f"{one} is told of twice"
        found[one.gln][exchange] = there | days_of(one.valid)
    return found


def relations(told: Iterable[Beside]) -> frozenset[Spell]:
    return frozenset(Spell(one.unit, one.type, one.other, days_of(one.valid), one.note) for one in told)


def same(one: Register, other: Register) -> None:
    """Asserts that two registers say the same of every unit, number and relation on every day."""
    assert one.units == other.units
    assert one.numbers == other.numbers
    assert _any(one.messages) == _any(other.messages)
    assert one.relations == other.relations
    assert one.kinds == other.kinds


def lives(register: Register) -> Lives:
    """The register as whole lives, for those who ask for effective values."""
    return Lives(
        units=tuple(
            UnitLife(sor_code=code, kind=register.kinds[code], first_from=min(days), timeline=_timeline(days))
            for code, days in register.units.items()
        ),
        numbers=tuple(
            NumberLife(gln=gln, first_from=min(days), timeline=_timeline(days))
            for gln, days in register.numbers.items()
        ),
    )


def _timeline(days: Mapping[date, Told]) -> tuple[Version[Told], ...]:
    versions: list[Version[Told]] = []
    for day in sorted(days):
        until = None if day == LAST else day_after(day)
        if versions and versions[-1].valid.end == day and versions[-1].value == days[day]:
            versions[-1] = Version(Period(versions[-1].valid.start, until), days[day])
        else:
            versions.append(Version(Period(day, until), days[day]))
    return tuple(versions)


def _any(told: Mapping[Gln, Mapping[Exchange, frozenset[date]]]) -> dict[tuple[Gln, Exchange], frozenset[date]]:
    return {(gln, one): days for gln, each in told.items() for one, days in each.items() if days}
