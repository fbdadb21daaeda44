"""The register as a whole."""

from sqlalchemy import func, select, true

from db.reading.reader import Totals
from db.reading.snapshot import Snapshot
from db.tables import ChangeSet, Unit

_LAST = select(ChangeSet.id, ChangeSet.recorded).order_by(ChangeSet.id.desc()).limit(1).subquery("last")
_UNITS = select(func.count().label("units")).select_from(Unit).subquery("counted")
_TOTALS = select(_UNITS.c.units, _LAST.c.id, _LAST.c.recorded).join_from(_UNITS, _LAST, true(), isouter=True)


async def totals(db: Snapshot) -> Totals:
    """`position` is 0 until something has been recorded."""
    [(units, position, changed)] = await db.rows(_TOTALS)
    return Totals(units, position or 0, changed)
