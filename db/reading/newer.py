"""Whether a view holds more than another one: the change sets after a number."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, func, select

from db.reading.snapshot import Snapshot
from db.tables import ChangeSet

_NEWER = select(func.max(ChangeSet.id), func.min(ChangeSet.recorded)).where(
    ChangeSet.id > bindparam("number", type_=BigInteger)
)


class Newer(NamedTuple):
    """The newest change set after a number, and the instant of the first."""

    newest: int
    begun: datetime


async def than(db: Snapshot, number: int) -> Newer | None:
    """None, if there is nothing newer."""
    [(newest, begun)] = await db.rows(_NEWER, {"number": number})
    return None if newest is None else Newer(newest, begun)
