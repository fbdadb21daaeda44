"""A change told to the feed once more, from what the register says it was before and after: nothing of it is kept."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.snapshot import Snapshot
from db.writing.change import Change
from domain.recording import ActorKind, Cause, Reason, Recorder
from resolvers.feed.telling import tell

READER = Recorder(ActorKind.SYSTEM, "test")
_CHANGE_SET = text("SELECT recorded, cause FROM change_set WHERE id = :id")
# What took effect on days that nobody had told of is told before it, under the same change set.
_ENTRIES = text(
    "SELECT kind, sor_code, gln, code_list, effective_from, until, fields, via, places FROM change"
    " WHERE change_set = :id AND position > :after AND kind <> 'IN_FORCE' ORDER BY position"
)
_LAST = text("SELECT coalesce(max(position), 0), (SELECT told_until FROM feed) FROM change")

Row = tuple[Any, ...]


async def told_and_retold(engine: AsyncEngine, change_set: int) -> tuple[list[Row], list[Row]]:
    """What the feed tells of the newest change set, and what it is told as when all is read again."""
    async with engine.connect() as connection:
        [(recorded, cause)] = (await connection.execute(_CHANGE_SET, {"id": change_set})).all()
        [(last, told_until)] = (await connection.execute(_LAST)).all()
        again = Change(connection, READER, Reason(cause=Cause(cause)))
        again.change_set, again.recorded, again.told_until = change_set, recorded, told_until
        await tell(again, Snapshot(engine, connection), told_until)
        found = [
            [tuple(row) for row in await connection.execute(_ENTRIES, {"id": change_set, "after": after})]
            for after in (0, last)
        ]
        await connection.rollback()
    told, retold = found
    return told[: len(told) - len(retold)], retold
