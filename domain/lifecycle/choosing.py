"""Arv lokationsnummer: a unit has a number of its own, inherits one or has none, on every day (REGISTER.md, 3, 5)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle import days, mailing, saying
from domain.lifecycle.editing import altered, overwritten
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.lifecycle.issuing import too_early
from domain.lifecycle.standing import named, unknown_unit
from domain.operations import Inherit, Said
from domain.periods import Period
from domain.records import UnitLife
from domain.rejections import Place, Rejected, Violation
from domain.rules import Rule
from domain.units import Timeline, UnitKind
from domain.words import Words, danish_day, english_day

FLAG = "inherits_location_number"


def inheritance_chosen(operation: Inherit, excerpt: Excerpt) -> Outcome:
    """The unit inherits the number of the unit above from a day on, or has none, until its next planned choice.

    Raises `Rejected` with every rule that it breaks.
    """
    unit = excerpt.units.get(operation.unit)
    if unit is None:
        raise Rejected(unknown_unit(operation.unit, ("unit",)))
    life = life_of(unit)
    since = operation.since or max(days.changing(excerpt.today), life.start)
    broken = [*too_early(unit, since, excerpt, ("since",)), *_gone(unit, since, excerpt)]
    if operation.inherits:
        broken += may_inherit(unit, since, excerpt, ("inherits",))
        broken += holds_one(unit, since, excerpt, ("inherits",))
    if broken:
        raise Rejected(*broken)
    edits = choice(unit, since, operation.inherits, excerpt)
    warnings = inherits_nothing(unit, since, excerpt.after(edits), ("inherits",)) if operation.inherits else ()
    return Outcome(edits=edits, unit=unit.sor_code, day=since, warnings=tuple(warnings))


def choice(unit: UnitLife, since: date, inherits: bool, excerpt: Excerpt) -> Edits:
    """The edits that make the unit inherit, or not. An owner has nobody to inherit from, and no choice."""
    if unit.kind is UnitKind.INSTITUTION_OWNER:
        return Edits()
    timeline = _chosen(unit, since, inherits, excerpt)
    return Edits() if timeline == unit.timeline else Edits(units={unit.sor_code: replace(unit, timeline=timeline)})


def holds_one(unit: UnitLife, since: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """Numbers of its own that a unit still has on a day from which it is to inherit one, or gets later."""
    name = named(unit.sor_code, excerpt)
    for gln, held in mailing.own(unit.sor_code, excerpt):
        during = held.since(since)
        if during is None:
            continue
        if held.start > excerpt.today:
            words = Words(
                f"Det er planlagt, at {name} har sit eget lokationsnummer {gln} fra {danish_day(held.start)}: træk det "
                "tilbage først.",
                f"It is planned that {name} has a location number of its own, {gln}, from {english_day(held.start)}: "
                "withdraw that first.",
            )
        elif held.last_day is None or held.end == life_of(unit).end:
            words = Words(
                f"{name} har sit eget lokationsnummer {gln}: luk det med closeLocationNumber(inherit: true), så arver "
                "enheden fra dagen efter.",
                f"{name} has a location number of its own, {gln}: close it by closeLocationNumber(inherit: true), and "
                "the unit inherits from the day after.",
            )
        else:
            words = Words(
                f"{name} har sit eget lokationsnummer {gln} til og med {danish_day(held.last_day)} og kan arve fra "
                "dagen efter.",
                f"{name} has a location number of its own, {gln}, to {english_day(held.last_day)} inclusive, and can "
                "inherit from the day after.",
            )
        yield Violation(
            rule=Rule.LOCATION_NUMBER_CHOICE,
            words=words,
            place=place,
            earliest=None if held.end == life_of(unit).end else held.end,
            units=(unit.sor_code,),
            during=during,
        )


def may_inherit(unit: UnitLife, on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """Owners have nobody above them to inherit from."""
    for violation in saying.broken({FLAG: True}, Said(), unit.kind, on, excerpt, ()):
        yield replace(violation, place=place)


def inherits_nothing(unit: UnitLife, on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    """The warning that no unit above passes a number on to it that day."""
    if _nothing_above(unit.sor_code, on, excerpt):
        name = named(unit.sor_code, excerpt)
        yield Violation(
            rule=Rule.LOCATION_NUMBER_INHERITS_NOTHING,
            words=Words(
                f"{name} arver intet {danish_day(on)}: ingen enhed over den giver et lokationsnummer videre.",
                f"{name} inherits nothing on {english_day(on)}: no unit above it passes a location number on.",
            ),
            place=place,
            units=(unit.sor_code,),
        )


def _chosen(unit: UnitLife, since: date, inherits: bool, excerpt: Excerpt) -> Timeline:
    """The unit set to inherit, or not, from a day of its life until its next planned choice.

    That a number of its own begins is such a choice: it never inherits on days on which it holds one.
    """
    coming = [held.start for _, held in mailing.own(unit.sor_code, excerpt) if held.start >= since]
    timeline = altered(unit.timeline, since, {FLAG: inherits}, excerpt.today)
    return kept_by_a_number(unit.timeline, timeline, min(coming, default=None), excerpt.today) if inherits else timeline


def kept_by_a_number(before: Timeline, after: Timeline, coming: date | None, today: date) -> Timeline:
    """The timeline as it comes to be, but, from the day on which the unit's next own number begins, with the choices
    that were made before."""
    if coming is None:
        return after
    for version in before:
        days = version.valid.since(coming)
        if days is not None and not version.value.inherits_location_number and _inheriting(after, days):
            after = overwritten(after, days, {FLAG: False}, today)
    return after


def _inheriting(timeline: Timeline, days: Period) -> bool:
    return any(one.value.inherits_location_number and one.valid.overlap(days) for one in timeline)


def _nothing_above(unit: SorCode, on: date, excerpt: Excerpt) -> bool:
    """Whether a unit that inherits on a day comes by no number."""
    above = list(excerpt.path(unit, on))[1:]
    for life, facts in above:
        if any(held.covers(on) for _, held in mailing.own(life.sor_code, excerpt)):
            return False
        if not facts.inherits_location_number:
            return True
    return True


def _gone(unit: UnitLife, since: date, excerpt: Excerpt) -> Iterator[Violation]:
    last_day = life_of(unit).last_day
    if last_day is not None and since > last_day:
        name = named(unit.sor_code, excerpt)
        yield Violation(
            rule=Rule.UNIT_CLOSED,
            words=Words(
                f"{name} har {danish_day(last_day)} som sidste dag og vælger intet fra {danish_day(since)}.",
                f"{name} has {english_day(last_day)} as its last day and chooses nothing from {english_day(since)}.",
            ),
            place=("since",),
        )
