"""The part of the register that operations bear on, read behind the tree lock: whole lives, as known now."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.writing import stored
from db.writing.belongings import belongings
from db.writing.change import Change
from domain.identifiers import SorCode, serial_of
from domain.lifecycle.excerpt import Excerpt
from domain.lifecycle.needs import Needs
from domain.units import FACTS

_BEARING = text(
    f"""
    WITH RECURSIVE down AS (
        SELECT unnest(:below) AS sor_code
        UNION
        SELECT v.sor_code FROM down JOIN unit_version v ON v.parent = down.sor_code
        WHERE coalesce(upper(v.valid), 'infinity') > :since
    ), ending AS (
        SELECT sor_code FROM down UNION SELECT unnest(:units)
    ), beside AS (
        -- Who cooperates with them: that lasts as long as both.
        SELECT r.other AS sor_code FROM ending
        CROSS JOIN LATERAL (SELECT other, type FROM unit_relation r WHERE r.sor_code = ending.sor_code OFFSET 0) r
        WHERE r.type = 'COOPERATES'
        UNION SELECT r.sor_code FROM ending
        CROSS JOIN LATERAL (SELECT sor_code, type FROM unit_relation r WHERE r.other = ending.sor_code OFFSET 0) r
        WHERE r.type = 'COOPERATES'
    ), up AS (
        SELECT sor_code FROM ending
        UNION SELECT sor_code FROM beside
        UNION SELECT holder FROM location_number_version WHERE gln = ANY(:glns)
        UNION
        SELECT v.parent FROM up JOIN unit_version v ON v.sor_code = up.sor_code WHERE v.parent IS NOT NULL
    )
    -- Row by row: the planner cannot know how few a recursion finds, and would rather read all units.
    SELECT u.version, up.sor_code, u.kind, u.first_from, lower(v.valid), upper(v.valid),
        {", ".join(f"v.{name}" for name in FACTS)}
    FROM up
    CROSS JOIN LATERAL (SELECT version, kind, first_from FROM unit WHERE unit.sor_code = up.sor_code LIMIT 1) u
    CROSS JOIN LATERAL (SELECT * FROM unit_version WHERE unit_version.sor_code = up.sor_code OFFSET 0) v
    ORDER BY up.sor_code, v.valid
    """
).bindparams(
    bindparam("below", type_=ARRAY(BigInteger)),
    bindparam("units", type_=ARRAY(BigInteger)),
    bindparam("glns", type_=ARRAY(Text)),
)
# One after the other, as many as are asked for: the range may hold a million.
_FREE = text(
    """
    WITH RECURSIVE candidate (number) AS (
        SELECT greatest(CAST(:first AS bigint), coalesce((
            SELECT left(max(gln), 12)::bigint + 1 FROM location_number
            WHERE issued IS NOT NULL AND gln BETWEEN :first || '0' AND :last || '9'
        ), 0))
        UNION ALL
        SELECT number + 1 FROM candidate WHERE number < CAST(:last AS bigint)
    )
    SELECT number FROM candidate
    WHERE number <= CAST(:last AS bigint) AND coalesce((
        SELECT false FROM location_number n
        WHERE n.gln BETWEEN lpad(number::text, 12, '0') || '0' AND lpad(number::text, 12, '0') || '9' LIMIT 1
    ), true)
    LIMIT :most
    """
)


class Range(NamedTuple):
    """The first and the last location number, twelve digits each, that the register may issue."""

    first: int
    last: int


async def excerpt(change: Change, needs: Needs, today: date, numbers: Range | None) -> Excerpt:
    connection = change.connection
    found = await _bearing(connection, needs, today)
    versions = {SorCode(rows[0][1]): int(rows[0][0]) for rows in found}
    units = {life.sor_code: life for life in (stored.unit([row[1:] for row in rows]) for rows in found)}
    belong = await belongings(connection, needs, versions, units.values())
    return Excerpt(
        today=today,
        units=units,
        numbers=belong.numbers,
        capabilities=belong.capabilities,
        beside=belong.beside,
        returned=belong.returned,
        codes=belong.codes,
        electronic_addresses=belong.electronic_addresses,
        lines=belong.lines,
        versions=versions,
        next_serial=1 if belong.last is None else serial_of(belong.last) + 1,
        free_numbers=await _free(connection, numbers, needs.issues),
    )


async def _bearing(connection: AsyncConnection, needs: Needs, today: date) -> list[list[Sequence[Any]]]:
    """Of every unit that is needed a row for each version, before which stands how often it has been changed."""
    asked = {
        "below": list(needs.below),
        "units": list(needs.units),
        "glns": list(needs.numbers),
        "since": today if needs.since is None else min(needs.since, today),
    }
    rows = map(tuple, await connection.execute(_BEARING, asked))
    return [[*each] for _, each in groupby(rows, itemgetter(1))]


async def _free(connection: AsyncConnection, numbers: Range | None, most: int) -> tuple[int, ...]:
    """As many as may be issued, in order, each after all that the register has issued before."""
    if numbers is None or not most:
        return ()
    asked = {"first": f"{numbers.first:012d}", "last": f"{numbers.last:012d}", "most": most}
    return tuple((await connection.execute(_FREE, asked)).scalars())
