"""Whole lives of units into the register."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import text

from db.copying import copied
from db.writing.change import Change
from db.writing.replacing import Timelines, made_ready
from domain.periods import Period
from domain.records import UnitLife
from domain.units import FACTS

_VERSIONS = Timelines("unit_version", ("sor_code",), FACTS, named="SELECT sor_code FROM incoming_unit WHERE known")
_SAID = attrgetter(*FACTS)
_COLUMNS = ("sor_code", "kind", "first_from", "life")

_KNOWN = text(
    "UPDATE incoming_unit i SET known = true,"
    " changed = (u.kind, u.first_from, u.life) IS DISTINCT FROM (i.kind, i.first_from, i.life)"
    " FROM unit u WHERE u.sor_code = i.sor_code"
)
_CHANGED = text(
    "UPDATE incoming_unit u SET changed = true WHERE u.known AND u.sor_code IN"
    f" (SELECT i.sor_code FROM {_VERSIONS.added} UNION ALL SELECT s.sor_code FROM {_VERSIONS.superseded})"
)
_COUNTS = text(
    "SELECT count(*) FILTER (WHERE known IS NOT TRUE), count(*) FILTER (WHERE changed),"
    " count(*) FILTER (WHERE known AND NOT changed) FROM incoming_unit"
)
_OPEN = text(
    "INSERT INTO unit (sor_code, kind, first_from, life)"
    " SELECT sor_code, kind, first_from, life FROM incoming_unit WHERE known IS NOT TRUE"
)
# Several parts of one change may touch a unit: its version grows once.
_CHANGE = text(
    "UPDATE unit u SET kind = i.kind, first_from = i.first_from, life = i.life,"
    " version = u.version + CASE WHEN u.change_set IS DISTINCT FROM recorded_by() THEN 1 ELSE 0 END"
    " FROM incoming_unit i WHERE i.sor_code = u.sor_code AND i.changed"
)


class Counts(NamedTuple):
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    added: int = 0
    superseded: int = 0


async def write(change: Change, lives: Sequence[UnitLife], *, first: bool = False) -> Counts:
    """Stores the lives; `added` and `superseded` count their versions. `first`: nothing is stored of these units."""
    if not lives:
        return Counts()
    if first:
        return await _begun(change, lives)
    await made_ready(change, "incoming_unit", f"{', '.join(_COLUMNS)}, false AS known, false AS changed", "unit")
    await copied(change.connection, "incoming_unit", _COLUMNS, (_life(unit) for unit in lives))
    await _VERSIONS.take_in(change, _versions(lives))
    known = (await change.connection.execute(_KNOWN)).rowcount
    if known:
        await _VERSIONS.compare(change)
        await change.connection.execute(_CHANGED)
    new, changed, unchanged = (await change.connection.execute(_COUNTS)).one()
    if not new and not changed:
        return Counts(unchanged=unchanged)
    await change.record()
    superseded = await _VERSIONS.supersede(change) if changed else 0
    await change.connection.execute(_OPEN)
    if changed:
        await change.connection.execute(_CHANGE)
    return Counts(new, changed, unchanged, await _VERSIONS.add(change), superseded)


async def _begun(change: Change, lives: Sequence[UnitLife]) -> Counts:
    """Units that the register does not have: there is nothing to compare them with."""
    await change.record()
    new = await copied(change.connection, "unit", _COLUMNS, (_life(unit) for unit in lives))
    added = await copied(change.connection, "unit_version", _VERSIONS.columns, _versions(lives))
    change.rows += added
    return Counts(new=new, added=added)


def _life(unit: UnitLife) -> tuple[object, ...]:
    life = Period(unit.timeline[0].valid.start, unit.timeline[-1].valid.end)
    return unit.sor_code, unit.kind, unit.first_from, life


def _versions(lives: Sequence[UnitLife]) -> Iterator[tuple[object, ...]]:
    for unit in lives:
        for version in unit.timeline:
            yield unit.sor_code, version.valid, *_SAID(version.value)
