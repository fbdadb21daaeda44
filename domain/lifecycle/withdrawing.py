"""Træk planlagt ændring tilbage: what was to change of a unit on a day ahead does not (REGISTER.md, section 4)."""

from collections.abc import Iterator
from datetime import date

from domain.lifecycle.beside import of_unit
from domain.lifecycle.depending import Plan, dependants
from domain.lifecycle.excerpt import COOPERATES, Beside, Edits, Excerpt, Outcome, life_of
from domain.lifecycle.standing import misplaced, named, unknown_unit
from domain.lifecycle.undoing import without
from domain.operations import Withdraw
from domain.records import UnitLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day, listed


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
        edits = edits.then(without(*plan, excerpt.after(edits)))
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
    ]
    found = {day for period in periods for day in (period.start, period.end) if day is not None}
    found |= {day for one in of_unit(unit.sor_code, excerpt) for day in _turns(one, unit, excerpt)}
    return sorted(day for day in found if day > excerpt.today)


def _turns(one: Beside, unit: UnitLife, excerpt: Excerpt) -> Iterator[date]:
    """When a relation begins and ends; that it ends with the other unit is planned of that."""
    yield one.valid.start
    partner = one.other if one.unit == unit.sor_code else one.unit
    other = excerpt.units.get(partner) if one.type == COOPERATES else None
    if one.valid.end is not None and (other is None or one.valid.end != life_of(other).end):
        yield one.valid.end


def _nothing(unit: UnitLife, day: date, excerpt: Excerpt) -> Violation:
    name, ahead = named(unit.sor_code, excerpt), planned_days(unit, excerpt)
    there = listed([danish_day(one) for one in ahead]).da, listed([english_day(one) for one in ahead]).en
    da = f"der er planlagt ændringer {there[0]}" if ahead else "der er heller ikke planlagt andet"
    en = f"changes are planned for {there[1]}" if ahead else "nor is anything else planned"
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
