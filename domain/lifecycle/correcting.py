"""Ret: what was recorded wrongly of a unit, on exactly the days on which it was (REGISTER.md, section 4)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.lifecycle import living, mailing, saying, telephones
from domain.lifecycle.editing import overwritten
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.lifecycle.standing import misplaced, named, unknown_unit
from domain.merging import day_after
from domain.operations import Correct
from domain.periods import Period
from domain.records import UnitLife
from domain.rejections import Place, Rejected, Violation
from domain.rules import Rule
from domain.units import Timeline
from domain.words import Words, danish_day, english_day

_PLACE = ("geographical_relation", "geographical_parent")


def corrected(operation: Correct, excerpt: Excerpt) -> Outcome:
    """What is said held on the days said, in the past too; nothing else is touched, on those days or on others.

    Afterwards every rule of units holds on every day, but those of the earliest days. Raises `Rejected` with every rule
    that is broken.
    """
    unit = excerpt.units.get(operation.unit)
    if unit is None:
        raise Rejected(unknown_unit(operation.unit, ("unit",)))
    facts, broken = saying.read(operation.said, ("said",))
    if operation.parent is not None:
        facts["parent"] = operation.parent
    if not facts and not broken and operation.opened is None and operation.closed is None:
        broken.append(Violation(rule=Rule.NOTHING_SAID, words=Words(Rule.NOTHING_SAID.da, Rule.NOTHING_SAID.en)))
    life = _life(operation, unit)
    if life is None:
        raise Rejected(*broken, _no_life(operation, unit, excerpt))
    broken += _days_outside(operation, life, unit, excerpt)
    lasting = _days(operation, life)
    if lasting is None:
        raise Rejected(*broken)
    timeline = overwritten(living.lived(unit.timeline, life), lasting, facts, excerpt.today)
    broken += _said(operation, facts, timeline, lasting, unit, excerpt)
    after = replace(unit, timeline=timeline, first_from=operation.opened or unit.first_from)
    numbers, warnings = living.numbers_within(after, excerpt)
    edits = Edits(
        units={unit.sor_code: after} if after != unit else {},
        addresses=operation.said.addresses,
        electronic_addresses=operation.said.electronic_addresses,
    ).then(numbers)
    broken += _standing(operation, unit, after, facts, excerpt, excerpt.after(edits))
    if broken:
        raise Rejected(*broken)
    warnings += saying.doubtful(facts, ("said",))
    return Outcome(edits=edits, unit=unit.sor_code, day=_day(operation, unit, lasting), warnings=tuple(warnings))


def _life(operation: Correct, unit: UnitLife) -> Period | None:
    """Its life as corrected; none, if no day is left of it."""
    life = life_of(unit)
    start = operation.opened or life.start
    end = life.end if operation.closed is None else day_after(operation.closed)
    return None if end is not None and end <= start else Period(start, end)


def _days(operation: Correct, life: Period) -> Period | None:
    """The days of its life that are corrected."""
    start = operation.since or life.start
    end = life.end if operation.last_day is None else day_after(operation.last_day)
    return None if end is not None and end <= start else Period(start, end).overlap(life)


def _day(operation: Correct, unit: UnitLife, lasting: Period) -> date:
    """The first day of which something else is said now."""
    life = life_of(unit)
    touched = [lasting.start] if operation.said.facts or operation.parent is not None else []
    if operation.opened is not None:
        touched.append(min(operation.opened, life.start))
    if operation.closed is not None:
        ends = [end for end in (day_after(operation.closed), life.end) if end is not None]
        touched.append(min(ends, default=life.start))
    return min(touched, default=lasting.start)


def _said(
    operation: Correct, facts: Mapping[str, Any], timeline: Timeline, lasting: Period, unit: UnitLife, excerpt: Excerpt
) -> list[Violation]:
    """What is wrong with what is said by itself; of where the unit is with both parts as they are afterwards."""
    found: dict[Violation, None] = {}
    said = {name: value for name, value in facts.items() if name != "parent"}
    for version in timeline:
        if version.valid.overlap(lasting) is None:
            continue
        if any(name in said for name in _PLACE):
            said |= {name: getattr(version.value, name) for name in _PLACE}
        broken = saying.broken(said, operation.said, unit.kind, lasting.start, excerpt, ("said",))
        found |= dict.fromkeys(broken)
    return list(found)


def _standing(
    operation: Correct, before: UnitLife, after: UnitLife, facts: Mapping[str, Any], excerpt: Excerpt, then: Excerpt
) -> Iterator[Violation]:
    """What is wrong with it among the others, in the register as corrected (`then`)."""
    for violation in misplaced(after, life_of(after).start, then, ("parent",)):
        yield replace(violation, place=_cause(operation, before, violation.during))
    yield from living.units_outside(after, then)
    yield from living.numbers_outside(after, excerpt)
    place = ("said", "electronic") if "electronic" in facts else _cause(operation, before, None)
    if not [*telephones.missing(before.sor_code, life_of(before).start, excerpt, place)]:
        yield from telephones.missing(after.sor_code, life_of(after).start, then, place)
    if facts.get("inherits_location_number"):
        yield from _both(after, then)


def _cause(operation: Correct, before: UnitLife, during: Period | None) -> Place:
    """Which part of the correction makes that a rule is broken on some days."""
    if operation.parent is not None:
        return ("parent",)
    if operation.opened is not None and (operation.closed is None or (during and during.start < life_of(before).start)):
        return ("opened",)
    return () if operation.closed is None else ("closed",)


def _both(unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """Days on which the unit would inherit a location number and hold one of its own."""
    for gln, held in mailing.own(unit.sor_code, excerpt):
        days = [one.valid.overlap(held) for one in unit.timeline if one.value.inherits_location_number]
        during = next((both for both in days if both is not None), None)
        if during is not None:
            yield Violation(
                rule=Rule.LOCATION_NUMBER_CHOICE,
                words=Words(
                    f"Enheden havde sit eget lokationsnummer {gln} fra {danish_day(during.start)} og arvede da intet.",
                    f"The unit had a location number of its own, {gln}, from {english_day(during.start)} and inherited "
                    "none then.",
                ),
                place=("said", "inherits_location_number"),
                units=(unit.sor_code,),
                during=during,
            )


def _no_life(operation: Correct, unit: UnitLife, excerpt: Excerpt) -> Violation:
    name = named(unit.sor_code, excerpt)
    opened = operation.opened or life_of(unit).start
    closed = operation.closed or life_of(unit).last_day or date.max
    return Violation(
        rule=Rule.CORRECTION_LIFE,
        words=Words(
            f"{name} kan ikke være åbnet {danish_day(opened)} og have {danish_day(closed)} som sidste dag: ret dem, så "
            "der er mindst én dag.",
            f"{name} cannot have opened on {english_day(opened)} and have {english_day(closed)} as its last day: "
            "correct them so that there is at least one day.",
        ),
        place=("opened",) if operation.opened is not None else ("closed",),
    )


def _days_outside(operation: Correct, life: Period, unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """Days that are to be corrected on which the unit is not there, or that run backwards."""
    name = named(unit.sor_code, excerpt)
    since, last_day = operation.since, operation.last_day
    if since is not None and last_day is not None and last_day < since:
        yield Violation(
            rule=Rule.CORRECTION_DAYS,
            words=Words(
                f"Rettelsens sidste dag, {danish_day(last_day)}, ligger før dens første, {danish_day(since)}.",
                f"The last day of the correction, {english_day(last_day)}, is before its first, {english_day(since)}.",
            ),
            place=("last_day",),
        )
    for day, place in ((since, "since"), (last_day, "last_day")):
        if day is not None and day != date.max and not life.covers(day):
            yield _not_lived(name, day, life, (place,))


def _not_lived(name: str, day: date, life: Period, place: Place) -> Violation:
    words = Words(
        f"{name} åbnede {danish_day(life.start)}; der er intet at rette {danish_day(day)}. Ret selve åbningen, hvis "
        "den er forkert.",
        f"{name} opened on {english_day(life.start)}; there is nothing to correct on {english_day(day)}. Correct the "
        "opening itself if that is wrong.",
    )
    if life.last_day is not None and day > life.last_day:
        words = Words(
            f"{name} har {danish_day(life.last_day)} som sidste dag; der er intet at rette {danish_day(day)}. Ret "
            "selve lukningen, hvis den er forkert.",
            f"{name} has {english_day(life.last_day)} as its last day; there is nothing to correct on "
            f"{english_day(day)}. Correct the closing itself if that is wrong.",
        )
    return Violation(
        rule=Rule.CORRECTION_DAYS, words=words, place=place, earliest=life.start if day < life.start else None
    )
