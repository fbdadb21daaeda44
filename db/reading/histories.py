"""What units have said at all dates: the versions of each, and the chronicle of all that bears on its values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    any_,
    bindparam,
    func,
    literal,
    literal_column,
    null,
    select,
    true,
    union_all,
)

from db import tables
from db.reading import days, location_numbers, rows
from db.reading.reader import RecordedVersion
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters, sources
from db.tables import ChangeSet as Stored
from domain.chronicles import Chronicle
from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber
from domain.periods import Moment
from domain.recording import ActorKind, Cause, ChangeSet, Reason, Recorder
from domain.units import FACTS, Unit

CODES = bindparam("codes", type_=ARRAY(BigInteger))
ALL: ColumnElement[int] = literal_column("0")
CHANGE_SET = (
    *(Stored.id, Stored.recorded, Stored.actor_kind, Stored.actor_name, Stored.actor_subject, Stored.actor_role),
    *(Stored.organisation, Stored.note, Stored.cause, Stored.request, Stored.operations),
)


_LAST_CHANGES = (
    select(tables.Unit.sor_code, *CHANGE_SET)
    .join_from(tables.Unit, Stored, Stored.id == tables.Unit.change_set)
    .where(tables.Unit.sor_code == any_(CODES))
)


async def histories(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[list[RecordedVersion]]:
    found: defaultdict[SorCode, list[RecordedVersion]] = defaultdict(list)
    for row in await db.rows(_histories(sources(moment)), parameters(moment, codes=[*codes])):
        unit = rows.unit(row[: rows.WIDTH])
        recorded, by = row[rows.WIDTH], change_set(row[rows.WIDTH + 1 :])
        found[unit.sor_code].append(RecordedVersion(unit, recorded, by))
    return [found.get(code, []) for code in codes]


async def children_from(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[list[Unit]]:
    found: defaultdict[SorCode | None, list[Unit]] = defaultdict(list)
    for row in await db.rows(_children_from(sources(moment)), parameters(moment, codes=[*codes])):
        unit = rows.unit(row)
        found[unit.parent].append(unit)
    return [found.get(code, []) for code in codes]


async def chronicles(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[Chronicle]:
    """Units that share ancestors share their versions."""
    versions: defaultdict[SorCode, list[Unit]] = defaultdict(list)
    numbers: defaultdict[SorCode, list[LocationNumber]] = defaultdict(list)
    for row in await db.rows(_chronicles(sources(moment)), parameters(moment, codes=[*codes])):
        if row[rows.WIDTH] is None:
            unit = rows.unit(row[: rows.WIDTH])
            versions[unit.sor_code].append(unit)
        else:
            number = location_numbers.number(row[rows.WIDTH : -3])
            numbers[number.holder].append(number)
    above = {code: {part.parent for part in told if part.parent is not None} for code, told in versions.items()}
    return [_chronicle(code, versions, numbers, above) for code in codes]


async def last_changes(db: Snapshot, codes: Sequence[SorCode]) -> list[ChangeSet | None]:
    """The change set that changed each unit last, as known now."""
    found = {row[0]: change_set(row[1:]) for row in await db.rows(_LAST_CHANGES, {"codes": [*codes]})}
    return [found.get(code) for code in codes]


def _chronicle(
    code: SorCode,
    versions: Mapping[SorCode, Sequence[Unit]],
    numbers: Mapping[SorCode, Sequence[LocationNumber]],
    above: Mapping[SorCode, set[SorCode]],
) -> Chronicle:
    bearing: dict[SorCode, None] = {}
    waiting = [code]
    while waiting:
        met = waiting.pop()
        if met in versions and met not in bearing:
            bearing[met] = None
            waiting.extend(above[met])
    return Chronicle(
        code, {one: versions[one] for one in bearing}, {one: numbers[one] for one in bearing if one in numbers}
    )


def change_set(row: Sequence[Any]) -> ChangeSet | None:
    id_, recorded, kind, name, subject, role, organisation, note, cause, request, operations = row
    if id_ is None:
        return None
    recorder = Recorder(ActorKind(kind), name, subject, role, organisation)
    return ChangeSet(id_, recorded, recorder, Reason(note, Cause(cause), request, tuple(operations)))


@cache
def _versions(told: Sources) -> FromClause:
    """Every version, each with its unit: what `rows.columns` reads, and who recorded it when."""
    unit, version = told.unit("unit_told"), told.version("version_told")
    return (
        select(
            *(unit.sor_code, unit.kind, unit.first_from, unit.life, unit.version, unit.recorded.label("changed")),
            *(version.valid, version.recorded, version.change_set),
            *(getattr(version, name) for name in FACTS),
        )
        .join_from(unit, version, version.sor_code == unit.sor_code)
        .subquery("versions")
    )


@cache
def _histories(told: Sources) -> Select[*tuple[Any, ...]]:
    versions = _versions(told)
    return (
        select(*rows.columns(versions), versions.c.recorded, *CHANGE_SET)
        .join_from(versions, Stored, Stored.id == versions.c.change_set, isouter=True)
        .where(versions.c.sor_code == any_(CODES))
        .order_by(versions.c.sor_code, days.starts(versions.c.valid))
    )


@cache
def _children_from(told: Sources) -> Select[*tuple[Any, ...]]:
    versions = _versions(told)
    return (
        select(*rows.columns(versions))
        .where(versions.c.parent == any_(CODES), days.lasts(versions.c.valid))
        .order_by(versions.c.sor_code, days.starts(versions.c.valid))
    )


@cache
def _chronicles(told: Sources) -> CompoundSelect[*tuple[Any, ...]]:
    """Versions and numbers in one list: the first without a number, the others without a version."""
    version, versions = told.version("climbing"), _versions(told)
    start = select(func.unnest(CODES).label("sor_code")).cte("bearing", recursive=True)
    bearing = start.union(
        select(version.parent)
        .join_from(start, version, version.sor_code == start.c.sor_code)
        .where(version.parent.is_not(None))
    )
    numbers = location_numbers.told(told)
    # Unit by unit, by index: how few bear on those asked for is more than the planner can know.
    said = select(versions).where(versions.c.sor_code == bearing.c.sor_code).offset(ALL).lateral("said")
    held = select(numbers).where(numbers.c.holder == bearing.c.sor_code).offset(ALL).lateral("held")
    unit, number = rows.columns(said), location_numbers.columns(held)
    first = (days.starts(said.c.valid).label("since"), said.c.sor_code.label("whose"), literal("").label("which"))
    then = (days.starts(held.c.valid), held.c.holder, held.c.gln)
    return union_all(
        select(*unit, *map(_none, number), *first).join_from(bearing, said, true()),
        select(*map(_none, unit), *number, *then).join_from(bearing, held, true()),
    ).order_by("since", "whose", "which")


def _none(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return null().cast(column.type)
