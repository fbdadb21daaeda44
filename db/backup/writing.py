"""Making a backup: every table copied in one view of the database, while others go on writing."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from sqlalchemy import URL

from db import revisions
from db.backup import file, manifest, tables
from db.backup.manifest import Content, Manifest, Unfit
from db.engine import address, connect_args, unavailable
from db.ours import TABLES
from db.unavailable import Unavailable

APPLICATION = "sor backup"
PROGRAM = "sor-register"

Advance = Callable[[int, int | None], None]
Database = psycopg.Connection[TupleRow]

# As the server writes values is as it reads them, wherever that will be.
_PLAIN = " -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c client_encoding=UTF8"
_STANDING = """
SELECT transaction_timestamp(), coalesce((SELECT max(id) FROM change_set), 0), (SELECT identity FROM feed),
    current_setting('server_version')
"""
_SIZE = "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class WHERE oid = ANY(%s::regclass[])"


def written(url: str, path: Path, advance: Advance) -> Manifest:
    """Writes the register at `url` into a new file, and gives what is in it.

    `advance` is told of rows. Raises `Unfit`, `Unavailable`, and `OSError` where the disk refuses.
    """
    target = address(url)
    try:
        with connected(target, APPLICATION) as database, file.new(path) as backup:
            database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            database.read_only = True
            with database.transaction():
                return _whole(database, backup, advance)
    except psycopg.Error as error:
        raise unable(target, error) from None


def connected(target: URL, application: str) -> Database:
    """Raises `psycopg.Error`."""
    told: dict[str, Any] = connect_args(target, application, 0)
    told["options"] += _PLAIN
    plain = target.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, **told)


def unable(target: URL, error: psycopg.Error) -> Unavailable:
    """Why the database ended what was being done."""
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        told = str(error).splitlines()[0].rstrip(".")
        return Unavailable(f"The user in SOR_DATABASE_URL may not do this ({told}): take one with the role sor_write.")
    return unavailable(target, error)


def _whole(database: Database, backup: ZipFile, advance: Advance) -> Manifest:
    migration = _form(database)
    columns = tables.columns(database, [*TABLES])
    names = tables.in_order(database, list(columns))
    made, revision, identity, server = _standing(database)
    [(total,)] = database.execute(_SIZE, [names]).fetchall()
    contents: dict[str, Content] = {}
    done = 0
    for name in names:
        contents[name] = _copied(database, backup, name, columns[name])
        done += contents[name].rows
        advance(done, max(done, total))
    told = Manifest(
        made=made,
        migration=migration,
        revision=revision,
        identity=identity,
        server=server,
        program=version(PROGRAM),
        tables=contents,
        numbers=_numbers(database, names),
    )
    backup.writestr(manifest.NAME, told.written())
    return told


def _form(database: Database) -> str:
    found = database.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchall()
    if found != [(True,)]:
        raise Unfit("there is no register in this database")
    [(migration,)] = database.execute("SELECT version_num FROM alembic_version").fetchall()
    if migration not in revisions.known():
        raise Unfit(f"it is at migration {migration}, which this program does not know: use the one that made it")
    return str(migration)


def _standing(database: Database) -> tuple[datetime, int, Any, str]:
    [(made, revision, identity, server)] = database.execute(_STANDING).fetchall()
    return made, revision, identity, server


def _copied(database: Database, backup: ZipFile, table: str, columns: tuple[str, ...]) -> Content:
    digest, rows, size = sha256(), 0, 0
    waiting: list[bytes] = []
    with (
        file.member(backup, table) as sink,
        database.cursor() as cursor,
        cursor.copy(
            sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(_said(table, columns), sql.Identifier(table))
        ) as copy,
    ):
        held = 0
        for line in copy:
            waiting.append(bytes(line))
            held += len(line)
            rows += 1
            if held > file.PIECE:
                size += _put(sink, digest, waiting)
                held = 0
        size += _put(sink, digest, waiting)
    return Content(columns, rows, size, digest.hexdigest())


def _put(sink: file.Sink, digest: Any, waiting: list[bytes]) -> int:
    piece = b"".join(waiting)
    waiting.clear()
    digest.update(piece)
    return sink.write(piece)


def _said(table: str, columns: tuple[str, ...]) -> sql.Composed:
    renumbered = sql.SQL("'0'::xid8")
    return sql.SQL(", ").join(
        renumbered if (table, column) == tables.RENUMBERED else sql.Identifier(column) for column in columns
    )


def _numbers(database: Database, names: list[str]) -> dict[str, int]:
    """Asked after the rows: whatever number a row has, it was given out before."""
    told: dict[str, int] = {}
    for column, sequence in tables.sequences(database, names).items():
        query = sql.SQL("SELECT last_value FROM {} WHERE is_called").format(sql.SQL(sequence))
        if found := database.execute(query).fetchone():
            told[column] = int(found[0])
    return told
