"""What a timeline says once a file's statement is taken in: change points, each holding until the next, and an end.

A statement gives one point (`value` from `since` on) and that its subject exists from `first_from` until `end`. Of the
days before the first point nothing is known: what it says is carried back to them, and marked so. Where two statements
speak of the same day the one entered later stands; so files may come in any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.rules import Rule, Violated
from domain.units import Facts

Said = TypeVar("Said", Facts, Mailbox)

_ABOUT = {"source_updated", "carried_back"}
"""What a version says of itself, which makes no version worth having."""

_CONTENT = {
    kind: attrgetter(*(field.name for field in fields(kind) if field.name not in _ABOUT)) for kind in (Facts, Mailbox)
}


@dataclass(frozen=True, slots=True)
class Statement(Generic[Said]):
    """What a file says. `end` is the first day without; none if it is open. `carries`: what the format can say."""

    value: Said
    since: date
    first_from: date
    end: date | None
    carries: frozenset[str]

    def beginning_in(self, around: Period) -> "Statement[Said] | None":
        """The same, beginning no earlier than these days; nothing, if it is all said of others.

        Of what was gone before the value began to hold, the value is all there is, and is said of all its days.
        """
        lasting = Period(self.first_from, self.end).overlap(around)
        if lasting is None:
            return None
        since = max(self.since, lasting.start) if lasting.outlasts(self.since) else lasting.start
        return replace(self, since=since, first_from=lasting.start)


class Merged(NamedTuple, Generic[Said]):
    """A timeline in order, without gap or overlap, and what of the statement did not become part of it."""

    timeline: tuple[Version[Said], ...]
    left_out: tuple[Violated, ...] = ()


def day_after(last_day: date | None) -> date | None:
    """The end of a period whose last day this is; the last day of the calendar is as good as never."""
    return None if last_day is None or last_day == date.max else last_day + timedelta(days=1)


def taken_in(stored: Sequence[Version[Said]], said: Statement[Said], today: date) -> Merged[Said]:
    """What is known after `said`, of what was known before. `today` tells which stored ends have come."""
    if not stored:
        return Merged(_timeline({said.since: said.value}, said.first_from, said.end))
    known = {version.valid.start: version.value for version in stored if not version.value.carried_back}
    newest = max((value.source_updated for value in known.values() if value.source_updated), default=None)
    left_out: list[Violated] = []
    _point(known, stored, said, left_out)
    end = _end(stored[-1].valid.end, said, newest, today, left_out)
    if end != stored[-1].valid.end:
        _entered(known, end, said)
    start = min(stored[0].valid.start, said.first_from)
    return Merged(_timeline(known, start, end), tuple(left_out))


def all_there_is(timeline: Sequence[Version[Said]]) -> tuple[Version[Said], ...]:
    """The timeline after days were cut off it. Where what was carried back has lost its source, it is what is known."""
    left: list[Version[Said]] = []
    for version in reversed(timeline):
        if version.value.carried_back and not (left and same(version.value, left[-1].value)):
            version = Version(version.valid, replace(version.value, carried_back=False))
        left.append(version)
    return tuple(reversed(left))


def same(one: Said, other: Said) -> bool:
    """Whether both say the same of their subject."""
    content = _CONTENT[type(one)]
    return bool(content(one) == content(other))


def _point(
    known: dict[date, Said], stored: Sequence[Version[Said]], said: Statement[Said], left_out: list[Violated]
) -> None:
    """Takes the statement's point in among those known."""
    there = known.get(said.since)
    if there is None:
        value = _overlaid(_nearest(stored, said.since), said)
        before = max((day for day in known if day < said.since), default=None)
        after = min((day for day in known if day > said.since), default=None)
        if before is not None and same(known[before], value):
            return
        if after is not None and same(known[after], value):
            value = replace(value, source_updated=_later(value.source_updated, known.pop(after).source_updated))
        known[said.since] = value
        return
    value = _overlaid(there, said)
    if same(there, value):
        return
    if _older(said.value.source_updated, there.source_updated):
        message = (
            f"what it says from {said.since} on was entered {said.value.source_updated}; "
            f"what is stored of that day was entered {there.source_updated} and stays"
        )
        left_out.append(Violated(Rule.OLDER_THAN_STORED, message))
        return
    known[said.since] = value


def _nearest(stored: Sequence[Version[Said]], day: date) -> Said:
    """What is stored of the day, or else of the nearest."""
    life = Period(stored[0].valid.start, stored[-1].valid.end)
    asked = life.clamp(day)
    return next(version.value for version in stored if version.valid.covers(asked))


def _overlaid(base: Said, said: Statement[Said]) -> Said:
    """What the format can say as the file says it, the rest as it was."""
    told = {name: getattr(said.value, name) for name in said.carries if name not in _ABOUT}
    return replace(base, **told, source_updated=said.value.source_updated, carried_back=False)


def _older(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


def _end(
    stored: date | None, said: Statement[Said], newest: date | None, today: date, left_out: list[Violated]
) -> date | None:
    """When it ends. What has ended stays so; an end ahead is withdrawn or put off only by who says when they knew."""
    if said.end == stored:
        return stored
    earlier = said.end is not None and (stored is None or said.end < stored)
    if _older(said.value.source_updated, newest):
        if earlier:
            message = f"the end {said.end} was entered {said.value.source_updated}; what was entered {newest} has none"
            left_out.append(Violated(Rule.OLDER_THAN_STORED, message))
        return stored
    if earlier:
        return said.end
    if stored is not None and stored <= today:
        last_day = stored - timedelta(days=1)
        left_out.append(Violated(Rule.UNIT_CLOSED, f"closed, with {last_day} as its last day; it stays so"))
        return stored
    return stored if said.end is None and said.value.source_updated is None else said.end


def _entered(known: dict[date, Said], end: date | None, said: Statement[Said]) -> None:
    """That the end was told later than what holds last: else what is older could take it back."""
    last = max((day for day in known if end is None or day < end), default=None)
    if last is not None and _older(known[last].source_updated, said.value.source_updated):
        known[last] = replace(known[last], source_updated=said.value.source_updated)


def _timeline(known: dict[date, Said], start: date, end: date | None) -> tuple[Version[Said], ...]:
    """The points in order, with what was first known carried back to the start."""
    first = min(known)
    if start < first:
        known = {**known, start: replace(known[first], carried_back=True)}
    points: list[date] = sorted(known)
    ends: list[date | None] = [*points[1:], None]
    lasting = Period(start, end)
    return tuple(
        Version(valid, known[day])
        for day, until in zip(points, ends, strict=True)
        if (valid := Period(day, until).overlap(lasting)) is not None
    )
