"""Luk enhed: its last day, and that of all under it and of their location numbers (REGISTER.md, section 4)."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

from domain.identifiers import Gln, SorCode
from domain.lifecycle import days, mailing
from domain.lifecycle.altering import closed_by_then
from domain.lifecycle.beside import (
    closes_too,
    not_in_force,
    of_unit,
    succeeds_itself,
    taken_over,
    within_lives,
)
from domain.lifecycle.editing import ended
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.lifecycle.standing import named, unknown_unit
from domain.location_numbers import Capability
from domain.merging import day_after
from domain.operations import Close
from domain.records import NumberLife, UnitLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day, listed


def closed(operation: Close, excerpt: Excerpt) -> Outcome:
    """The unit without a day after its last, and so its location number and whom it cooperates with; everything under
    it too, if asked for.

    Raises `Rejected` with every rule that it breaks.
    """
    unit = excerpt.units.get(operation.unit)
    if unit is None:
        raise Rejected(unknown_unit(operation.unit, ("unit",)))
    last_day = operation.last_day or max(days.closing(excerpt.today), life_of(unit).start)
    end = day_after(last_day) or date.max
    broken = [*_untimely(unit, last_day, excerpt)]
    below = in_the_way(unit.sor_code, end, excerpt)
    if below and not operation.below:
        broken.append(_open_below(unit, below, last_day, excerpt))
    closing = [unit, *(excerpt.units[code] for code in below)] if operation.below else [unit]
    for one in closing:
        broken += _plans_after(one, unit.sor_code, end, excerpt)
    broken += _successors(operation, end, {one.sor_code for one in closing}, excerpt)
    if broken:
        raise Rejected(*broken)
    return Outcome(
        edits=_edits(operation, closing, end, excerpt),
        unit=unit.sor_code,
        day=last_day,
        others=tuple(one.sor_code for one in closing[1:]),
    )


def in_the_way(code: SorCode, end: date, excerpt: Excerpt) -> tuple[SorCode, ...]:
    """The units under it on its first day without, or later; those directly below before those below them."""
    found: dict[SorCode, None] = {}
    waiting = [code]
    while waiting:
        above = waiting.pop(0)
        for below in excerpt.under.get(above, ()):
            if below not in found and any(
                version.value.parent == above and version.valid.outlasts(end)
                for version in excerpt.units[below].timeline
            ):
                found[below] = None
                waiting.append(below)
    return tuple(found)


def _untimely(unit: UnitLife, last_day: date, excerpt: Excerpt) -> Iterator[Violation]:
    life, earliest = life_of(unit), days.closing(excerpt.today)
    name = named(unit.sor_code, excerpt)
    if life.end is not None:
        if life.end <= excerpt.today:
            yield closed_by_then(unit, excerpt, ("unit",))
            return
        assert life.last_day is not None
        yield Violation(
            rule=Rule.ALREADY_CLOSING,
            words=Words(
                f"{name} lukker allerede med {danish_day(life.last_day)} som sidste dag: træk det tilbage først.",
                f"{name} closes already, with {english_day(life.last_day)} as its last day: withdraw that first.",
            ),
            place=("unit",),
            units=(unit.sor_code,),
            days=(life.end,),
        )
    if last_day < earliest:
        yield Violation(
            rule=Rule.CLOSE_TOO_EARLY,
            words=Words(
                f"Sidste dag kan tidligst være {danish_day(earliest)}, ikke {danish_day(last_day)}.",
                f"The last day can be {english_day(earliest)} at the earliest, not {english_day(last_day)}.",
            ),
            place=("last_day",),
            earliest=max(earliest, life.start),
        )
    if last_day < life.start:
        yield Violation(
            rule=Rule.NOT_YET_OPEN,
            words=Words(
                f"{name} åbner først {danish_day(life.start)}: træk oprettelsen tilbage i stedet.",
                f"{name} opens on {english_day(life.start)}: withdraw its creation instead.",
            ),
            place=("last_day",),
            earliest=max(earliest, life.start),
        )


def _open_below(unit: UnitLife, below: Sequence[SorCode], last_day: date, excerpt: Excerpt) -> Violation:
    names = listed([named(code, excerpt) for code in below])
    name, da, en = named(unit.sor_code, excerpt), danish_day(last_day), english_day(last_day)
    return Violation(
        rule=Rule.OPEN_UNITS_BELOW,
        words=Words(
            f"Under {name} er en enhed åben efter {da}: {names.da}. Luk den med, eller flyt den først.",
            f"Under {name} one unit is open after {en}: {names.en}. Close it too, or move it first.",
        )
        if len(below) == 1
        else Words(
            f"Under {name} er {len(below)} enheder åbne efter {da}: {names.da}. Luk dem med, eller flyt dem først.",
            f"Under {name} {len(below)} units are open after {en}: {names.en}. Close them with it, or move them first.",
        ),
        place=("below",),
        units=tuple(below),
    )


def _plans_after(unit: UnitLife, asked: SorCode, end: date, excerpt: Excerpt) -> Iterator[Violation]:
    """What is planned for a day on which the unit would be gone."""
    if unit.sor_code == asked and life_of(unit).start >= end:
        return
    held = excerpt.held.get(unit.sor_code, ())
    periods = [
        *(version.valid for version in unit.timeline),
        *(version.valid for number in held for version in number.timeline),
        *(one.valid for number in held for one in excerpt.capabilities.get(number.gln, ())),
        *(one.valid for one in of_unit(unit.sor_code, excerpt)),
    ]
    planned = {period.start for period in periods if period.start >= end}
    if planned:
        name, first = named(unit.sor_code, excerpt), min(planned)
        yield Violation(
            rule=Rule.CONFLICTS_WITH_PLAN,
            words=Words(
                f"For {name} er der planlagt en ændring {danish_day(first)}, efter at den er lukket: træk den tilbage "
                "først.",
                f"Of {name} a change is planned for {english_day(first)}, after it is closed: withdraw that first.",
            ),
            place=("last_day",),
            units=(unit.sor_code,),
            days=tuple(sorted(planned)),
        )


def _successors(operation: Close, end: date, closing: Set[SorCode], excerpt: Excerpt) -> Iterator[Violation]:
    for number, code in enumerate(operation.replaced_by):
        place = ("replaced_by", str(number))
        successor = excerpt.units.get(code)
        if successor is None:
            yield unknown_unit(code, place)
            continue
        yield from succeeds_itself(code, operation.unit, excerpt, place)
        if code == operation.unit:
            continue
        if code in closing:
            yield closes_too(code, excerpt, place)
        elif not life_of(successor).covers(end):
            yield not_in_force(code, end, excerpt, place)


def _edits(operation: Close, closing: Sequence[UnitLife], end: date, excerpt: Excerpt) -> Edits:
    units: dict[SorCode, UnitLife] = {}
    numbers: dict[Gln, NumberLife] = {}
    for unit in closing:
        units[unit.sor_code] = replace(unit, timeline=ended(unit.timeline, end))
        for number in excerpt.held.get(unit.sor_code, ()):
            if mailing.days_of(number.timeline).outlasts(end):
                numbers[number.gln] = replace(number, timeline=ended(number.timeline, end))
    edits = Edits(units=units, numbers=numbers, capabilities=cut(numbers, end, excerpt))
    edits = edits.then(within_lives(units.keys(), excerpt.after(edits)))
    for code in dict.fromkeys(operation.replaced_by):
        edits = edits.then(taken_over(code, operation.unit, end, excerpt.after(edits)))
    return edits


def cut(numbers: Mapping[Gln, NumberLife], end: date, excerpt: Excerpt) -> dict[Gln, tuple[Capability, ...]]:
    """What numbers that end exchange until then; only of those that would go on."""
    return {
        gln: tuple(
            replace(one, valid=left)
            for one in excerpt.capabilities.get(gln, ())
            if (left := one.valid.until(end)) is not None
        )
        for gln in numbers
        if any(one.valid.outlasts(end) for one in excerpt.capabilities.get(gln, ()))
    }
