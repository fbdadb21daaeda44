"""Putting a backup back: its form first, then its rows, then the form of this program, all of it or nothing."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from db import revisions, roles
from db.backup import file, tables
from db.backup.manifest import Content, Manifest, Unfit
from db.engine import address, connect_args
from db.migrating import alone, brought_up, require_known, told
from db.ours import FUNCTIONS, TABLES
from db.writing.change import TREE_LOCK
from db.writing.statistics import KEPT_CURRENT

APPLICATION = "sor restore"
Advance = Callable[[int, int | None], None]
Database = psycopg.Connection[TupleRow]

HELD = ("unit", "unit_archive", "location_number", "request", "answered")
"""Tables that an empty register has no rows in; code lists come along with the program."""

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sor%'"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_UNKEYED = text(
    "SELECT i.oid::regclass::text, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
    " WHERE x.indrelid = ANY(CAST(:tables AS regclass[]))"
    " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid) ORDER BY 1"
)
_ANOTHER_FEED = text("UPDATE feed SET identity = gen_random_uuid()")


def whole(path: Path, advance: Advance) -> Manifest:
    """What a backup holds, after every row of it was read and is as it was written. Raises `Unfit`."""
    with file.opened(path) as backup:
        manifest = file.told(backup, path)
        done = 0
        for table, content in manifest.tables.items():
            rows = sum(piece.count(b"\n") for piece in file.pieces(backup, table, content))
            if rows != content.rows:
                raise Unfit(f"{path} has {rows} rows of {table}, and tells of {content.rows}")
            advance(done := done + rows, manifest.rows)
        return manifest


def restored(url: str, path: Path, manifest: Manifest, advance: Advance, replace: bool = False) -> None:
    """Makes the database at `url` hold what a backup holds, whose `manifest` has been found `whole`.

    A register that is there already gives way only where that is asked for. The feed becomes another one: who follows
    it has to load the register anew. Raises `Unfit` or `Unavailable`, and then has changed nothing.
    """
    target = address(url)
    engine = create_engine(target, poolclass=NullPool, connect_args=connect_args(target, APPLICATION, 0))
    try:
        with told(target), engine.connect() as connection:
            with connection.begin(), file.opened(path) as backup:
                _made_room(connection, manifest, replace)
                _filled(connection, backup, manifest, advance)
                _at_head(connection)
            with connection.begin():
                connection.execute(text(f"ANALYZE {', '.join(KEPT_CURRENT)}"))
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(asyncio.run, brought_up(url)).result()
    finally:
        engine.dispose()


def _made_room(connection: Connection, manifest: Manifest, replace: bool) -> None:
    """Takes away what is there, and makes tables of the form that the backup has."""
    alone(connection)
    connection.execute(text(f"SELECT pg_advisory_xact_lock({TREE_LOCK})"))
    found = revisions.form(connection)
    require_known(found)
    require_known(manifest.migration)
    if others := connection.execute(_OTHERS).scalar_one():
        raise Unfit(f"programs are at work on this register ({others} connections): stop them first")
    roles.taken_on(connection)
    if found is not None:
        if not replace and (units := _units(connection)):
            raise Unfit(f"the register there is not empty ({units}): --replace puts the backup in its place")
        connection.execute(text(f"DROP TABLE IF EXISTS {', '.join(TABLES)}, alembic_version"))
        for function in FUNCTIONS:
            connection.execute(text(f"DROP FUNCTION IF EXISTS {function}"))
    revisions.upgrade(connection, manifest.migration)


def _units(connection: Connection) -> str:
    there = [name for name in HELD if connection.execute(text(f"SELECT to_regclass('{name}')")).scalar_one()]
    counts = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in there}
    return ", ".join(f"{count:,} rows of {name}" for name, count in counts.items() if count)


def _filled(connection: Connection, backup: ZipFile, manifest: Manifest, advance: Advance) -> None:
    database = connection.connection.driver_connection
    assert isinstance(database, psycopg.Connection)
    columns = tables.columns(database, [*TABLES])
    _require_same_form(columns, manifest)
    order = tables.in_order(database, list(columns))
    connection.execute(text(f"TRUNCATE {', '.join(order)}"))  # migrations write a row or two of their own
    connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
    with _indexes_last(connection, order):
        done = 0
        for name in order:
            _copied(database, backup, name, manifest.tables[name])
            advance(done := done + manifest.tables[name].rows, manifest.rows)
    sequences = tables.sequences(database, order)
    for column, last in manifest.numbers.items():
        database.execute("SELECT setval(%s::regclass, %s)", [sequences[column], last])
    connection.execute(_ANOTHER_FEED)


def _require_same_form(columns: dict[str, tuple[str, ...]], manifest: Manifest) -> None:
    written = {name: content.columns for name, content in manifest.tables.items()}
    if odd := sorted(name for name in columns.keys() | written.keys() if columns.get(name) != written.get(name)):
        raise Unfit(
            f"the tables of the backup are not those of migration {manifest.migration} ({', '.join(odd)}): "
            "it is of another program"
        )


@contextmanager
def _indexes_last(connection: Connection, names: list[str]) -> Iterator[None]:
    """Those of keys stay: rows are held against them as they come."""
    found = connection.execute(_UNKEYED, {"tables": names}).all()
    for name, _ in found:
        connection.execute(text(f"DROP INDEX {name}"))
    yield
    connection.execute(text("ANALYZE unit_version (sor_code, parent, valid)"))  # or each check reads the whole index
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for _, definition in found:
        connection.exec_driver_sql(definition)


def _copied(database: Database, backup: ZipFile, table: str, content: Content) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, content.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with database.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for piece in file.pieces(backup, table, content):
                copy.write(piece)
        if cursor.rowcount != content.rows:
            raise Unfit(f"{cursor.rowcount} rows of {table} were put back, and the backup tells of {content.rows}")


def _at_head(connection: Connection) -> None:
    revisions.upgrade(connection)
    revisions.say_who_is_served(connection)
    roles.arranged(connection, roles.NOBODY)
