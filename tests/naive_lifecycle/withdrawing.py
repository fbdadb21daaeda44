"""Withdraw what is planned of a unit for a day, day by day: afterwards it is as if it had never been planned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.identifiers import Gln, SorCode
from domain.operations import SAID_OF_NUMBERS, Withdraw
from domain.units import FACTS
from tests.naive_lifecycle import units
from tests.naive_lifecycle.numbers import choose_anew
from tests.naive_lifecycle.register import (
    Register,
    Spell,
    beginnings,
    day_before,
    endings,
    from_day,
    reading,
    refuse_if,
    set_until_its_next_change,
    writing,
)
from tests.naive_lifecycle.relations import lasting

Plan = tuple[SorCode, date]


def withdraw(register: Register, asked: Withdraw) -> None:
    """What cannot be without it is withdrawn too, if that is asked for; else it stands in the way."""
    units.known(register, asked.unit)
    refuse_if(asked.day not in planned(register, asked.unit), "nothing is planned")
    plans = {(asked.unit, asked.day)}
    if asked.dependants and asked.day in endings(register.units[asked.unit]):
        plans |= _closing_with(register, asked.unit, asked.day)
    after = _without(register, plans)
    while more := _in_the_way(register, after) - plans:
        refuse_if(not asked.dependants, "others build on it")
        plans |= more
        after = _without(register, plans)
    register.units, register.numbers, register.messages = after.units, after.numbers, after.messages
    register.relations, register.kinds = after.relations, after.kinds


def planned(register: Register, unit: SorCode) -> set[date]:
    """The days ahead on which something begins, changes or ends of it."""
    told = [*beginnings(register.units[unit]), *endings(register.units[unit])]
    for gln in register.held_by(unit):
        told += [*beginnings(register.numbers[gln]), *endings(register.numbers[gln])]
        for days in register.messages[gln].values():
            told += [*beginnings(days), *endings(days)]
    for one in register.relations:
        if _is_of(one, unit):
            told += [*beginnings(one.days), *(endings(one.days) - _ends_of_the_other(register, unit, one))]
    return {day for day in told if day > register.today}


def _closing_with(register: Register, above: SorCode, day: date) -> set[Plan]:
    """The closings of all that is below a unit and closes on the same day."""
    found: set[Plan] = set()
    for unit, days in register.units.items():
        if day in endings(days) and days[day_before(day)].parent == above:
            found |= {(unit, day)} | _closing_with(register, unit, day)
    return found


def _in_the_way(before: Register, after: Register) -> set[Plan]:
    """Plans that cannot stand when others are withdrawn."""
    found: set[Plan] = set()
    for unit, days in after.units.items():
        for day, facts in days.items():
            if facts.parent is not None and after.facts(facts.parent, day) is None:
                found.add(_missing(after, unit, facts.parent, day))
        found |= set(_too_many_numbers(after, unit))
    return {(unit, day) for unit, day in found if day > before.today}


def _missing(after: Register, unit: SorCode, parent: SorCode, day: date) -> Plan:
    """The plan by which a unit is to be under one that is not there: its coming, or the closing of the other."""
    if parent in after.units and day > max(after.units[parent]):
        return parent, min(endings(after.units[parent]))
    while (before := after.facts(unit, day_before(day))) is not None and before.parent == parent:
        day = day_before(day)
    return unit, day


def _too_many_numbers(after: Register, unit: SorCode) -> Iterator[Plan]:
    """The later one of two numbers; or that the unit inherits one beside its own, since when."""
    for day, facts in after.units[unit].items():
        held = after.number_on(unit, day)
        if len(held) > 1:
            yield unit, max(min(after.numbers[gln]) for gln in held)
        if held and facts.inherits_location_number:
            while (before := after.facts(unit, day_before(day))) is not None and before.inherits_location_number:
                day = day_before(day)
            yield unit, day


def _without(register: Register, plans: set[Plan]) -> Register:
    after = register.copy()
    for unit, day in sorted(plans, key=lambda plan: plan[1]):
        if unit not in after.units:
            continue
        numbers = after.held_by(unit)
        if day == min(after.units[unit]):
            del after.units[unit], after.kinds[unit]
            for gln in numbers:
                del after.numbers[gln], after.messages[gln]
            after.relations = frozenset(
                one for one in after.relations if one.unit != unit and (one.type, one.other) != ("COOPERATES", unit)
            )
            continue
        days = after.units[unit]
        closing = day in endings(days)
        if closing:
            days |= dict.fromkeys(from_day(day), days[day_before(day)])
        for gln in numbers:
            _undo_number(after, unit, gln, day)
        if not closing:
            _undo_facts(after, unit, day)
        after.relations = frozenset(_undone(after, unit, day))
    return after


def _undo_facts(after: Register, unit: SorCode, day: date) -> None:
    days = after.units[unit]
    for name in FACTS:
        old = getattr(days[day_before(day)], name, None) if day in days else None
        if name == "inherits_location_number" and day in days and old != days[day].inherits_location_number:
            choose_anew(after, unit, day, bool(old))
        elif day in days and getattr(days[day], name) != old:
            set_until_its_next_change(days, day, reading(name), writing(name, old))


def _undo_number(after: Register, unit: SorCode, gln: Gln, day: date) -> None:
    boxes, messages = after.numbers[gln], after.messages[gln]
    if day == min(boxes):
        del after.numbers[gln], after.messages[gln]
        return
    if day in endings(boxes):
        boxes |= {one: boxes[day_before(day)] for one in from_day(day) if one in after.units[unit]}
    for name in SAID_OF_NUMBERS if day in boxes else ():
        old = getattr(boxes[day_before(day)], name)
        if getattr(boxes[day], name) != old:
            set_until_its_next_change(boxes, day, reading(name), writing(name, old))
    for exchange, days in messages.items():
        if day in beginnings(days):
            messages[exchange] = days - _run(days, day)
        elif day in endings(days):
            messages[exchange] = days | {one for one in from_day(day) if one in boxes}


def _run(days: frozenset[date], day: date) -> frozenset[date]:
    """The days from one on, up to the first that is missing."""
    missing = min((one for one in from_day(day) if one not in days), default=None)
    return frozenset(one for one in days if day <= one and (missing is None or one < missing))


def _is_of(one: Spell, unit: SorCode) -> bool:
    """Whether it is a unit's own to say: of a cooperation either side's."""
    return unit == one.unit or (one.type, one.other) == ("COOPERATES", unit)


def _ends_of_the_other(register: Register, unit: SorCode, one: Spell) -> set[date]:
    """The day on which a cooperation ends with the other unit."""
    other = one.other if unit == one.unit else one.unit
    return {*endings(register.units[other])} if one.type == "COOPERATES" and other in register.units else set()


def _undone(after: Register, unit: SorCode, day: date) -> Iterator[Spell]:
    """One that was to begin does not; one that was to end goes on, until the next of the kind or the end of either."""
    relations = after.relations
    for one in relations:
        if not _is_of(one, unit) or day not in beginnings(one.days) | endings(one.days):
            yield one
        elif day in endings(one.days):
            others = [
                min(two.days)
                for two in relations
                if (two.unit, two.type, two.other) == (one.unit, one.type, one.other) and min(two.days) > day
            ]
            last = day_before(min(others)) if others else None
            longer = replace(one, days=one.days | {*from_day(day, last)})
            yield lasting(after, longer)
