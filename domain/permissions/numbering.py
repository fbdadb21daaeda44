"""From when something may be done with a unit's location numbers today, and what keeps it from being done at all."""

from collections.abc import Iterator
from datetime import date

from domain.lifecycle import days, mailing
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.lifecycle.mailboxes import number_closed
from domain.lifecycle.standing import named
from domain.operations import CloseNumber
from domain.periods import Period
from domain.records import UnitLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.words import Words


def issuing(unit: UnitLife, excerpt: Excerpt) -> date:
    """Tomorrow, or, where the unit's own number closes before the unit does, the day after that."""
    first = max(days.changing(excerpt.today), life_of(unit).start)
    ends = [valid.end for _, valid in mailing.own(unit.sor_code, excerpt) if valid.outlasts(first)]
    last = max((end for end in ends if end is not None), default=None)
    return last if last is not None and None not in ends and life_of(unit).outlasts(last) else first


def changing(unit: UnitLife, excerpt: Excerpt) -> date:
    """The first day on which any of its numbers may be another."""
    earliest = max(days.changing(excerpt.today), life_of(unit).start)
    return min((max(earliest, run.start) for run in _ahead(unit, earliest, excerpt)), default=earliest)


def closing(unit: UnitLife, excerpt: Excerpt) -> date:
    """The earliest last day of any of its numbers."""
    found = [last_day for last_day, broken in _closings(unit, excerpt) if not broken]
    return min(found, default=max(days.closing(excerpt.today), life_of(unit).start))


def numbered(unit: UnitLife, earliest: date, excerpt: Excerpt) -> Iterator[Violation]:
    """The number that keeps a unit from getting another."""
    held = [gln for gln, valid in mailing.own(unit.sor_code, excerpt) if valid.outlasts(earliest)]
    if held:
        name = named(unit.sor_code, excerpt)
        yield Violation(
            rule=Rule.LOCATION_NUMBER_HELD_ONCE,
            words=Words(
                f"{name} har lokationsnummeret {held[0]}; luk det, før enheden får et andet.",
                f"{name} has the location number {held[0]}; close that before the unit gets another.",
            ),
            units=(unit.sor_code,),
        )


def numberless(unit: UnitLife, earliest: date, excerpt: Excerpt) -> Iterator[Violation]:
    """That it has no number on any day ahead."""
    if not _ahead(unit, earliest, excerpt):
        name = named(unit.sor_code, excerpt)
        yield Violation(
            rule=Rule.NUMBER_UNKNOWN,
            words=Words(
                f"{name} har ikke et lokationsnummer af sin egen, som kan ændres.",
                f"{name} has no location number of its own that could be changed.",
            ),
        )


def unclosable(unit: UnitLife, excerpt: Excerpt) -> Iterator[Violation]:
    """What keeps the first of its numbers from being closed, if none can be."""
    tried = [broken for _, broken in _closings(unit, excerpt)]
    if tried and () not in tried:
        yield from tried[0]


def _ahead(unit: UnitLife, day: date, excerpt: Excerpt) -> list[Period]:
    """The days of its numbers that are there on a day or later."""
    return [valid for _, valid in mailing.own(unit.sor_code, excerpt) if valid.outlasts(day)]


def _closings(unit: UnitLife, excerpt: Excerpt) -> Iterator[tuple[date, tuple[Violation, ...]]]:
    """Of each of its numbers that is not closed the earliest last day, and what is in the way of that."""
    for number in excerpt.held.get(unit.sor_code, ()):
        run = mailing.days_of(mailing.spell(number, excerpt.today))
        if run.outlasts(excerpt.today):
            try:
                yield number_closed(CloseNumber(gln=number.gln), excerpt).day, ()
            except Rejected as rejected:
                yield run.start, rejected.violations
