"""Planned changes that only another one makes possible, and that cannot stand when it is withdrawn."""

from collections.abc import Iterator
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle import mailing
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.lifecycle.undoing import as_if_never_said
from domain.records import UnitLife

Plan = tuple[SorCode, date]
"""What is planned of a unit for a day."""


def dependants(plan: Plan, excerpt: Excerpt, *, along: bool = False) -> list[Plan]:
    """The plans that only this one makes possible, and those that build on them, nearest first.

    `along`: of a closing also those of units below on the same day, which came with it and can do without.
    """
    found = dict.fromkeys(_closings_below(plan, excerpt) if along else ())
    waiting = [plan, *found]
    while waiting:
        for further in _building(waiting.pop(0), excerpt):
            if further != plan and further not in found:
                found[further] = None
                waiting.append(further)
    return list(found)


def _building(plan: Plan, excerpt: Excerpt) -> Iterator[Plan]:
    code, day = plan
    unit = excerpt.units[code]
    life = life_of(unit)
    if day == life.start:
        for below in excerpt.under.get(code, ()):
            yield from _comings(excerpt.units[below], code)
        return
    if day == life.end:
        yield from _closing_above(unit, excerpt)
    else:
        yield from _left_behind(unit, day, excerpt)
    yield from _choices_after(unit, day, excerpt)


def _comings(unit: UnitLife, above: SorCode) -> Iterator[Plan]:
    """The days on which a unit comes to be under another."""
    before: SorCode | None = None
    for version in unit.timeline:
        if version.value.parent == above and before != above:
            yield unit.sor_code, version.valid.start
        before = version.value.parent


def _closing_above(unit: UnitLife, excerpt: Excerpt) -> Iterator[Plan]:
    """The closing of the unit above, which needs this one."""
    above = unit.timeline[-1].value.parent
    if above is not None and above in excerpt.units:
        closing = life_of(excerpt.units[above]).end
        if closing is not None:
            yield above, closing


def _closings_below(plan: Plan, excerpt: Excerpt) -> list[Plan]:
    """Where the plan is a closing: those of all units below on the same day, nearest first."""
    code, end = plan
    if life_of(excerpt.units[code]).end != end:
        return []
    found = [code]
    for above in found:
        for below in excerpt.under.get(above, ()):
            told = excerpt.units[below].timeline[-1]
            if told.valid.end == end and told.value.parent == above:
                found.append(below)
    return [(below, end) for below in found[1:]]


def _left_behind(unit: UnitLife, day: date, excerpt: Excerpt) -> Iterator[Plan]:
    """The closing of a unit that this one was to have moved away from, and would stay under."""
    before = next((one.value.parent for one in unit.timeline if one.valid.end == day), None)
    after = next((one.value.parent for one in unit.timeline if one.valid.start == day), None)
    if before is not None and before != after and before in excerpt.units:
        closing = life_of(excerpt.units[before]).end
        staying = as_if_never_said(unit, day, excerpt).timeline
        if closing is not None and any(one.value.parent == before and one.valid.outlasts(closing) for one in staying):
            yield before, closing


def _choices_after(unit: UnitLife, day: date, excerpt: Excerpt) -> Iterator[Plan]:
    """Where a number was to close on the day: the next number of its unit, or that it inherits one from a later day."""
    held = [mailing.days_of(number.timeline) for number in excerpt.held.get(unit.sor_code, ())]
    if all(lasting.end != day for lasting in held):
        return
    for lasting in held:
        if lasting.start > day:
            yield unit.sor_code, lasting.start
    before: bool | None = False
    for version in unit.timeline:
        if version.value.inherits_location_number and not before and version.valid.start > day:
            yield unit.sor_code, version.valid.start
        before = version.value.inherits_location_number
