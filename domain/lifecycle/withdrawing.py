"""Træk planlagt ændring tilbage: what was to change of a unit on a day ahead does not (REGISTER.md, section 4)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle.editing import reopened, undone
from domain.lifecycle.excerpt import Beside, Edits, Excerpt, Outcome, life_of
from domain.lifecycle.standing import misplaced, named, unknown_unit
from domain.location_numbers import Capability
from domain.operations import SAID_OF_NUMBERS, Withdraw
from domain.periods import Period
from domain.records import NumberLife, UnitLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.units import FACTS
from domain.words import Words, danish_day, english_day, listed

_ABOUT = {"source_updated", "carried_back"}
_PLANNED = tuple(name for name in FACTS if name not in _ABOUT)

Plan = tuple[SorCode, date]
"""What is planned of a unit for a day."""


def withdrawn(operation: Withdraw, excerpt: Excerpt) -> Outcome:
    """The register without what was planned of the unit for the day: as it would be, had that never been said.

    Raises `Rejected`: nothing is planned for the day, or other plans build on this one.
    """
    unit = excerpt.units.get(operation.unit)
    if unit is None:
        raise Rejected(unknown_unit(operation.unit, ("unit",)))
    if operation.day <= excerpt.today or operation.day not in planned_days(unit, excerpt):
        raise Rejected(_nothing(unit, operation.day, excerpt))
    plan = (operation.unit, operation.day)
    plans = [plan, *dependants(plan, excerpt, along=operation.dependants)]
    if len(plans) > 1 and not operation.dependants:
        raise Rejected(_building_on(plans, excerpt))
    edits = Edits()
    for plan in reversed(plans):
        edits = edits.then(_without(plan, excerpt.after(edits)))
    after = excerpt.after(edits)
    left = [after.units[code] for code, _ in plans if code in after.units]
    broken = [one for life in left for one in misplaced(life, excerpt.today, after, ("day",))]
    if broken:
        raise Rejected(*broken)
    return Outcome(
        edits=edits,
        unit=operation.unit,
        day=operation.day,
        others=tuple(dict.fromkeys(code for code, _ in plans if code != operation.unit)),
    )


def planned_days(unit: UnitLife, excerpt: Excerpt) -> list[date]:
    """The days ahead on which something begins or ends of the unit, its numbers, their messages, its relations."""
    numbers = excerpt.held.get(unit.sor_code, ())
    periods = [
        *(version.valid for version in unit.timeline),
        *(version.valid for number in numbers for version in number.timeline),
        *(one.valid for number in numbers for one in excerpt.capabilities.get(number.gln, ())),
        *(one.valid for one in excerpt.beside.get(unit.sor_code, ())),
    ]
    found = {day for period in periods for day in (period.start, period.end) if day is not None}
    return sorted(day for day in found if day > excerpt.today)


def dependants(plan: Plan, excerpt: Excerpt, *, along: bool = False) -> list[Plan]:
    """The plans that only this one makes possible, and those that build on them, nearest first.

    `along`: of a closing also those of units below on the same day, which came with it and can do without.
    """
    found: dict[Plan, None] = {}
    waiting = [plan]
    while waiting:
        for further in _building(waiting.pop(0), excerpt, along):
            if further != plan and further not in found:
                found[further] = None
                waiting.append(further)
    return list(found)


def _building(plan: Plan, excerpt: Excerpt, along: bool) -> Iterator[Plan]:
    code, day = plan
    unit = excerpt.units[code]
    life = life_of(unit)
    if day == life.start:
        for below in excerpt.under.get(code, ()):
            for version in excerpt.units[below].timeline:
                if version.value.parent == code:
                    yield below, version.valid.start
    elif day == life.end:
        yield from _closing_above(unit, excerpt)
        if along:
            yield from _closings_below(unit, day, excerpt)
    else:
        yield from _left_behind(unit, day, excerpt)


def _closing_above(unit: UnitLife, excerpt: Excerpt) -> Iterator[Plan]:
    """The closing of the unit above, which needs this one."""
    above = unit.timeline[-1].value.parent
    if above is not None and above in excerpt.units:
        closing = life_of(excerpt.units[above]).end
        if closing is not None:
            yield above, closing


def _closings_below(unit: UnitLife, end: date, excerpt: Excerpt) -> Iterator[Plan]:
    for below in excerpt.under.get(unit.sor_code, ()):
        told = excerpt.units[below].timeline[-1]
        if told.valid.end == end and told.value.parent == unit.sor_code:
            yield below, end


def _left_behind(unit: UnitLife, day: date, excerpt: Excerpt) -> Iterator[Plan]:
    """The closing of a unit that this one was to have moved away from."""
    before = next((one.value.parent for one in unit.timeline if one.valid.end == day), None)
    after = next((one.value.parent for one in unit.timeline if one.valid.start == day), None)
    if before is not None and before != after and before in excerpt.units:
        closing = life_of(excerpt.units[before]).end
        if closing is not None and any(one.valid.outlasts(closing) for one in unit.timeline):
            yield before, closing


def _without(plan: Plan, excerpt: Excerpt) -> Edits:
    code, day = plan
    unit = excerpt.units.get(code)
    if unit is None:
        return Edits()
    life = life_of(unit)
    held = excerpt.held.get(code, ())
    beside = {code: _relations(excerpt.beside[code], day)} if code in excerpt.beside else {}
    if day == life.start:
        return Edits(
            withdrawn=frozenset({code}),
            withdrawn_numbers=frozenset(number.gln for number in held),
            capabilities={number.gln: () for number in held if excerpt.capabilities.get(number.gln)},
            beside={code: ()} if excerpt.beside.get(code) else {},
        )
    units: dict[SorCode, UnitLife] = {}
    if day == life.end:
        units[code] = replace(unit, timeline=reopened(unit.timeline))
    elif any(version.valid.start == day for version in unit.timeline):
        units[code] = replace(unit, timeline=undone(unit.timeline, day, _PLANNED))
    edits = Edits(units=units, beside=beside)
    for number in held:
        edits = edits.then(_number(number, day, excerpt))
    return edits


def _number(number: NumberLife, day: date, excerpt: Excerpt) -> Edits:
    """What was planned of a number for the day undone: its issue, its closing, or a change."""
    exchanged = excerpt.capabilities.get(number.gln, ())
    kept = tuple(_exchange(one, day) for one in exchanged if one.valid.start != day)
    capabilities = {number.gln: kept} if kept != exchanged else {}
    first, last = number.timeline[0].valid, number.timeline[-1].valid
    if first.start == day:
        return Edits(withdrawn_numbers=frozenset({number.gln}), capabilities={number.gln: ()} if exchanged else {})
    if last.end == day:
        return Edits(
            numbers={number.gln: replace(number, timeline=reopened(number.timeline))}, capabilities=capabilities
        )
    if any(version.valid.start == day for version in number.timeline):
        timeline = undone(number.timeline, day, SAID_OF_NUMBERS)
        return Edits(numbers={number.gln: replace(number, timeline=timeline)}, capabilities=capabilities)
    return Edits(capabilities=capabilities)


def _exchange(one: Capability, day: date) -> Capability:
    return replace(one, valid=Period(one.valid.start)) if one.valid.end == day else one


def _relations(told: tuple[Beside, ...], day: date) -> tuple[Beside, ...]:
    return tuple(
        replace(one, valid=Period(one.valid.start)) if one.valid.end == day else one
        for one in told
        if one.valid.start != day
    )


def _nothing(unit: UnitLife, day: date, excerpt: Excerpt) -> Violation:
    name, ahead = named(unit.sor_code, excerpt), planned_days(unit, excerpt)
    there = listed([danish_day(one) for one in ahead]).da, listed([english_day(one) for one in ahead]).en
    da = f"der er planlagt ændringer {there[0]}" if ahead else "der er intet planlagt"
    en = f"changes are planned for {there[1]}" if ahead else "nothing is planned"
    words = (
        Words(
            f"Det, der gælder for {name} siden {danish_day(day)}, er trådt i kraft og trækkes ikke tilbage; {da}.",
            f"What holds of {name} since {english_day(day)} has taken effect and is not withdrawn; {en}.",
        )
        if day <= excerpt.today
        else Words(
            f"For {name} er intet planlagt til {danish_day(day)}; {da}.",
            f"Nothing is planned of {name} for {english_day(day)}; {en}.",
        )
    )
    return Violation(rule=Rule.NOTHING_PLANNED, words=words, place=("day",), days=tuple(ahead), units=(unit.sor_code,))


def _building_on(plans: list[Plan], excerpt: Excerpt) -> Violation:
    da = listed([f"{named(code, excerpt)} {danish_day(day)}" for code, day in plans[1:]]).da
    en = listed([f"{named(code, excerpt)} on {english_day(day)}" for code, day in plans[1:]]).en
    return Violation(
        rule=Rule.PLAN_HAS_DEPENDANTS,
        words=Words(
            f"{len(plans) - 1} planlagte ændringer bygger på den: {da}. Træk dem tilbage sammen med den.",
            f"{len(plans) - 1} planned changes build on it: {en}. Withdraw them together with it.",
        ),
        place=("dependants",),
        units=tuple(code for code, _ in plans[1:]),
        days=tuple(day for _, day in plans[1:]),
    )
