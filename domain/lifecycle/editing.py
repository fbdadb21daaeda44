"""Timelines as an operation leaves them: a fact said anew from a day on, an end set, a planned day undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from domain.location_numbers import Mailbox
from domain.merging import same
from domain.periods import Period, Version
from domain.units import Facts

Told = TypeVar("Told", Facts, Mailbox)


def altered(
    timeline: Sequence[Version[Told]], since: date, said: Mapping[str, Any], today: date
) -> tuple[Version[Told], ...]:
    """From `since`, a day of the life, on the facts said hold, each until the next planned change of that same fact."""
    left = dict(said)
    pieces: list[Version[Told]] = []
    before: Told | None = None
    for version in _cut(timeline, since):
        value = version.value
        if version.valid.start >= since and left:
            if before is not None:
                left = {name: new for name, new in left.items() if getattr(value, name) == getattr(before, name)}
            before = value
            value = _with(value, left, today)
        pieces.append(Version(version.valid, value))
    return joined(pieces)


def overwritten(
    timeline: Sequence[Version[Told]], days: Period, said: Mapping[str, Any], today: date
) -> tuple[Version[Told], ...]:
    """On exactly these days the facts said hold, whatever was planned or recorded."""
    pieces = _cut(timeline, days.start)
    if days.end is not None:
        pieces = _cut(pieces, days.end)
    return joined(
        Version(one.valid, _with(one.value, said, today) if one.valid.within(days) else one.value) for one in pieces
    )


def ended(timeline: Sequence[Version[Told]], end: date) -> tuple[Version[Told], ...]:
    """What is left of it before `end`, the first day that no longer belongs to it."""
    return tuple(Version(left, version.value) for version in timeline if (left := version.valid.until(end)) is not None)


def reopened(timeline: tuple[Version[Told], ...], end: date | None = None) -> tuple[Version[Told], ...]:
    """The last version goes on, without an end or until a later one."""
    last = timeline[-1]
    return timeline[:-1] + (Version(Period(last.valid.start, end), last.value),)  # noqa: RUF005  (mypy)


def undone(timeline: Sequence[Version[Told]], day: date, names: Iterable[str]) -> tuple[Version[Told], ...]:
    """What was to change on `day` does not: each fact stays as it was until its next planned change after that day."""
    before = next(version.value for version in timeline if version.valid.end == day)
    after = next(version.value for version in timeline if version.valid.start == day)
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    left = {name: getattr(before, name) for name in changed}
    pieces: list[Version[Told]] = []
    last = after
    for version in timeline:
        value = version.value
        if version.valid.start >= day:
            left = {name: old for name, old in left.items() if getattr(value, name) == getattr(last, name)}
            last = value
            value = replace(value, **left)
        pieces.append(Version(version.valid, value))
    return joined(pieces)


def joined(pieces: Iterable[Version[Told]]) -> tuple[Version[Told], ...]:
    """Neighbours that say the same made one; it keeps what the earlier one says of itself."""
    told: list[Version[Told]] = []
    for piece in pieces:
        if told and told[-1].valid.end == piece.valid.start and same(told[-1].value, piece.value):
            told[-1] = Version(Period(told[-1].valid.start, piece.valid.end), told[-1].value)
        else:
            told.append(piece)
    return tuple(told)


def _with(value: Told, said: Mapping[str, Any], today: date) -> Told:
    if all(getattr(value, name) == new for name, new in said.items()):
        return value
    return replace(value, **said, source_updated=today, carried_back=False)


def _cut(timeline: Iterable[Version[Told]], day: date) -> list[Version[Told]]:
    """The same, with a version beginning on the day where one goes on over it."""
    pieces: list[Version[Told]] = []
    for version in timeline:
        earlier, later = version.valid.until(day), version.valid.since(day)
        pieces += [Version(part, version.value) for part in (earlier, later) if part is not None]
    return pieces
