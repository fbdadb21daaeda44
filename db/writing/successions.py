"""Who replaces whom, into the register."""

from collections.abc import Sequence

from sqlalchemy import text

from db.copying import copied
from db.writing.change import Change
from db.writing.replacing import made_ready
from domain.records import Succession

_COLUMNS = ("successor", "predecessor", "since")
_SOURCE = "(SELECT NULL::bigint AS successor, NULL::bigint AS predecessor, NULL::date AS since) AS shape"
_STORED = (
    "(SELECT successor, predecessor, min(since) AS since FROM incoming_succession"
    " GROUP BY successor, predecessor) i"
    " LEFT JOIN unit_relation r ON r.sor_code = i.successor AND r.type = 'REPLACES' AND r.other = i.predecessor"
)
_NEW = f"FROM {_STORED} WHERE r.sor_code IS NULL"
_EARLIER = f"FROM {_STORED} WHERE i.since < lower(r.valid)"


async def write(change: Change, successions: Sequence[Succession]) -> int:
    """Stores them, each from the earliest day it is known of. The successor must be a unit of the register."""
    if not successions:
        return 0
    await made_ready(change, "incoming_succession", ", ".join(_COLUMNS), _SOURCE)
    rows = ((one.successor, one.predecessor, one.since) for one in successions)
    await copied(change.connection, "incoming_succession", _COLUMNS, rows)
    differs = text(f"SELECT EXISTS (SELECT {_NEW}) OR EXISTS (SELECT {_EARLIER})")
    if not (await change.connection.execute(differs)).scalar_one():
        return 0
    await change.record()
    earlier = await change.connection.execute(
        text(
            "UPDATE unit_relation u SET valid = daterange(e.since, upper(u.valid))"
            f" FROM (SELECT i.successor, i.predecessor, i.since, r.valid {_EARLIER}) e"
            " WHERE u.sor_code = e.successor AND u.type = 'REPLACES' AND u.other = e.predecessor AND u.valid = e.valid"
        )
    )
    new = await change.connection.execute(
        text(
            "INSERT INTO unit_relation (sor_code, type, other, valid)"
            f" SELECT i.successor, 'REPLACES', i.predecessor, daterange(i.since, NULL) {_NEW}"
        )
    )
    return earlier.rowcount + new.rowcount
