"""What is different between two registers, each on a day, told unit by unit as the public is to be told it."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.changes import between
from domain.differences import DiffKind
from domain.diffing import DiffInclude
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Period
from domain.records import Lives
from domain.relations import Relation
from domain.stories import Said, Story, lived
from domain.telling import TimelineField
from tests.naive import facts_on, standing
from tests.naive_differences import HIDDEN, Counting, differences, without_hidden
from tests.registers import ADDRESSES, ELECTRONIC_ADDRESSES

LINES: Mapping[UUID, str] = {
    **{address.id: address.one_line for address in ADDRESSES},
    **{block.id: block.one_line for block in ELECTRONIC_ADDRESSES},
}


class Side(NamedTuple):
    """A register and the day on which it is read."""

    register: Lives
    day: date


class Told(NamedTuple):
    """`fields`: each with what it was, what it is, and the unit above that the difference comes through, if one."""

    kinds: set[DiffKind]
    fields: list[tuple[TimelineField, str | None, str | None, SorCode | None]]


Fields = dict[TimelineField, tuple[str | None, str | None, SorCode | None]]


def diff(before: Side, after: Side, under: SorCode | None, include: DiffInclude) -> dict[SorCode, Told]:
    units = {unit.sor_code for side in (before, after) for unit in side.register.units}
    told = {unit: _unit(before, after, unit, include) for unit in sorted(units)}
    return {
        unit: one
        for unit, one in told.items()
        if one.kinds and (under is None or any(under_it(side, unit, under) for side in (before, after)))
    }


def _unit(before: Side, after: Side, unit: SorCode, include: DiffInclude) -> Told:
    was, is_ = (story(side.register, unit).on(side.day) for side in (before, after))
    fields: Fields = {change.field: (change.before, change.after, None) for change in between(was, is_, LINES)}
    if was.facts is None or is_.facts is None:
        return Told(_came_or_went(was, is_), _listed(fields))
    if include is DiffInclude.EFFECTIVE:
        fields = _with_effective(fields, was, is_, _effective(before, after, unit))
    moved = was.facts.parent != is_.facts.parent
    changed = bool(fields.keys() - {TimelineField.PARENT})
    return Told({kind for kind, so in ((DiffKind.MOVED, moved), (DiffKind.CHANGED, changed)) if so}, _listed(fields))


def _came_or_went(was: Said, is_: Said) -> set[DiffKind]:
    if was.facts is not None:
        return {DiffKind.CLOSED}
    if is_.facts is None:
        return set()
    return {DiffKind.REOPENED_BY_CORRECTION if was.closed else DiffKind.ADDED}


def _with_effective(own: Fields, was: Said, is_: Said, effective: Fields) -> Fields:
    inheritable = {TimelineField[field.name] for field in InheritableField}
    fields = {field: told for field, told in own.items() if field not in inheritable}
    held = was.number is not None or is_.number is not None
    if held and TimelineField.LOCATION_NUMBER in own:
        fields[TimelineField.LOCATION_NUMBER] = own[TimelineField.LOCATION_NUMBER]
    return fields | effective


def _effective(before: Side, after: Side, unit: SorCode) -> Fields:
    found: Fields = {}
    for code, field, told in differences(before.register, after.register, before.day, after.day, public=True):
        texts = _text(told.before), _text(told.after)
        only_flags = told.before and told.after and told.before.value == told.after.value
        if code == unit and texts[0] != texts[1] and not (only_flags and told.via == unit):
            found[TimelineField[field.name]] = (*texts, None if told.via == unit else told.via)
    return found


def _text(counting: Counting | None) -> str | None:
    if counting is None:
        return None
    return LINES[counting.value] if isinstance(counting.value, UUID) else ", ".join([counting.value, *counting.flags])


def story(register: Lives, unit: SorCode) -> Story:
    """All that the public may know of a unit."""
    life = next((one for one in register.units if one.sor_code == unit), None)
    numbers = [number for number in without_hidden(register.numbers) if number.gln != HIDDEN]
    relations = [
        relation
        for one in register.successions
        for relation in (
            Relation("REPLACES", one.successor, one.predecessor, Period(one.since)),
            Relation("REPLACED_BY", one.predecessor, one.successor, Period(one.since)),
        )
    ]
    return lived(unit, life, numbers, (), relations)


def under_it(side: Side, unit: SorCode, top: SorCode) -> bool:
    """Whether a unit in force is another one, or stands below it."""
    if unit == top:
        return unit in standing(*side)
    facts = facts_on(side.register, unit, side.day)
    return facts is not None and facts.parent is not None and under_it(side, facts.parent, top)


def _listed(fields: Fields) -> list[tuple[TimelineField, str | None, str | None, SorCode | None]]:
    return [(field, *fields[field]) for field in TimelineField if field in fields]
