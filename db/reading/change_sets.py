"""Change sets: who recorded what and why, which units each is about, and which are about a part of the tree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, literal, or_, select, text

from db.reading.histories import CHANGE_SET, change_set
from db.reading.lists import Page, Slice, SortKey
from db.reading.orders import LARGEST, StrangeSortKey
from db.reading.slices import wanted
from db.reading.snapshot import Snapshot
from db.reading.sources import INSTANT
from db.tables import ChangeSet as Stored
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.recording import ChangeSet

IDS = bindparam("ids", type_=ARRAY(BigInteger))
INSTANTS = bindparam("instants", type_=ARRAY(INSTANT))
_ALL = select(*CHANGE_SET).order_by(Stored.id.desc())
_NAMED = _ALL.where(or_(Stored.id == any_(IDS), Stored.recorded == any_(INSTANTS)))

_OF_UNITS = (
    ("unit", "sor_code"),
    ("unit_version", "sor_code"),
    ("location_number_version", "holder"),
    ("unit_relation", "sor_code"),
    ("unit_relation", "other"),
)
"""Tables whose rows are about a unit, and the column that names it."""


def _union(*queries: str) -> str:
    return " UNION ".join(queries)


def _rows_of(table: str, column: str) -> str:
    """What a change set recorded, be it superseded since, and what it superseded, known up to its own instant."""
    return _union(
        f"SELECT {column} FROM {table} WHERE change_set = asked.id",
        f"SELECT {column} FROM {table}_archive WHERE change_set = asked.id",
        f"SELECT {column} FROM {table}_archive WHERE upper(known) = asked.recorded",
    )


_TOUCHED = f"""
    WITH mailboxes AS ({_rows_of("message_capability", "gln")}),
    touched (sor_code) AS (
        {_union(*(_rows_of(table, column) for table, column in _OF_UNITS))}
        UNION SELECT holder FROM location_number_version WHERE gln IN (SELECT gln FROM mailboxes)
        UNION SELECT holder FROM location_number_version_archive WHERE gln IN (SELECT gln FROM mailboxes)
    ),
    units AS (
        SELECT sor_code FROM touched t
        WHERE EXISTS (SELECT FROM unit u WHERE u.sor_code = t.sor_code)
        OR EXISTS (SELECT FROM unit_archive u WHERE u.sor_code = t.sor_code)
    )
"""
_ASKED = "unnest(CAST(:ids AS bigint[]), CAST(:instants AS timestamptz[])) AS asked (id, recorded)"
_UNITS = text(
    f"SELECT asked.id, found.sor_code FROM {_ASKED} CROSS JOIN LATERAL ({_TOUCHED}"
    " SELECT sor_code FROM units WHERE sor_code > :after ORDER BY sor_code LIMIT :most) found"
    " ORDER BY asked.id, found.sor_code"
)
_COUNT = text(
    f"SELECT asked.id, found.units FROM {_ASKED} CROSS JOIN LATERAL ({_TOUCHED}"
    " SELECT count(*) AS units FROM units) found ORDER BY asked.id"
)


def _about(table: str, column: str) -> str:
    units = "(SELECT sor_code FROM below)"
    return _union(
        f"SELECT change_set FROM {table} WHERE {column} IN {units}",
        f"SELECT change_set FROM {table}_archive WHERE {column} IN {units}",
        f"SELECT c.id FROM {table}_archive t JOIN change_set c ON c.recorded = upper(t.known)"
        f" WHERE t.{column} IN {units}",
    )


# Whatever was ever recorded to be below counts, also what has been moved or withdrawn since.
_UNDER = f"""
    WITH RECURSIVE below AS (
        SELECT CAST(:under AS bigint) AS sor_code
        UNION
        SELECT v.sor_code FROM below JOIN LATERAL (
            SELECT sor_code FROM unit_version WHERE parent = below.sor_code
            UNION ALL SELECT sor_code FROM unit_version_archive WHERE parent = below.sor_code
        ) v ON true
    ),
    glns AS (
        SELECT gln FROM location_number_version WHERE holder IN (SELECT sor_code FROM below)
        UNION SELECT gln FROM location_number_version_archive WHERE holder IN (SELECT sor_code FROM below)
    ),
    about (id) AS (
        {_union(*(_about(table, column) for table, column in _OF_UNITS))}
        UNION {_about("message_capability", "gln").replace("(SELECT sor_code FROM below)", "(SELECT gln FROM glns)")}
    )
    SELECT id FROM about WHERE id IS NOT NULL
"""
_OF_TREE = text(_UNDER)


async def named(db: Snapshot, ids: Sequence[int] = (), instants: Sequence[datetime] = ()) -> list[ChangeSet]:
    """Those with one of these numbers, or recorded at one of these instants; the newest first."""
    return _read(await db.rows(_NAMED, {"ids": [*ids], "instants": [*instants]}))


async def recent(db: Snapshot, under: SorCode | None, moment: Moment, page: Page) -> Slice[ChangeSet]:
    """The newest first; those about a unit and all that was ever below it, if one is named. Keys: their numbers."""
    ids = None if under is None else [row[0] for row in await db.rows(_OF_TREE, {"under": under})]
    statement = _ALL if ids is None else _ALL.where(Stored.id == any_(literal(ids, ARRAY(BigInteger))))
    if page.after is not None:
        statement = statement.where(Stored.id < literal(_number(page.after), BigInteger))
    if moment.known_at is not None:
        statement = statement.where(Stored.recorded <= literal(moment.known_at, INSTANT))
    found = _read(await db.rows(statement.limit(wanted(page))))
    shown = tuple(found[: page.first])
    return Slice(shown, tuple((one.id,) for one in shown), len(found) > page.first, page.after is not None)


async def units(db: Snapshot, asked: Sequence[ChangeSet], page: Page) -> list[Slice[SorCode]]:
    """The units that each change set is about, by SOR code: of which, or of whose numbers and relations, it recorded or
    superseded something."""
    after = 0 if page.after is None else _number(page.after)
    found: defaultdict[int, list[SorCode]] = defaultdict(list)
    for id_, code in await db.rows(_UNITS, {**_named(asked), "after": after, "most": wanted(page)}):
        found[id_].append(SorCode(code))
    return [_slice(found[one.id], page) for one in asked]


async def unit_counts(db: Snapshot, asked: Sequence[ChangeSet]) -> list[int]:
    found = {id_: int(count) for id_, count in await db.rows(_COUNT, _named(asked))}
    return [found[one.id] for one in asked]


def _named(asked: Sequence[ChangeSet]) -> dict[str, Any]:
    return {"ids": [one.id for one in asked], "instants": [one.recorded for one in asked]}


def _slice(codes: Sequence[SorCode], page: Page) -> Slice[SorCode]:
    shown = tuple(codes[: page.first])
    return Slice(shown, tuple((code,) for code in shown), len(codes) > page.first, page.after is not None)


def _read(rows: Iterable[Sequence[Any]]) -> list[ChangeSet]:
    return [one for one in map(change_set, rows) if one is not None]


def _number(key: SortKey) -> int:
    """Raises `StrangeSortKey` for the key of another list."""
    match key:
        case (number,) if type(number) is int and abs(number) <= LARGEST:
            return number
        case _:
            raise StrangeSortKey
