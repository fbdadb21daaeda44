"""What changes from one version of a unit to the next, and what is planned to change after a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from domain.identifiers import SorCode
from domain.periods import Period
from domain.stories import Said, Story
from domain.telling import TELLERS, TimelineField, messages_told, number_told, relations_told, status_told
from domain.units import Facts

Written = Mapping[UUID, str]
"""How each address that the versions name is written on one line, postal and electronic ones alike."""


class FieldChange(NamedTuple):
    """One field before and after, as a reader is shown it: codes as codes, none where there is nothing."""

    field: TimelineField
    before: str | None
    after: str | None


class DatedChange(NamedTuple):
    """A change of a field, and the days for which it is told."""

    field: TimelineField
    before: str | None
    after: str | None
    validity: Period


class PlanKind(Enum):
    """What kind of change is planned; a move may bring other changes on the same day."""

    OPEN = "open"
    CHANGE = "change"
    MOVE = "move"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What will change of one unit on one day."""

    sor_code: SorCode
    kind: PlanKind
    effective_from: date
    fields: tuple[FieldChange, ...]


class Step(NamedTuple):
    """A day on which something of a unit changes."""

    day: date
    kind: PlanKind
    fields: tuple[FieldChange, ...]


def between(before: Said, after: Said, written: Written) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order of `TimelineField`.

    Of a unit that is no longer in force, what its versions said is not told again field by field: only that it closed.
    """
    told = {
        TimelineField.STATUS: (status_told(before), status_told(after)),
        TimelineField.LOCATION_NUMBER: number_told(before, after),
        TimelineField.MESSAGE_TYPES: (messages_told(before.capabilities), messages_told(after.capabilities)),
        TimelineField.RELATIONS: (
            relations_told(before.facts if after.facts else None, before.relations),
            relations_told(after.facts, after.relations),
        ),
    }
    if after.facts is not None:
        told |= _facts(before.facts, after.facts, written)
    return tuple(FieldChange(field, *told[field]) for field in TimelineField if field in told and _differs(told[field]))


def _differs(told: tuple[str | None, str | None]) -> bool:
    before, after = told
    return before != after


def by_version(story: Story, written: Written) -> list[tuple[DatedChange, ...]]:
    """For each version of a unit what changed on its first day and, of what has days of its own, in its days.

    Each change is told for the days on which what came of it holds, within the version. Leave numbers that the reader
    may not see out of the story.
    """
    steps = [*_steps(story, written)]
    return [(*_within(version.valid, steps),) for version in story.versions]


def _within(valid: Period, steps: Sequence[Step]) -> Iterator[DatedChange]:
    inside = [step for step in steps if valid.covers(step.day)]
    for place, step in enumerate(inside):
        for change in step.fields:
            again = (
                later.day for later in inside[place + 1 :] if any(one.field is change.field for one in later.fields)
            )
            yield DatedChange(*change, Period(step.day, next(again, valid.end)))


def planned(unit: SorCode, story: Story, day: date, written: Written) -> list[PlannedChange]:
    """What will change after `day`, the nearest change first; the story as in `by_version`."""
    return [PlannedChange(unit, kind, since, fields) for since, kind, fields in _steps(story, written) if since > day]


def _steps(story: Story, written: Written) -> Iterator[Step]:
    """From change to change: only days on which something that is told differs from what held until then."""
    before = Said()
    for day in story.days:
        after = story.on(day)
        if fields := between(before, after, written):
            yield Step(day, _kind(before, after), fields)
        before = after


def _kind(before: Said, after: Said) -> PlanKind:
    if before.facts is None:
        return PlanKind.CHANGE if after.facts is None else PlanKind.OPEN
    if after.facts is None:
        return PlanKind.CLOSE
    return PlanKind.CHANGE if before.facts.parent == after.facts.parent else PlanKind.MOVE


def _facts(before: Facts | None, after: Facts, written: Written) -> dict[TimelineField, tuple[str | None, str | None]]:
    return {
        field: (None if before is None else tell(before, written), tell(after, written))
        for field, tell in TELLERS.items()
    }
