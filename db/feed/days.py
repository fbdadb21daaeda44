"""Which day the feed has told of last, and what takes effect on the days after it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from db.reading.snapshot import Snapshot
from db.writing.change import Change
from domain.identifiers import SorCode

_TOLD_UNTIL = text("SELECT told_until FROM feed")
_SET = text("UPDATE feed SET told_until = :day")


def _rows(table: str, columns: str, days: str) -> str:
    """Rows as known at an instant, or now if there is none, that begin or have ended on the days."""
    return (
        f"SELECT {columns}, valid FROM {table}"
        f" WHERE (CAST(:known_at AS timestamptz) IS NULL OR recorded <= :known_at) AND ({days})"
        f" UNION ALL SELECT {columns}, valid FROM {table}_archive"
        f" WHERE recorded <= :known_at AND upper(known) > :known_at AND ({days})"
    )


_BETWEEN = (
    "lower(valid) > :after AND lower(valid) <= :until OR upper(valid) > :after AND upper(valid) <= :until"
    " AND NOT upper_inf(valid)"
)
_ON = "lower(valid) = :day OR upper(valid) = :day AND NOT upper_inf(valid)"
_TABLES = {
    "unit_version": "sor_code AS code",
    "location_number_version": "holder AS code",
    "message_capability": "gln AS code",
    "unit_relation": "sor_code AS code",
}
_DAYS = text(
    "SELECT DISTINCT day FROM ("
    + " UNION ALL ".join(
        f"SELECT unnest(ARRAY[lower(valid), upper(valid)]) AS day FROM ({_rows(table, columns, _BETWEEN)}) {table}"
        for table, columns in _TABLES.items()
    )
    + ") days WHERE day > :after AND day <= :until ORDER BY day"
)
_UNITS = text(f"""
    WITH found (code) AS (
        SELECT code FROM ({_rows("unit_version", "sor_code AS code", _ON)}) version
        UNION SELECT code FROM ({_rows("location_number_version", "holder AS code", _ON)}) number
        UNION SELECT holder FROM location_number_version
            WHERE gln IN (SELECT code FROM ({_rows("message_capability", "gln AS code", _ON)}) capability)
        UNION SELECT unnest(ARRAY[one, other]) FROM ({_rows("unit_relation", "sor_code AS one, other", _ON)}) relation
    )
    SELECT code FROM found WHERE EXISTS (SELECT FROM unit WHERE unit.sor_code = code) ORDER BY code
""")


async def told_until(view: Snapshot) -> date | None:
    """The last day of which is told what took effect on it; none, if the feed has not begun to."""
    [(day,)] = await view.rows(_TOLD_UNTIL)
    told: date | None = day
    return told


async def tell_until(change: Change, day: date) -> None:
    await change.connection.execute(_SET, {"day": day})
    change.told_until = day


async def eventful(view: Snapshot, after: date, until: date, known_at: datetime | None) -> list[date]:
    """The days behind `after`, up to `until`, on which something begins or has ended, in order."""
    return [day for (day,) in await view.rows(_DAYS, _given(known_at, after=after, until=until))]


async def units(view: Snapshot, day: date, known_at: datetime | None) -> list[SorCode]:
    """The units of which, or of whose numbers, message types and relations, something begins or has ended on a day."""
    return [code for (code,) in await view.rows(_UNITS, _given(known_at, day=day))]


def _given(known_at: datetime | None, **others: Any) -> dict[str, Any]:
    return {"known_at": known_at, **others}
