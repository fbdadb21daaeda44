"""Flyt enhed: under another unit from a day on (REGISTER.md, section 4)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle import telephones
from domain.lifecycle.altering import first_day, too_early
from domain.lifecycle.editing import altered
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.lifecycle.standing import misplaced, named, unknown_unit
from domain.operations import Move
from domain.periods import Period, Version, value_on
from domain.records import UnitLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.units import Facts
from domain.words import Words, danish_day, english_day


def moved(operation: Move, excerpt: Excerpt) -> Outcome:
    """The unit with all below it under another one, until its next planned move.

    Raises `Rejected` with every rule that it breaks.
    """
    unit = excerpt.units.get(operation.unit)
    if unit is None:
        raise Rejected(unknown_unit(operation.unit, ("unit",)))
    since = first_day(operation.since, unit, excerpt.today)
    broken = [*too_early(Rule.MOVE_TOO_EARLY, since, unit, excerpt)]
    if operation.parent not in excerpt.units:
        broken.append(unknown_unit(operation.parent, ("parent",)))
    if not life_of(unit).covers(since) or operation.parent not in excerpt.units:
        raise Rejected(*broken)
    timeline = altered(unit.timeline, since, {"parent": operation.parent}, excerpt.today)
    placed = replace(unit, timeline=timeline)
    edits = Edits(units={unit.sor_code: placed})
    after = excerpt.after(edits)
    broken += _nowhere(unit, operation.parent, since, excerpt)
    broken += _back(placed, operation.parent, since, excerpt)
    wrong = [*misplaced(placed, since, after, ("parent",))]
    if wrong:
        # Above a unit that stands wrongly there is nothing to tell of.
        raise Rejected(*broken, *wrong)
    broken += telephones.missing(unit.sor_code, since, after, ("parent",))
    leaving = [*_leaving(unit.sor_code, since, excerpt, after)]
    if not operation.confirmed:
        broken += leaving
    if broken:
        raise Rejected(*broken)
    return Outcome(edits=edits, unit=unit.sor_code, day=since, warnings=tuple(leaving))


def _nowhere(unit: UnitLife, parent: SorCode, since: date, excerpt: Excerpt) -> Iterator[Violation]:
    now = value_on(since, unit.timeline)
    if now is not None and now.parent == parent:
        name, above = named(unit.sor_code, excerpt), named(parent, excerpt)
        yield Violation(
            rule=Rule.ALREADY_UNDER,
            words=Words(
                f"{name} er allerede under {above} {danish_day(since)}.",
                f"{name} is under {above} already on {english_day(since)}.",
            ),
            place=("parent",),
        )


def _back(placed: UnitLife, parent: SorCode, since: date, excerpt: Excerpt) -> Iterator[Violation]:
    """Under the same unit once more, with another in between."""
    stays = [*_stays(placed.timeline)]
    here = next((stay for stay in stays if any(version.valid.covers(since) for version in stay)), None)
    for stay in stays:
        if stay is not here and stay[0].value.parent == parent:
            yield _returning(stay, excerpt)
            return


def returns(unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """That a unit comes back under one that it has been under before, of whichever days."""
    stays = [*_stays(unit.timeline)]
    for number, stay in enumerate(stays):
        if stay[0].value.parent in [earlier[0].value.parent for earlier in stays[:number]]:
            yield _returning(stay, excerpt)


def _returning(stay: list[Version[Facts]], excerpt: Excerpt) -> Violation:
    """That a unit is under the same one on other days too, which are these."""
    parent, days = stay[0].value.parent, Period(stay[0].valid.start, stay[-1].valid.end)
    above = "" if parent is None else named(parent, excerpt)
    return Violation(
        rule=Rule.RETURN_MOVE,
        words=Words(
            f"Enheden hører under {above} fra {danish_day(days.start)} og flyttes ikke tilbage dertil.",
            f"The unit is under {above} from {english_day(days.start)} and is not moved back there.",
        ),
        place=("parent",),
        during=days,
    )


def _stays(timeline: tuple[Version[Facts], ...]) -> Iterator[list[Version[Facts]]]:
    """Versions one after the other under the same unit."""
    stay: list[Version[Facts]] = []
    for version in timeline:
        if stay and stay[-1].value.parent != version.value.parent:
            yield stay
            stay = []
        stay.append(version)
    yield stay


def _leaving(code: SorCode, since: date, before: Excerpt, after: Excerpt) -> Iterator[Violation]:
    old, new = before.owner(code, since), after.owner(code, since)
    if old is not None and new is not None and old != new:
        name, there = named(old, before), named(new, before)
        yield Violation(
            rule=Rule.OTHER_ORGANISATION,
            words=Words(
                f"Enheden forlader {name} og hører derefter under {there}.",
                f"The unit leaves {name} and belongs to {there} from then on.",
            ),
            place=("confirmed",),
            units=(old, new),
        )
