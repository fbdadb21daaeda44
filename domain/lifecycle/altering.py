"""Ændr enhed: from a day on something else holds of it (REGISTER.md, section 4)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.lifecycle import choosing, days, saying, telephones
from domain.lifecycle.editing import altered
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.lifecycle.issuing import issued
from domain.lifecycle.standing import named, unknown_unit
from domain.operations import Alter
from domain.records import UnitLife
from domain.rejections import Place, Rejected, Violation
from domain.rules import Rule
from domain.units import UnitKind
from domain.words import Words, danish_day, english_day


def changed(operation: Alter, excerpt: Excerpt) -> Outcome:
    """What is said holds from a day on, each fact until its own next planned change; nothing, if it holds already.

    Raises `Rejected` with every rule that it breaks.
    """
    unit = excerpt.units.get(operation.unit)
    if unit is None:
        raise Rejected(unknown_unit(operation.unit, ("unit",)))
    since = first_day(operation.since, unit, excerpt.today)
    broken = [*too_early(Rule.CHANGE_TOO_EARLY, since, unit, excerpt)]
    facts, unread = saying.read(operation.said, ("said",))
    broken += unread
    if not facts and not unread and operation.number is None:
        broken.append(Violation(rule=Rule.NOTHING_SAID, words=Words(Rule.NOTHING_SAID.da, Rule.NOTHING_SAID.en)))
    if not life_of(unit).covers(since):
        raise Rejected(*broken)
    broken += saying.broken(_with_place(facts, unit, since), operation.said, unit.kind, since, excerpt, ("said",))
    edits, after = _edits(operation, unit, since, facts, excerpt)
    if "electronic" in facts:
        broken += telephones.missing_besides(broken, unit.sor_code, since, after, ("said", "electronic"))
    warnings = [*saying.doubtful(facts, ("said",))]
    if facts.get(choosing.FLAG) and unit.kind is not UnitKind.INSTITUTION_OWNER:
        broken += choosing.holds_one(unit, since, excerpt, ("said", choosing.FLAG))
        warnings += choosing.inherits_nothing(unit, since, after, ("said", choosing.FLAG))
    if operation.number is not None:
        more, violations, notes = issued(operation.number, unit.sor_code, since, after, ("number",))
        edits = edits.then(more)
        broken += violations
        warnings += notes
    if broken:
        raise Rejected(*broken)
    return Outcome(edits=edits, unit=unit.sor_code, day=since, warnings=tuple(warnings))


def first_day(said: date | None, unit: UnitLife, today: date) -> date:
    """The day said; else tomorrow, or, of a unit that is not open then, its first day."""
    return said or max(days.changing(today), life_of(unit).start)


def too_early(rule: Rule, since: date, unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """A change or a move before it may be, before the unit is there, or after it is gone."""
    life, earliest = life_of(unit), days.changing(excerpt.today)
    name = named(unit.sor_code, excerpt)
    if since < earliest:
        yield Violation(
            rule=rule,
            words=Words(
                f"Det kan tidligst gælde fra {danish_day(earliest)}, ikke fra {danish_day(since)}.",
                f"It can hold from {english_day(earliest)} at the earliest, not from {english_day(since)}.",
            ),
            place=("since",),
            earliest=max(earliest, life.start),
        )
    if since < life.start:
        yield Violation(
            rule=Rule.NOT_YET_OPEN,
            words=Words(
                f"{name} åbner {danish_day(life.start)} og ændres tidligst fra den dag.",
                f"{name} opens on {english_day(life.start)} and is changed from that day on.",
            ),
            place=("since",),
            earliest=max(earliest, life.start),
        )
    if life.end is not None and since >= life.end:
        yield closed_by_then(unit, excerpt, ("since",))


def closed_by_then(unit: UnitLife, excerpt: Excerpt, place: Place) -> Violation:
    last_day = life_of(unit).last_day
    assert last_day is not None
    name = named(unit.sor_code, excerpt)
    if last_day < excerpt.today:
        words = Words(
            f"{name} lukkede {danish_day(last_day)} og genåbnes aldrig.",
            f"{name} closed on {english_day(last_day)} and is never reopened.",
        )
    else:
        words = Words(
            f"{name} lukker med {danish_day(last_day)} som sidste dag.",
            f"{name} closes with {english_day(last_day)} as its last day.",
        )
    return Violation(rule=Rule.UNIT_CLOSED, words=words, place=place)


def _edits(
    operation: Alter, unit: UnitLife, since: date, facts: Mapping[str, Any], excerpt: Excerpt
) -> tuple[Edits, Excerpt]:
    timeline = altered(unit.timeline, since, facts, excerpt.today)
    edits = Edits(
        units={unit.sor_code: replace(unit, timeline=timeline)} if timeline != unit.timeline else {},
        addresses=operation.said.addresses,
        electronic_addresses=operation.said.electronic_addresses,
    )
    return edits, excerpt.after(edits)


def _with_place(facts: dict[str, Any], unit: UnitLife, since: date) -> dict[str, Any]:
    """Of where a unit is both parts, if one is said: the other as it is."""
    parts = {"geographical_relation", "geographical_parent"}
    if not parts & facts.keys() or parts <= facts.keys():
        return facts
    now = next(version.value for version in unit.timeline if version.valid.covers(since))
    return {part: getattr(now, part) for part in parts} | facts
