"""Days and what holds on them: half-open periods and timelines of versions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, but not including, `end`; no `end` means open."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a period holds at least one day: {self.start} to {self.end}")

    @property
    def last_day(self) -> date | None:
        """The last day that still belongs to it ("til og med"); none while it is open."""
        return None if self.end is None else self.end - timedelta(days=1)

    def covers(self, day: date) -> bool:
        return self.start <= day and self.outlasts(day)

    def outlasts(self, day: date) -> bool:
        """Whether it still holds on `day` or begins later."""
        return self.end is None or self.end > day

    def clamp(self, day: date) -> date:
        """The day itself where it is covered, else the nearest day that is."""
        if day < self.start:
            return self.start
        return day if self.last_day is None else min(day, self.last_day)

    def within(self, other: "Period") -> bool:
        return other.start <= self.start and (other.end is None or (self.end is not None and self.end <= other.end))

    def overlap(self, other: "Period") -> "Period | None":
        """The days both have; nothing, if there are none."""
        start = max(self.start, other.start)
        end = earlier(self.end, other.end)
        return None if end is not None and end <= start else Period(start, end)

    def until(self, day: date) -> "Period | None":
        """What is left of this period if it stops on `day`; nothing, if it starts later."""
        return None if day <= self.start else Period(self.start, day if self.outlasts(day) else self.end)

    def since(self, day: date) -> "Period | None":
        """What is left of this period from `day` on; nothing, if it ended before."""
        return Period(max(self.start, day), self.end) if self.outlasts(day) else None

    def cut(self, days: Iterable[date]) -> "Iterator[Period]":
        """Its parts when it is cut at some days, in their order."""
        inside = [day for day in days if self.start < day and self.covers(day)]
        for start, end in zip([self.start, *inside], [*inside, self.end], strict=True):
            yield Period(start, end)


class Moment(NamedTuple):
    """The point in both times that a question is asked at: a Danish day, and what was known when (now, if none)."""

    at: date
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """What holds (`value`) and on which days."""

    valid: Period
    value: T


def earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two ends, where none means never."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def value_on(day: date, timeline: Iterable[Version[T]]) -> T | None:
    """What held on `day`."""
    return next((version.value for version in timeline if version.valid.covers(day)), None)


def standing_on(day: date, timeline: Sequence[Version[T]]) -> Version[T]:
    """What held on `day`; of a closed unit what held last, of a planned one what will hold first.

    `timeline` is in order and not empty.
    """
    life = Period(timeline[0].valid.start, timeline[-1].valid.end)
    asked = life.clamp(day)
    return next(version for version in timeline if version.valid.covers(asked))


def merged(timeline: Iterable[Version[T]]) -> Iterator[Version[T]]:
    """The same timeline with neighbours that say the same made one."""
    last: Version[T] | None = None
    for version in timeline:
        if last is not None and last.valid.end == version.valid.start and last.value == version.value:
            last = Version(Period(last.valid.start, version.valid.end), last.value)
            continue
        if last is not None:
            yield last
        last = version
    if last is not None:
        yield last


def overlaps(one: Sequence[Version[T]], other: Sequence[Version[T]]) -> Iterator[tuple[Period, T, T]]:
    """The days that two timelines both tell of, with what each says; both in order."""
    here = there = 0
    while here < len(one) and there < len(other):
        this, that = one[here], other[there]
        shared = this.valid.overlap(that.valid)
        if shared is not None:
            yield shared, this.value, that.value
        if that.valid.end is None or (this.valid.end is not None and this.valid.end <= that.valid.end):
            here += 1
        else:
            there += 1


def change_days(periods: Iterable[Period]) -> list[date]:
    """Every day on which one of the periods begins or has ended, in order, each once."""
    return sorted({day for period in periods for day in (period.start, period.end) if day is not None})
