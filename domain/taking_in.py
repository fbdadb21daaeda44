"""A unit of the register after a file's record of it is taken in: its points merged, its life within its parents'."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from domain.findings import Finding, Weight
from domain.fitting import fitted
from domain.hierarchy import SITS_UNDER
from domain.identifiers import SorCode
from domain.merging import Merged, Statement, all_there_is, day_after, taken_in
from domain.periods import Period, Version
from domain.records import UnitLife, UnitRecord
from domain.rules import Rule, Violated
from domain.units import Facts, Timeline, UnitKind


class Above(NamedTuple):
    """What a unit must know of the one above it."""

    kind: UnitKind
    life: Period


class Outcome(NamedTuple):
    """What the register then holds, and what did not go in as the file says."""

    life: UnitLife
    findings: tuple[Finding, ...]


def unit_after(stored: UnitLife | None, record: UnitRecord, above: Mapping[SorCode, Above], today: date) -> Outcome:
    """Takes the record in. `above` holds every unit that the record or a stored version is under, as far as they exist.

    Raises `Violated` where the record is refused.
    """
    around = _around(stored, record, above)
    said = _statement(record)
    inside = said.beginning_in(around)
    if inside is None:
        raise Violated(Rule.OUTSIDE_PARENT_VALIDITY, f"{_told(said)}; the unit above is {days(around)}: no day is left")
    lives = _lives(stored.timeline if stored else (), record.facts.parent, above)
    merged, timeline = _merged(stored.timeline if stored else (), inside, lives, today)
    if not timeline:
        raise Violated(Rule.OUTSIDE_PARENT_VALIDITY, "on no day of it there is a unit above it")
    first_from = min(record.first_from, stored.first_from) if stored else record.first_from
    life = UnitLife(sor_code=record.sor_code, kind=record.kind, first_from=first_from, timeline=timeline)
    notes = list(merged.left_out)
    if inside != said or timeline != merged.timeline:
        message = f"{_told(said)}; the unit above is {days(around)}, so it is taken in {days(life_of(timeline))}"
        notes.append(Violated(Rule.OUTSIDE_PARENT_VALIDITY, message))
    findings = [_finding(record, Weight.ADJUSTED, note) for note in notes]
    if timeline[0].value.carried_back and (stored is None or timeline[0] not in stored.timeline):
        findings.append(_finding(record, Weight.WARNED, _carried_back(timeline)))
    if (stored is None or timeline != stored.timeline) and (parent := _returned_to(timeline)) is not None:
        returned = Violated(Rule.RETURN_MOVE, f"it is moved back under {parent}, where it has been before")
        findings.append(_finding(record, Weight.WARNED, returned))
    return Outcome(life, tuple(findings))


def _lives(stored: Timeline, parent: SorCode | None, above: Mapping[SorCode, Above]) -> dict[SorCode, Period]:
    """Of the units that this one is or was under, and not of all that are above some unit of the file."""
    parents = {parent, *(version.value.parent for version in stored)}
    return {code: above[code].life for code in parents if code is not None and code in above}


class _Merged(NamedTuple):
    """What a statement makes of a timeline, and what of that is within the lives above."""

    merged: Merged[Facts]
    timeline: Timeline


def _merged(stored: Timeline, said: Statement[Facts], lives: Mapping[SorCode, Period], today: date) -> _Merged:
    """A unit that closed with the one above it may still be stated as open, which then needs no word of its own."""
    end = stored[-1].valid.end if stored else None
    if end is not None and end <= today:
        open_again = _within(stored, said, lives, date.min)
        last = open_again.timeline[-1].valid.end if open_again.timeline else None
        if last is not None and last <= end:
            return open_again
    return _within(stored, said, lives, today)


def _within(stored: Timeline, said: Statement[Facts], lives: Mapping[SorCode, Period], today: date) -> _Merged:
    """No unit comes to begin later than it did: what was carried back to days that the new facts do not reach stays."""
    merged = taken_in(stored, said, today)
    timeline = fitted(merged.timeline, lives)
    if stored and stored[0].value.carried_back and timeline and timeline[0].valid.start > stored[0].valid.start:
        first = Version(stored[0].valid, replace(stored[0].value, carried_back=False))
        merged = taken_in((first, *stored[1:]), said, today)
        timeline = fitted(merged.timeline, lives)
    return _Merged(merged, timeline)


def refit(stored: UnitLife, above: Mapping[SorCode, Above]) -> UnitLife:
    """The same unit after the lives of those above it became shorter. Raises `Violated` if nothing is left of it."""
    timeline = fitted(stored.timeline, _lives(stored.timeline, None, above))
    if not timeline:
        raise Violated(Rule.OUTSIDE_PARENT_VALIDITY, "on no day of it there is a unit above it")
    return UnitLife(sor_code=stored.sor_code, kind=stored.kind, first_from=stored.first_from, timeline=timeline)


def closed_on(stored: UnitLife, end: date) -> UnitLife:
    """The same unit without the days from `end` on, of which at least one day is before."""
    timeline = all_there_is(
        [Version(left, version.value) for version in stored.timeline if (left := version.valid.until(end)) is not None]
    )
    return UnitLife(sor_code=stored.sor_code, kind=stored.kind, first_from=stored.first_from, timeline=timeline)


def life_of(timeline: Timeline) -> Period:
    return Period(timeline[0].valid.start, timeline[-1].valid.end)


def days(period: Period) -> str:
    """As a clerk writes it: both days inclusive."""
    return f"from {period.start}" if period.last_day is None else f"from {period.start} to {period.last_day}"


def _around(stored: UnitLife | None, record: UnitRecord, above: Mapping[SorCode, Above]) -> Period:
    """The days on which the record may speak. Raises `Violated`."""
    if stored is not None and stored.kind is not record.kind:
        raise Violated(Rule.KIND_IS_FINAL, f"it is {stored.kind.value} in the register, {record.kind.value} here")
    parent = record.facts.parent
    under = SITS_UNDER[record.kind]
    if parent is None:
        if under:
            raise Violated(Rule.RECORD_INCOMPLETE, f"{record.kind.value} without a unit above it")
        return Period(date.min)
    if under and parent not in above:
        raise Violated(Rule.PARENT_UNKNOWN, f"{parent}, the unit above, is neither in the register nor taken in")
    if not under or above[parent].kind not in under:
        level = above[parent].kind.value if parent in above else "a unit"
        raise Violated(Rule.LEVEL_UNDER, f"{record.kind.value} under {parent}, which is {level}")
    return above[parent].life


def _statement(record: UnitRecord) -> Statement[Facts]:
    end = day_after(record.last_day)
    if not record.first_from <= record.since or (end is not None and end <= record.first_from):
        raise Violated(Rule.DATES_IN_ORDER, f"from {record.first_from}, {record.since}, to {record.last_day}")
    return Statement(record.facts, record.since, record.first_from, end, record.carries)


def _told(said: Statement[Facts]) -> str:
    return f"stated {days(Period(said.first_from, said.end))}"


def _carried_back(timeline: Timeline) -> Violated:
    known = next((version for version in timeline if not version.value.carried_back), None)
    source = f"what is known from {known.valid.start} on" if known else "the only facts there are"
    return Violated(Rule.CARRIED_BACK, f"{days(timeline[0].valid)} is taken from {source}")


def _returned_to(timeline: Timeline) -> SorCode | None:
    """A unit that it was under, and is under again."""
    runs = [parent for parent, _ in groupby(version.value.parent for version in timeline)]
    return next((parent for place, parent in enumerate(runs) if parent in runs[:place]), None)


def _finding(record: UnitRecord, weight: Weight, note: Violated) -> Finding:
    return Finding(note.rule, weight, note.message, str(record.sor_code), record.where)
