"""Units that a change left outside of what is above them, or without a word in a file that is the whole register."""

from collections.abc import AsyncIterator, Collection
from datetime import date

from sqlalchemy import ARRAY, BigInteger, bindparam, text

from db.writing.change import Change
from db.writing.staging import BATCH
from domain.identifiers import SorCode

_MISFITS = text(
    """
    SELECT DISTINCT v.sor_code FROM unit p JOIN unit_version v ON v.parent = p.sor_code
    WHERE p.change_set = :change_set AND NOT v.valid <@ p.life ORDER BY v.sor_code LIMIT :size
    """
)
# The unit that a record is under is taken in before it, but may be cut after it; others that it was under may change.
_UNDER_CHANGED = text(
    """
    SELECT DISTINCT s.sor_code
    FROM unit p JOIN unit_version v ON v.parent = p.sor_code JOIN staged_unit s ON s.sor_code = v.sor_code
    WHERE p.change_set = :change_set AND p.version > 1 AND s.depth >= 0
    ORDER BY s.sor_code
    """
)
_IN_FORCE = text("SELECT count(*) FROM unit WHERE life @> CAST(:day AS date)")
_MISSING = text(
    """
    SELECT u.sor_code FROM unit u
    WHERE u.life @> CAST(:day AS date) AND lower(u.life) < :day AND u.sor_code > :after
        AND NOT EXISTS (SELECT FROM staged_unit s WHERE s.sor_code = u.sor_code)
        AND NOT EXISTS (SELECT FROM mentioned m WHERE m.sor_code = u.sor_code)
    ORDER BY u.sor_code LIMIT :size
    """
)
_TOLD_OF = text(
    "SELECT sor_code FROM staged_unit WHERE sor_code = ANY(:codes) AND depth >= 0 ORDER BY sor_code"
).bindparams(bindparam("codes", type_=ARRAY(BigInteger)))


async def misfits(change: Change) -> AsyncIterator[list[SorCode]]:
    """Units with days outside the life of a unit that this change has touched; each batch is gone once it is mended."""
    parameters = {"change_set": change.change_set, "size": BATCH}
    while found := (await change.connection.execute(_MISFITS, parameters)).scalars().all():
        yield [SorCode(code) for code in found]


async def under_changed(change: Change) -> list[SorCode]:
    """Units of the staged file that are or were under a unit which this change has changed."""
    found = await change.connection.execute(_UNDER_CHANGED, {"change_set": change.change_set})
    return [SorCode(code) for code in found.scalars()]


async def in_force(change: Change, day: date) -> int:
    return int((await change.connection.execute(_IN_FORCE, {"day": day})).scalar_one())


async def missing(change: Change, day: date) -> AsyncIterator[list[SorCode]]:
    """Units in force on the day, and before, that the staged file does not mention."""
    after = 0
    while found := (
        (await change.connection.execute(_MISSING, {"day": day, "after": after, "size": BATCH})).scalars().all()
    ):
        after = found[-1]
        yield [SorCode(code) for code in found]


async def told_of(change: Change, codes: Collection[SorCode]) -> set[SorCode]:
    """Which of the units the staged file has a record of that was not refused."""
    return {SorCode(code) for code in (await change.connection.execute(_TOLD_OF, {"codes": list(codes)})).scalars()}
