"""What a change has recorded so far: the units that are new with it, those that it bears on, and the code lists."""

from sqlalchemy import text

from db.reading.snapshot import Snapshot
from db.writing.change import Change
from domain.code_lists import CodeList
from domain.feed import ChangeKind, Entry
from domain.identifiers import SorCode

_IS_NEW = """
    u.change_set = :change_set AND NOT EXISTS (SELECT FROM unit_archive a WHERE a.sor_code = u.sor_code)
"""
_NEW = text(f"SELECT count(*) FROM unit u WHERE {_IS_NEW}")

# What the change superseded was known up to its own instant.
_TABLES = (("unit_version", "sor_code"), ("location_number_version", "holder"))
_RELATED = (("unit_relation", "sor_code"), ("unit_relation", "other"))
_ROWS = " UNION ".join(
    f"SELECT {column} FROM {table} WHERE change_set = :change_set"
    f" UNION SELECT {column} FROM {table}_archive WHERE upper(known) = :recorded"
    for table, column in (*_TABLES, *_RELATED)
)
_BEARS_ON = text(f"""
    WITH mailboxes AS (
        SELECT gln FROM message_capability WHERE change_set = :change_set
        UNION SELECT gln FROM message_capability_archive WHERE upper(known) = :recorded
    ),
    found (sor_code) AS (
        {_ROWS}
        UNION SELECT holder FROM location_number_version WHERE gln IN (SELECT gln FROM mailboxes)
    )
    SELECT sor_code FROM found f
    WHERE EXISTS (SELECT FROM unit u WHERE u.sor_code = f.sor_code AND (:new OR NOT ({_IS_NEW})))
       OR EXISTS (SELECT FROM unit_archive a WHERE a.sor_code = f.sor_code)
    ORDER BY sor_code
""")

# Each new unit on its first day, with all above it; those above before those below.
_TELL_NEW = text(f"""
    WITH RECURSIVE climbing AS (
        SELECT u.sor_code AS unit, lower(u.life) AS day, u.sor_code AS code, 0 AS steps FROM unit u WHERE {_IS_NEW}
        UNION ALL
        SELECT c.unit, c.day, above.parent, c.steps + 1
        FROM climbing c CROSS JOIN LATERAL (
            SELECT v.parent FROM unit_version v
            WHERE v.sor_code = c.code AND (v.valid @> c.day) IS TRUE AND coalesce(upper(v.valid), 'infinity') > c.day
            OFFSET 0
        ) above
        WHERE above.parent IS NOT NULL AND c.steps < 64
    )
    INSERT INTO change (kind, sor_code, effective_from, places, recorded, change_set)
    SELECT '{ChangeKind.UNIT_CREATED.name}', unit, day, array_agg(code ORDER BY steps), :recorded, :change_set
    FROM climbing GROUP BY unit, day ORDER BY count(*), unit
""")

_CODE_LISTS = text("""
    WITH differing AS (
        SELECT list, valid FROM code_value WHERE change_set = :change_set
        UNION SELECT list, valid FROM code_value_archive WHERE upper(known) = :recorded
    )
    SELECT list, min(lower(valid)) FROM differing GROUP BY list ORDER BY list
""")


async def new_units(view: Snapshot, change: Change) -> int:
    """How many units the register did not have before."""
    [(count,)] = await view.rows(_NEW, {"change_set": change.change_set})
    return int(count)


async def tell_new_units(change: Change) -> int:
    """Tells of each new unit that it is created, without its fields, all at once; how many there are."""
    given = {"change_set": change.change_set, "recorded": change.recorded}
    return (await change.connection.execute(_TELL_NEW, given)).rowcount


async def units(view: Snapshot, change: Change, *, new: bool) -> list[SorCode]:
    """The units of which, or of whose numbers, message types and relations, something was recorded, by SOR code.

    `new`: those that the register did not have before are among them.
    """
    given = {"change_set": change.change_set, "recorded": change.recorded, "new": new}
    return [code for (code,) in await view.rows(_BEARS_ON, given)]


async def code_lists(view: Snapshot, change: Change) -> list[Entry]:
    """One entry for each list of which values came, went or are worded otherwise, from the first day on which."""
    given = {"change_set": change.change_set, "recorded": change.recorded}
    return [
        Entry(kind=ChangeKind.CODE_LIST_CHANGED, sor_code=None, effective_from=since, code_list=CodeList(name))
        for name, since in await view.rows(_CODE_LISTS, given)
    ]
