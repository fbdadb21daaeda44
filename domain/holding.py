"""A location number after a file's record of it is taken in: who holds it when, one unit at a time."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain.identifiers import Gln, SorCode
from domain.location_numbers import Mailbox
from domain.merging import Merged, Statement, all_there_is, day_after, taken_in
from domain.periods import Period, Version
from domain.records import NumberLife, NumberRecord
from domain.rules import Rule, Violated
from domain.taking_in import days

REQUIRED = frozenset({"region", "system", "supplier", "network", "administrator"})
"""What every number has; a format that says none of it says no more than who holds the number."""

_ALL = REQUIRED | {"holder", "internal_only", "not_active", "note"}

Hold = Version[Mailbox]


class Taken(NamedTuple):
    life: NumberLife
    left_out: tuple[Violated, ...]


def number_after(
    stored: NumberLife | None, record: NumberRecord, others: Sequence[tuple[Gln, Period]], today: date
) -> Taken:
    """Takes the record in. `others`: the other numbers of the same unit, and when it holds them.

    Raises `Violated` where another unit holds the number on those days, or the unit another number.
    """
    holder = record.mailbox.holder
    held = stored.timeline if stored else ()
    own = [version for version in held if version.value.holder == holder]
    taken = [(f"{version.value.holder} holds it", version.valid) for version in held if version.value.holder != holder]
    taken += [(f"the unit holds {gln}", valid) for gln, valid in others]
    said = _statement(record, [valid for _, valid in taken])
    merged: Merged[Mailbox] = taken_in(own, said, today)
    life = Period(merged.timeline[0].valid.start, merged.timeline[-1].valid.end)
    for what, valid in taken:
        if life.overlap(valid) is not None:
            raise Violated(
                Rule.LOCATION_NUMBER_HELD_ONCE,
                f"the location number {record.gln} is left out: {what} {days(valid)}",
            )
    rest = [version for version in held if version.value.holder != holder]
    timeline = tuple(sorted([*rest, *merged.timeline], key=_start))
    first_from = min(record.first_from, stored.first_from) if stored else record.first_from
    left_out = tuple(_of_number(record.gln, note) for note in merged.left_out)
    return Taken(NumberLife(gln=record.gln, first_from=first_from, timeline=timeline), left_out)


def released(life: NumberLife, holder: SorCode, end: date) -> NumberLife:
    """The same number, which the unit no longer holds from `end` on; what it would begin to hold then goes as well."""
    others = [version for version in life.timeline if version.value.holder != holder]
    own = [version for version in life.timeline if version.value.holder == holder]
    left = [Version(left, version.value) for version in own if (left := version.valid.until(end)) is not None]
    timeline = tuple(sorted([*others, *all_there_is(left)], key=_start))
    return NumberLife(gln=life.gln, first_from=life.first_from, timeline=timeline)


def _start(hold: Hold) -> date:
    return hold.valid.start


def _of_number(gln: Gln, note: Violated) -> Violated:
    rule = Rule.LOCATION_NUMBER_HELD_ONCE if note.rule is Rule.UNIT_CLOSED else note.rule
    return Violated(rule, f"the location number {gln}: {note.message}")


def _statement(record: NumberRecord, taken: Sequence[Period]) -> Statement[Mailbox]:
    """What the file says. What is only carried back gives way to what is known of the days before."""
    end = day_after(record.last_day)
    if not record.first_from <= record.since or (end is not None and end <= record.first_from):
        raise Violated(
            Rule.DATES_IN_ORDER, f"the location number: {record.first_from}, {record.since}, {record.last_day}"
        )
    before = [valid.end for valid in taken if valid.end is not None and valid.end <= record.since]
    bare = all(getattr(record.mailbox, name) is None for name in REQUIRED)
    return Statement(
        record.mailbox,
        record.since,
        max([record.first_from, *before]),
        end,
        frozenset({"holder"}) if bare else _ALL,
    )
