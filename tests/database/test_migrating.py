"""A database gets the form the program works with, once, and only the program's own."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import migrating
from db.code_lists import brought_along
from db.engine import engine as engine_of
from db.migrating import LOCK, check_migrated, migrate
from db.tables import Table
from db.unavailable import Unavailable
from tests.fixtures.databases import Databases

COLUMNS = text(
    "SELECT c.relname, array_agg(a.attname::text) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
    " GROUP BY c.relname ORDER BY c.relname"
)


def test_an_empty_database_is_given_its_tables_and_its_code_lists_once(databases: Databases) -> None:
    databases.run("CREATE DATABASE nothing_yet")
    try:
        first = migrate(databases.address("nothing_yet"))
        second = migrate(databases.address("nothing_yet"))
    finally:
        databases.run("DROP DATABASE nothing_yet WITH (FORCE)")

    assert (first.before, first.applied[0], first.applied[-1]) == (None, "0001", first.after)
    assert first.codes == len({(value.list, value.code) for value in brought_along()})
    assert (second.before, second.applied, second.codes) == (first.after, (), 0)


def test_two_that_migrate_at_once_take_turns(databases: Databases) -> None:
    databases.run("CREATE DATABASE nothing_yet")
    try:
        with ThreadPoolExecutor(2) as both:
            done = list(both.map(migrate, [databases.address("nothing_yet")] * 2))
    finally:
        databases.run("DROP DATABASE nothing_yet WITH (FORCE)")

    assert sorted(len(one.applied) for one in done) == [0, len(done[0].applied) + len(done[1].applied)]


async def test_the_program_and_the_database_name_the_same_columns(standing_engine: AsyncEngine) -> None:
    async with standing_engine.connect() as connection:
        found = {table: set(columns) for table, columns in (await connection.execute(COLUMNS)).all()}

    ours = {mapper.class_: set(mapper.local_table.columns.keys()) for mapper in Table.registry.mappers}
    expected = {str(table.__tablename__): columns for table, columns in ours.items()}
    kept = {f"{name}_archive": {*columns, "known"} for name, columns in expected.items() if "recorded" in columns}
    del kept["change_set_archive"], kept["change_archive"]
    assert found == {**expected, **kept, "alembic_version": {"version_num"}}


async def test_a_migrated_database_serves_and_an_empty_one_does_not(
    standing_engine: AsyncEngine, databases: Databases
) -> None:
    await check_migrated(standing_engine)

    empty = engine_of(databases.address("postgres"))
    with pytest.raises(
        Unavailable, match=r"^The database is at migration none and the program works with .*: run `sor"
    ):
        await check_migrated(empty)
    await empty.dispose()


def test_a_database_of_a_newer_program_is_left_alone(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(Unavailable, match=r"^The database is at migration 9999, which this program does not know"):
        migrate(database)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_whoever_waits_too_long_for_another_to_migrate_is_told(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "WAIT_FOR_OTHERS", 1)
    with psycopg.connect(database) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

        with pytest.raises(Unavailable, match=r"^The database is being migrated or written by another process"):
            migrate(database)
