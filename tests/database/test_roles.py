"""What each role may do in the database, tried by logging in: all that its work needs, and nothing else."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from db.migrating import migrate
from db.ours import ARCHIVES, TABLES
from db.roles import KEPT_FROM_READERS, Logins
from db.unavailable import Unavailable
from tests.fixtures.databases import Databases
from tests.kept_registers import nothing_yet, rows
from tests.logins import as_user, login
from tests.writers import stored

WRITER, READER, ANALYST = "test_writer", "test_reader", "test_analyst"
OF_NUMBERS = ("location_number", "location_number_version", "location_number_version_archive", "message_capability")
FORBIDDEN_TO_ALL = (
    "CREATE TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE INDEX ON unit (kind)",
    "ALTER TABLE unit ADD COLUMN mine int",
    "ALTER TABLE unit DISABLE TRIGGER ALL",
    "ALTER FUNCTION archived() RENAME TO forgotten",
    "CREATE OR REPLACE FUNCTION archived() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP TABLE answered",
    "DROP INDEX unit_version_name",
    *(f"TRUNCATE {table} CASCADE" for table in TABLES),
    *(f"UPDATE {table} SET known = known" for table in ARCHIVES),
    *(f"DELETE FROM {table}" for table in ARCHIVES),
    "UPDATE change SET recorded = now()",
    "DELETE FROM change",
    "UPDATE change_set SET actor_name = 'Ingen'",
    "DELETE FROM change_set",
    "UPDATE feed SET identity = gen_random_uuid()",
    "DELETE FROM feed",
    "INSERT INTO feed DEFAULT VALUES",
    "DELETE FROM location_number",
    "UPDATE location_number SET gln = '5790009900009'",
    "DELETE FROM address",
    "UPDATE address SET street = 'Ingensteds'",
    "UPDATE request SET operation = '{}'",
    "DELETE FROM request",
    "UPDATE alembic_version SET version_num = '0001'",
    "SELECT setval(pg_get_serial_sequence('change_set', 'id'), 1)",
    "SET session_replication_role = replica",
    "SET ROLE sor_migrate",
)


@pytest.fixture(scope="module")
async def register(databases: Databases) -> AsyncIterator[str]:
    """The hospital, and a user for each role."""
    with (
        login(databases, WRITER),
        login(databases, READER),
        login(databases, ANALYST),
        databases.clone() as address,
    ):
        await stored(address)
        assert migrate(address, Logins(write=(WRITER,), read=(READER,), analyse=(ANALYST,))).lacking is None
        yield address


def refused(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("user", [WRITER, READER, ANALYST])
async def test_nobody_but_who_migrates_changes_the_form_or_the_past(register: str, user: str) -> None:
    before = rows(register)

    for statement in FORBIDDEN_TO_ALL:
        refused(as_user(register, user), statement)
    assert rows(register) == before


async def test_who_reads_writes_nothing_and_sees_neither_requests_nor_kept_answers(register: str) -> None:
    reader = as_user(register, READER)
    before = rows(register)

    for table in TABLES:
        refused(reader, f"INSERT INTO {table} DEFAULT VALUES")
        refused(reader, f"DELETE FROM {table}")
    for table in KEPT_FROM_READERS:
        refused(reader, f"SELECT FROM {table}")
    refused(reader, "CREATE TEMP TABLE mine (a int)")
    with psycopg.connect(reader) as connection:
        for table in set(TABLES) - set(KEPT_FROM_READERS):
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (len(before[table]),)
    assert rows(register) == before


async def test_who_counts_sees_neither_people_nor_what_is_hidden(register: str) -> None:
    analyst = as_user(register, ANALYST)

    for statement in (
        "SELECT local_attributes FROM unit_version",
        "SELECT local_attributes FROM unit_version_archive",
        "SELECT * FROM unit_version",
        "SELECT actor_name FROM change_set",
        "SELECT note FROM change_set",
        *(
            f"SELECT count(*) FROM {table}"
            for table in ("location_number", "location_number_version", "change", "feed")
        ),
        *(f"SELECT count(*) FROM {table}" for table in ("message_capability", *KEPT_FROM_READERS)),
        "DELETE FROM unit",
    ):
        refused(analyst, statement)
    with psycopg.connect(analyst) as connection:
        query = "SELECT count(v.name), count(a.street) FROM unit_version v LEFT JOIN address a ON a.id = v.postal"
        found = connection.execute(query).fetchone()
        assert found is not None
        assert found[0] == len(rows(register)["unit_version"]) > found[1] > 0


async def test_rights_that_somebody_added_by_hand_are_taken_back(register: str) -> None:
    with psycopg.connect(register, autocommit=True) as connection:
        connection.execute("GRANT TRUNCATE, DELETE ON change TO sor_write")
        connection.execute("GRANT SELECT ON request TO sor_read")
    migrate(register)

    refused(as_user(register, WRITER), "DELETE FROM change")
    refused(as_user(register, READER), "SELECT FROM request")


async def test_who_is_to_migrate_needs_no_other_right(register: str, databases: Databases) -> None:
    """A database of somebody else's, who lets them in: they make its tables, which another one may then change."""
    with login(databases, "first") as first, login(databases, "second") as second, nothing_yet(databases) as empty:
        databases.run(f"GRANT sor_migrate TO {first}, {second}")
        with psycopg.connect(empty, autocommit=True) as owner:
            owner.execute("GRANT CREATE ON SCHEMA public TO sor_migrate")
            [(name,)] = owner.execute("SELECT quote_ident(current_database())").fetchall()
            owner.execute(f"ALTER DATABASE {name} OWNER TO sor_migrate".encode())

        assert migrate(as_user(empty, first)).lacking is None
        with psycopg.connect(as_user(empty, second), autocommit=True) as connection:
            connection.execute("SET ROLE sor_migrate")
            connection.execute("ALTER TABLE unit ADD COLUMN later int")
        assert migrate(as_user(empty, second)).lacking is None


async def test_a_register_whose_owner_may_make_no_roles_works_and_says_so(databases: Databases) -> None:
    with login(databases, "owner_alone") as owner, nothing_yet(databases) as empty:
        with psycopg.connect(empty, autocommit=True) as connection:
            [(name,)] = connection.execute("SELECT quote_ident(current_database())").fetchall()
            connection.execute(f"ALTER DATABASE {name} OWNER TO {owner}".encode())
        done = migrate(as_user(empty, owner))

        assert done.lacking is not None
        assert done.lacking.startswith(
            "The roles sor_migrate, sor_write, sor_read, sor_analyse are not arranged, which"
        )
        await stored(as_user(empty, owner))
        assert len(rows(as_user(empty, owner))["unit"]) == len(rows(empty)["unit"]) > 0
        with pytest.raises(Unavailable, match=r"^The roles sor_migrate, .* are not arranged, which user 'owner_alone'"):
            migrate(as_user(empty, owner), Logins(write=(owner,)))


async def test_a_user_whom_the_server_does_not_have_is_told(register: str) -> None:
    with pytest.raises(Unavailable, match=r"^The server has no user 'nobody\"; DROP' who could be given a role: make"):
        migrate(register, Logins(read=('nobody"; DROP',)))
