"""What units have said at all dates: the versions of each, and the chronicle of all that bears on its values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, FromClause, Select, any_, bindparam, false, func, select

from db.reading import days, location_numbers, rows
from db.reading.reader import Actor, ActorKind, ChangeSet, RecordedVersion
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters, sources
from db.tables import ChangeSet as Stored
from db.tables import LocationNumber as Issued
from domain.chronicles import Chronicle
from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber
from domain.periods import Moment
from domain.units import FACTS, Unit

CODES = bindparam("codes", type_=ARRAY(BigInteger))


async def histories(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[list[RecordedVersion]]:
    found: defaultdict[SorCode, list[RecordedVersion]] = defaultdict(list)
    for row in await db.rows(_histories(sources(moment)), parameters(moment, codes=[*codes])):
        unit = rows.unit(row[: rows.WIDTH])
        recorded, change_set = row[rows.WIDTH], _change_set(row[rows.WIDTH + 1 :])
        found[unit.sor_code].append(RecordedVersion(unit, recorded, change_set))
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
            number = location_numbers.number(row[rows.WIDTH :])
            numbers[number.holder].append(number)
    above = {code: {part.parent for part in told if part.parent is not None} for code, told in versions.items()}
    return [_chronicle(code, versions, numbers, above) for code in codes]


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


def _change_set(row: Sequence[Any]) -> ChangeSet | None:
    id_, recorded, kind, name, note = row
    return None if id_ is None else ChangeSet(id_, recorded, Actor(ActorKind(kind), name), note)


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
    by = (Stored.id, Stored.recorded, Stored.actor_kind, Stored.actor_name, Stored.note)
    return (
        select(*rows.columns(versions), versions.c.recorded, *by)
        .join_from(versions, Stored, Stored.id == versions.c.change_set, isouter=True)
        .where(versions.c.sor_code == any_(CODES))
        .order_by(versions.c.sor_code, days.starts(versions.c.valid))
    )


@cache
def _chronicles(told: Sources) -> Select[*tuple[Any, ...]]:
    """Two lists in one answer: versions without a number, and numbers without a version."""
    version = told.version("climbing")
    start = select(func.unnest(CODES).label("sor_code")).cte("bearing", recursive=True)
    bearing = start.union(
        select(version.parent)
        .join_from(start, version, version.sor_code == start.c.sor_code)
        .where(version.parent.is_not(None))
    )
    versions, number = _versions(told), told.number("held")
    said = select(versions).where(versions.c.sor_code.in_(select(bearing.c.sor_code))).subquery("said")
    held = (
        select(*_labelled(location_numbers.columns(number, location_numbers.life(told, number))))
        .join_from(number, Issued, Issued.gln == number.gln)
        .where(number.holder.in_(select(bearing.c.sor_code)))
        .subquery("held_by")
    )
    return (
        select(*rows.columns(said), *held.c)
        .select_from(said.join(held, false(), full=True))
        .order_by(said.c.sor_code, days.starts(said.c.valid), held.c[4])
    )


def _labelled(columns: Sequence[Any]) -> list[Any]:
    return [column.label(f"number_{place}") for place, column in enumerate(columns)]
