"""Which units a change set bears on: those of which, or of whose numbers, it recorded or superseded something."""

from datetime import datetime

from sqlalchemy import text

from db.reading.snapshot import Snapshot
from domain.identifiers import SorCode

# What it recorded may have been superseded since. What it superseded was known up to its own instant.
_TOUCHED = text("""
SELECT sor_code FROM unit_version WHERE change_set = :change_set
UNION SELECT sor_code FROM unit_version_archive WHERE change_set = :change_set
UNION SELECT sor_code FROM unit_version_archive WHERE upper(known) = :recorded
UNION SELECT holder FROM location_number_version WHERE change_set = :change_set
UNION SELECT holder FROM location_number_version_archive WHERE change_set = :change_set
UNION SELECT holder FROM location_number_version_archive WHERE upper(known) = :recorded
ORDER BY sor_code
""")


async def touched(db: Snapshot, change_set: int, recorded: datetime) -> list[SorCode]:
    return [code for (code,) in await db.rows(_TOUCHED, {"change_set": change_set, "recorded": recorded})]
