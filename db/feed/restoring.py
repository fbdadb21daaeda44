"""A feed that was restored from a dump into another server, where transactions are numbered anew."""

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# What a view shows was written by transactions that are numbered below its end; here they were numbered elsewhere.
_FROM_ELSEWHERE = text("SELECT EXISTS (SELECT FROM change WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))")
_BEFORE_ALL = text("UPDATE change SET xid = '0'")
_ANOTHER = text("UPDATE feed SET identity = gen_random_uuid()")

log = structlog.stdlib.get_logger("sor.feed")


async def taken_over(connection: AsyncConnection) -> bool:
    """Makes a restored feed readable: its entries come before all that is told here. Whether it was restored.

    Cursors of before are refused from then on: what they stand behind need not be in the backup.
    """
    if not (await connection.execute(_FROM_ELSEWHERE)).scalar_one():
        return False
    await connection.execute(_BEFORE_ALL)
    await connection.execute(_ANOTHER)
    log.warning("the feed was restored from a backup: who follows it must load the register anew")
    return True
