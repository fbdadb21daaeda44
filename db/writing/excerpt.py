"""The part of the register that operations bear on, read behind the tree lock: whole lives, as known now."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text

from db.reading.written import kept
from db.writing import stored
from db.writing.asking import Asked
from db.writing.belongings import belongings
from db.writing.change import Change
from domain.identifiers import SorCode, serial_of
from domain.lifecycle.excerpt import Excerpt
from domain.lifecycle.needs import Needs
from domain.units import FACTS

# Of all that stand below them on a day, or later.
_DOWN = """
    down AS (
        SELECT unnest(CAST(:below AS bigint[])) AS sor_code
        UNION
        SELECT below.sor_code FROM down CROSS JOIN LATERAL (
            SELECT v.sor_code FROM unit_version v
            WHERE v.parent = down.sor_code AND coalesce(upper(v.valid), 'infinity') > :since OFFSET 0
        ) below
    ), ending AS (
        SELECT sor_code FROM down UNION SELECT unnest(CAST(:units AS bigint[]))
    )
"""
_THEY = "ending AS (SELECT DISTINCT unnest(CAST(:units AS bigint[])) AS sor_code)"


def _bearing_on(ending: str) -> TextClause:
    return text(
        f"""
    WITH RECURSIVE {ending}, beside AS (
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
        UNION SELECT holder FROM location_number_version WHERE gln = ANY(CAST(:glns AS text[]))
        UNION
        SELECT above.parent FROM up CROSS JOIN LATERAL (
            SELECT v.parent FROM unit_version v WHERE v.sor_code = up.sor_code AND v.parent IS NOT NULL OFFSET 0
        ) above
    )
    -- Row by row: the planner cannot know how few a recursion finds, and would rather read all units.
    SELECT u.version, up.sor_code, u.kind, u.first_from, lower(v.valid), upper(v.valid),
        {", ".join(f"v.{name}" for name in FACTS)}
    FROM up
    CROSS JOIN LATERAL (SELECT version, kind, first_from FROM unit WHERE unit.sor_code = up.sor_code LIMIT 1) u
    CROSS JOIN LATERAL (SELECT * FROM unit_version WHERE unit_version.sor_code = up.sor_code OFFSET 0) v
    ORDER BY up.sor_code, v.valid
    """
    )


_BEARING = kept(_bearing_on(_THEY))
# One plan for all would get ready for the millions that a tree below a tree may have.
_BEARING_AND_BELOW = _bearing_on(_DOWN)
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
    found = await _bearing(change, needs, today)
    versions = {SorCode(rows[0][1]): int(rows[0][0]) for rows in found}
    units = {life.sor_code: life for life in (stored.unit([row[1:] for row in rows]) for rows in found)}
    belong = await belongings(change, needs, versions, units.values())
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
        free_numbers=await _free(change, numbers, needs.issues),
    )


async def _bearing(change: Change, needs: Needs, today: date) -> list[list[Sequence[Any]]]:
    """Of every unit that is needed a row for each version, before which stands how often it has been changed."""
    asked: dict[str, Any] = {"units": list(needs.units), "glns": list(needs.numbers)}
    if needs.below:
        asked |= {"below": list(needs.below), "since": today if needs.since is None else min(needs.since, today)}
    [rows] = await change.ask(Asked(_BEARING_AND_BELOW if needs.below else _BEARING, asked))
    return [[*each] for _, each in groupby(rows, itemgetter(1))]


async def _free(change: Change, numbers: Range | None, most: int) -> tuple[int, ...]:
    """As many as may be issued, in order, each after all that the register has issued before."""
    if numbers is None or not most:
        return ()
    asked = {"first": f"{numbers.first:012d}", "last": f"{numbers.last:012d}", "most": most}
    [rows] = await change.ask(Asked(_FREE, asked))
    return tuple(number for (number,) in rows)
