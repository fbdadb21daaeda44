"""A file on its way in: its records in temporary tables of one connection, so that a file of any size takes no memory.

A unit's `depth` is how many units of the file are above it: those above are taken in first. Records that are not taken
in at all have one of the depths below zero.
"""

import re
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import ARRAY, BigInteger, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.copying import copied
from domain.identifiers import Gln, SorCode
from domain.records import UnitRecord

BATCH = 4_000
"""Records that are taken in together."""

DUPLICATE, IN_A_CYCLE, REFUSED = -1, -2, -3

_CODE = re.compile(r"[0-9]{1,18}")
_RECORD = TypeAdapter(UnitRecord)

_TABLES = (
    "CREATE TEMP TABLE staged_unit (place bigint, sor_code bigint, parent bigint, gln text, chosen date, entered date,"
    " depth integer, leaf boolean, held boolean)",
    "CREATE TEMP TABLE staged_record (place bigint, record text)",
    "CREATE TEMP TABLE mentioned (sor_code bigint)",
)
_UNIT = ("place", "sor_code", "parent", "gln", "chosen", "entered")

_INDEXES = (
    "CREATE INDEX ON staged_unit (sor_code)",
    "CREATE INDEX ON staged_unit (parent)",
    "CREATE INDEX ON staged_record (place)",
    "ANALYZE staged_unit, staged_record, mentioned",
)
_FIRST_STANDS = text(
    f"UPDATE staged_unit s SET depth = {DUPLICATE}"
    " FROM (SELECT sor_code, min(place) AS place FROM staged_unit GROUP BY sor_code HAVING count(*) > 1) first"
    " WHERE s.sor_code = first.sor_code AND s.place > first.place"
)
# Whose parent is not to be taken in before it: none, one that the file does not have, or one in a cycle.
_TOP = text(
    "UPDATE staged_unit s SET depth = 0 WHERE s.depth IS NULL AND NOT EXISTS (SELECT FROM staged_unit p"
    f" WHERE p.sor_code = s.parent AND coalesce(p.depth, 0) NOT IN ({DUPLICATE}, {IN_A_CYCLE}))"
)
_BELOW = text(
    "UPDATE staged_unit s SET depth = :depth + 1 FROM staged_unit p"
    " WHERE p.depth = :depth AND s.parent = p.sor_code AND s.depth IS NULL"
)
# What hangs below a cycle is peeled off, leaf by leaf; what is left then is the cycle.
_LEAVES = text(
    "UPDATE staged_unit s SET leaf = true WHERE s.depth IS NULL AND s.leaf IS NULL AND NOT EXISTS"
    " (SELECT FROM staged_unit c WHERE c.parent = s.sor_code AND c.depth IS NULL AND c.leaf IS NULL)"
)
_CYCLES = text(f"UPDATE staged_unit SET depth = {IN_A_CYCLE} WHERE depth IS NULL AND leaf IS NULL")
_BATCH = text(
    "SELECT s.place, r.record FROM staged_unit s JOIN staged_record r USING (place)"
    " WHERE s.depth = :depth AND s.place > :after ORDER BY s.place LIMIT :size"
)
_OF_CODES = text(
    "SELECT s.place, r.record FROM staged_unit s JOIN staged_record r USING (place)"
    " WHERE s.sor_code = ANY(:codes) AND s.depth >= 0 ORDER BY s.place"
).bindparams(bindparam("codes", type_=ARRAY(BigInteger)))
_REFUSE = text(f"UPDATE staged_unit SET depth = {REFUSED} WHERE place = ANY(:places)").bindparams(
    bindparam("places", type_=ARRAY(BigInteger))
)


class Staged(NamedTuple):
    """A record and its place in the order of the file."""

    place: int
    record: UnitRecord


async def make_ready(connection: AsyncConnection) -> None:
    for statement in _TABLES:
        await connection.execute(text(statement))


async def stage(connection: AsyncConnection, records: Sequence[Staged]) -> None:
    await copied(connection, "staged_unit", _UNIT, (_row(staged) for staged in records))
    await copied(connection, "staged_record", ("place", "record"), _written(records))


async def mention(connection: AsyncConnection, codes: Iterable[str]) -> None:
    """Codes of units that the file has, as written, though their records cannot be used."""
    await copied(connection, "mentioned", ("sor_code",), ((code,) for code in codes if _CODE.fullmatch(code)))


async def settle(connection: AsyncConnection) -> int:
    """Gives every record its depth, and gives the number of depths."""
    for statement in _INDEXES:
        await connection.execute(text(statement))
    await connection.execute(_FIRST_STANDS)
    depth = await _levels(connection)
    while (await connection.execute(_LEAVES)).rowcount:
        pass
    if (await connection.execute(_CYCLES)).rowcount:
        depth = max(depth, await _levels(connection))
    await connection.execute(text("ANALYZE staged_unit"))
    return depth


async def _levels(connection: AsyncConnection) -> int:
    found = (await connection.execute(_TOP)).rowcount
    depth = 0
    while found:
        found = (await connection.execute(_BELOW, {"depth": depth})).rowcount
        depth += 1
    return depth


async def batches(connection: AsyncConnection, depth: int) -> AsyncIterator[list[Staged]]:
    """The records of a depth in the order of the file."""
    after = -1
    while batch := staged(await connection.execute(_BATCH, {"depth": depth, "after": after, "size": BATCH})):
        after = batch[-1].place
        yield batch


async def of_codes(connection: AsyncConnection, codes: Collection[SorCode]) -> list[Staged]:
    """The records of those units that were not refused, in the order of the file."""
    return staged(await connection.execute(_OF_CODES, {"codes": list(codes)}))


def staged(rows: Iterable[Any]) -> list[Staged]:
    """From rows of place and record."""
    return [Staged(place, _RECORD.validate_json(record)) for place, record in rows]


async def refuse(connection: AsyncConnection, places: Collection[int]) -> None:
    if places:
        await connection.execute(_REFUSE, {"places": list(places)})


def _row(staged: Staged) -> tuple[object, ...]:
    place, record = staged
    gln: Gln | None = record.number.gln if record.number else None
    return place, record.sor_code, record.facts.parent, gln, _chosen(record), record.facts.source_updated


def _chosen(record: UnitRecord) -> date | None:
    """Since when the unit has the number that the record says it has, or none; not known if it does not say."""
    if record.number is not None:
        return record.number.since
    return record.since if "inherits_location_number" in record.carries else None


def _written(records: Iterable[Staged]) -> Iterator[tuple[object, ...]]:
    for place, record in records:
        yield place, _RECORD.dump_json(record, exclude_defaults=True).decode()
