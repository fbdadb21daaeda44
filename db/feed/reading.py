"""The feed as it is read: in the order (transaction, position), and only what no earlier transaction can still add to.

A transaction takes its number with its first write and its positions as it goes, and becomes visible when it commits:
in neither order alone. Of two that run side by side the one that began first may commit last, and whoever had read up
to the other's positions would never see it. So an entry is told only when every transaction with a lower number has
ended; what is told then never gets anything in front of it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    any_,
    bindparam,
    literal_column,
    select,
    text,
)

from db.reading.histories import CHANGE_SET, change_set
from db.reading.snapshot import Snapshot
from db.tables import ChangeSet, FeedEntry
from domain.changes import FieldChange
from domain.code_lists import CodeList
from domain.feed import BEGINNING, ChangeKind, Entry, Position, Standing, Told
from domain.identifiers import SorCode
from domain.telling import TimelineField

SETTLED: ColumnElement[bool] = literal_column("change.xid < pg_snapshot_xmin(pg_current_snapshot())")
_BEHIND = text("(change.xid, change.position) > (CAST(CAST(:transaction AS text) AS xid8), CAST(:number AS bigint))")


# One row whatever there is; the position asked about must be that of an entry, transaction and all.
_STANDING = text("""
SELECT feed.identity, last.xid::text::bigint, last.position, last.recorded, asked.recorded
FROM feed
LEFT JOIN LATERAL (
    SELECT xid, position, recorded FROM change WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY change.xid DESC, change.position DESC LIMIT 1
) AS last ON true
LEFT JOIN change AS asked ON asked.position = :number AND asked.xid::text::bigint = :transaction
""")


async def standing(db: Snapshot, asked: Position = BEGINNING) -> Standing:
    [(identity, transaction, number, recorded, known)] = await db.rows(
        _STANDING, {"transaction": asked.transaction, "number": asked.number}
    )
    end = BEGINNING if number is None else Position(transaction, number)
    return Standing(identity, end, recorded, known)


_UNDER: ColumnElement[bool] = FeedEntry.places.bool_op("@>")(bindparam("under", type_=ARRAY(BigInteger)))
_OF_KINDS: ColumnElement[bool] = FeedEntry.kind == any_(bindparam("kinds", type_=ARRAY(Text)))


async def entries(
    db: Snapshot, after: Position, under: SorCode | None, kinds: Sequence[ChangeKind] | None, first: int
) -> list[Told]:
    """At most `first` entries behind a position: those about `under` or what is or was below it, those of `kinds`."""
    asked = {
        "transaction": str(after.transaction),
        "number": after.number,
        "under": [under],
        "kinds": [kind.name for kind in kinds or ()],
        "first": first,
    }
    return [_told(row) for row in await db.rows(_entries(under is not None, kinds is not None), asked)]


@cache
def _entries(under: bool, kinds: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS, *CHANGE_SET)
        .join_from(FeedEntry, ChangeSet, ChangeSet.id == FeedEntry.change_set, isouter=True)
        .where(SETTLED, _BEHIND, *([_UNDER] if under else []), *([_OF_KINDS] if kinds else []))
        .order_by(FeedEntry.xid, FeedEntry.position)
        .limit(bindparam("first", type_=Integer))
    )


_TRANSACTION: ColumnElement[int] = literal_column("change.xid::text::bigint")
_COLUMNS = (
    *(_TRANSACTION, FeedEntry.position, FeedEntry.recorded, FeedEntry.kind, FeedEntry.sor_code, FeedEntry.gln),
    *(FeedEntry.code_list, FeedEntry.effective_from, FeedEntry.until, FeedEntry.fields, FeedEntry.via),
    FeedEntry.places,
)


def _told(row: Sequence[Any]) -> Told:
    transaction, number, recorded, kind, code, gln, code_list, since, until, fields, via, places, *by = row
    entry = Entry(
        kind=ChangeKind[kind],
        sor_code=code,
        gln=gln,
        code_list=None if code_list is None else CodeList(code_list),
        effective_from=since,
        until=until,
        fields=tuple(FieldChange(TimelineField[one["field"]], one["before"], one["after"]) for one in fields),
        via=via,
        places=tuple(places),
        keepers={TimelineField[one["field"]]: tuple(one["keepers"]) for one in fields if "keepers" in one},
    )
    return Told(Position(transaction, number), entry, recorded, change_set(by))
