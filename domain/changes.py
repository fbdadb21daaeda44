"""What changes from one version of a unit to the next, and what is planned to change after a day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber
from domain.periods import change_days
from domain.telling import TELLERS, TimelineField, number_told
from domain.units import Facts, Unit, UnitStatus

Written = Mapping[UUID, str]
"""How each address that the versions name is written on one line, postal and electronic ones alike."""


class FieldChange(NamedTuple):
    """One field before and after, as a reader is shown it: codes as codes, none where there is nothing."""

    field: TimelineField
    before: str | None
    after: str | None


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


class Said(NamedTuple):
    """What holds of a unit on a day: what its version says, and the location number it holds."""

    facts: Facts
    number: LocationNumber | None = None


def between(before: Said | None, after: Said | None, written: Written) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order of `TimelineField`. None before: the unit opens; none after: it closes."""
    fields = [_status(before, after)]
    if after is not None:
        fields += _facts(before.facts if before else None, after.facts, written)
    fields.append(_location_number(before, after))
    order = list(TimelineField)
    return tuple(sorted((one for one in fields if one.before != one.after), key=lambda one: order.index(one.field)))


def by_version(
    versions: Sequence[Unit], numbers: Sequence[LocationNumber], written: Written
) -> list[tuple[FieldChange, ...]]:
    """For each version of a unit what changed on its first day and, of its location number, in its days.

    `versions` and `numbers`: all of the unit's, each in order. Leave out numbers that the reader may not see.
    """
    steps = [*_steps(versions, numbers, written)]
    return [
        tuple(change for day, _, fields in steps if version.valid.covers(day) for change in fields)
        for version in versions
    ]


def planned(
    versions: Sequence[Unit], numbers: Sequence[LocationNumber], day: date, written: Written
) -> list[PlannedChange]:
    """What will change after `day`, the nearest change first; `versions` and `numbers` as in `by_version`."""
    return [
        PlannedChange(versions[0].sor_code, kind, since, fields)
        for since, kind, fields in _steps(versions, numbers, written)
        if since > day and fields
    ]


def _steps(
    versions: Sequence[Unit], numbers: Sequence[LocationNumber], written: Written
) -> Iterator[tuple[date, PlanKind, tuple[FieldChange, ...]]]:
    if not versions:
        return
    first, last = versions[0].valid.start, versions[-1].valid.end
    days = change_days([version.valid for version in versions] + [number.valid for number in numbers])
    for day in days:
        if first <= day and (last is None or day <= last):
            before, after = _before(versions, numbers, day), _on(versions, numbers, day)
            yield day, _kind(before, after), between(before, after, written)


def _kind(before: Said | None, after: Said | None) -> PlanKind:
    if before is None:
        return PlanKind.OPEN
    if after is None:
        return PlanKind.CLOSE
    return PlanKind.CHANGE if before.facts.parent == after.facts.parent else PlanKind.MOVE


def _on(versions: Sequence[Unit], numbers: Sequence[LocationNumber], day: date) -> Said | None:
    return _said(versions, numbers, lambda one: one.valid.covers(day))


def _before(versions: Sequence[Unit], numbers: Sequence[LocationNumber], day: date) -> Said | None:
    """What held until `day`."""
    return _said(
        versions, numbers, lambda one: one.valid.start < day and (one.valid.end is None or one.valid.end >= day)
    )


def _said(
    versions: Sequence[Unit], numbers: Sequence[LocationNumber], held: Callable[[Unit | LocationNumber], bool]
) -> Said | None:
    unit = next(filter(held, versions), None)
    return None if unit is None else Said(unit, next(filter(held, numbers), None))


def _facts(before: Facts | None, after: Facts, written: Written) -> Iterator[FieldChange]:
    for field, told in TELLERS.items():
        yield FieldChange(field, None if before is None else told(before, written), told(after, written))


def _status(before: Said | None, after: Said | None) -> FieldChange:
    return FieldChange(
        TimelineField.STATUS,
        None if before is None else UnitStatus.ACTIVE.name,
        UnitStatus.CLOSED.name if after is None else UnitStatus.ACTIVE.name,
    )


def _location_number(before: Said | None, after: Said | None) -> FieldChange:
    told = number_told(before and before.number, after and after.number)
    inherited = [said.facts.inherits_location_number is True if said else False for said in (before, after)]
    shown = [text or ("inherited" if inherits else None) for text, inherits in zip(told, inherited, strict=True)]
    return FieldChange(TimelineField.LOCATION_NUMBER, *shown)
