"""Registers beside each other: empty databases to restore into, and all that a register holds, table by table."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from db.backup.manifest import Manifest
from db.backup.restoring import restored, whole
from db.backup.writing import written
from db.ours import TABLES
from tests.fixtures.databases import Databases

Rows = dict[str, list[str]]
NAMES = count()

# What a restored feed does not take over, and what is worked out of the rest.
NOT_COMPARED = {("change", "xid"), ("feed", "identity")}
COLUMNS = """
SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


@contextmanager
def nothing_yet(databases: Databases) -> Iterator[str]:
    """The address of a database that has never been migrated."""
    name = f"nothing_yet_{next(NAMES)}"
    databases.run(f"CREATE DATABASE {name}")
    try:
        yield databases.address(name)
    finally:
        databases.run(f"DROP DATABASE {name} WITH (FORCE)")


def backed_up(address: str, path: Path) -> Manifest:
    return written(address, path, silently)


def put_back(address: str, path: Path, replace: bool = False) -> None:
    restored(address, path, whole(path, silently), silently, replace)


def silently(done: int, total: int | None) -> None:
    """Who is told how far it is, and does not care."""


def rows(address: str) -> Rows:
    """Every row of every table, as text, the feed in its order."""
    found: Rows = {}
    with psycopg.connect(address) as connection:
        for table in TABLES:
            columns = [name for (name,) in connection.execute(COLUMNS, [table]) if (table, name) not in NOT_COMPARED]
            said = sql.SQL(", ").join(map(sql.Identifier, columns))
            order = sql.SQL("position" if table == "change" else "1")
            query = sql.SQL("SELECT ROW({})::text FROM {} ORDER BY {}")
            found[table] = [row for (row,) in connection.execute(query.format(said, sql.Identifier(table), order))]
    return found
