"""The register as a whole."""

from sqlalchemy import func, select, true

from db.reading.reader import Totals
from db.reading.snapshot import Snapshot
from db.tables import ChangeSet, Unit

_LAST = select(ChangeSet.recorded).order_by(ChangeSet.id.desc()).limit(1).subquery("last")
_UNITS = select(func.count().label("units")).select_from(Unit).subquery("counted")
_TOTALS = select(_UNITS.c.units, _LAST.c.recorded).join_from(_UNITS, _LAST, true(), isouter=True)


async def totals(db: Snapshot) -> Totals:
    [(units, changed)] = await db.rows(_TOTALS)
    return Totals(units, changed)
