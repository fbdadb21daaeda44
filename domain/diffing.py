"""What a unit is told to have become from one moment to another: of which kind, and field by field."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum

from domain.changes import Written, between
from domain.differences import Cause, DiffKind, FieldDifference, Outline
from domain.stories import Said
from domain.telling import TimelineField, messages_told, number_told, relations_told


class DiffInclude(Enum):
    """Whether a unit is told as it is registered, or with the addresses and the number that count for it."""

    OWN = "own"
    EFFECTIVE = "effective"


INHERITED = (
    TimelineField.POSTAL_ADDRESS,
    TimelineField.VISITING_ADDRESS,
    TimelineField.ACTIVITY_ADDRESS,
    TimelineField.ELECTRONIC_ADDRESS,
    TimelineField.LOCATION_NUMBER,
)


def in_force(outline: Outline | None, day: date) -> bool:
    return outline is not None and outline.life.covers(day)


def kinds(before: Outline | None, day: date, after: Outline | None, later: date, changed: bool) -> tuple[DiffKind, ...]:
    """`changed`: whether any field but the parent differs; it is asked of units in force on both sides only."""
    if not in_force(before, day):
        if not in_force(after, later):
            return ()
        closed = before is not None and not before.life.outlasts(day)
        return (DiffKind.REOPENED_BY_CORRECTION if closed else DiffKind.ADDED,)
    if not in_force(after, later):
        return (DiffKind.CLOSED,)
    assert before is not None
    assert after is not None
    moved = before.own.parent != after.own.parent
    return tuple(kind for kind, so in ((DiffKind.CHANGED, changed), (DiffKind.MOVED, moved)) if so)


def says_otherwise(before: Outline, after: Outline, include: DiffInclude) -> bool:
    """Whether versions say something else of a unit than who is above it; numbers and their choice aside."""
    if before.told != after.told:
        return True
    return include is DiffInclude.OWN and before.own.addresses != after.own.addresses


def beside_differs(before: Said, after: Said, include: DiffInclude) -> bool:
    """Whether the location number, the messages it exchanges or the relations of a unit are told otherwise."""
    return (
        _number_differs(before, after, include)
        or messages_told(before.capabilities) != messages_told(after.capabilities)
        or relations_told(None, before.relations) != relations_told(None, after.relations)
    )


def _number_differs(before: Said, after: Said, include: DiffInclude) -> bool:
    old, new = number_told(before, after)
    return old != new and (include is DiffInclude.OWN or _held(before, after))


def _held(before: Said, after: Said) -> bool:
    """Whether a number is held, not only chosen to be inherited. Which one counts is told as an effective value."""
    return before.number is not None or after.number is not None


def fields(
    before: Said,
    after: Said,
    include: DiffInclude,
    effective: Mapping[TimelineField, FieldDifference],
    written: Written,
    own: Callable[[TimelineField], Cause],
) -> tuple[FieldDifference, ...]:
    """The fields that differ, in order; `effective`: the effective values that do, for units in force on both sides."""
    told = dict(_own(before, after, include, written, own))
    return tuple((told | dict(effective))[field] for field in TimelineField if field in told or field in effective)


def _own(
    before: Said, after: Said, include: DiffInclude, written: Written, own: Callable[[TimelineField], Cause]
) -> Iterator[tuple[TimelineField, FieldDifference]]:
    counting = include is DiffInclude.EFFECTIVE and before.facts is not None and after.facts is not None
    for change in between(before, after, written):
        kept = change.field is TimelineField.LOCATION_NUMBER and _held(before, after)
        if not counting or change.field not in INHERITED or kept:
            yield change.field, FieldDifference(*change, own(change.field))
