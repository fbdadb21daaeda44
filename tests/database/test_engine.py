"""Whether the database can be had, told in one sentence without the password."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.embedded import temporary
from db.engine import Limits, check_server, engine, require_version
from db.migrating import migrate
from db.unavailable import Unavailable
from tests.fixtures.databases import Databases

SECRET = "hemmelig%401"


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The address of a server that asks its user `klerk` for a password."""
    with temporary() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE ROLE klerk LOGIN PASSWORD 'hemmelig@1'")
            folder = make_url(address).query["host"]
            rules = Path(str(folder)) / "pg_hba.conf"
            rules.write_text("local all klerk scram-sha-256\n" + rules.read_text())
            connection.execute("SELECT pg_reload_conf()")
        yield address.replace("sor@", f"klerk:{SECRET}@")


async def reason(address: str) -> str:
    opened = engine(address, application="test")
    with pytest.raises(Unavailable) as refused:
        await check_server(opened)
    await opened.dispose()
    assert "\n" not in str(refused.value)
    assert "hemmelig" not in str(refused.value)
    return str(refused.value)


async def test_a_server_new_enough_is_taken(standing_engine: AsyncEngine) -> None:
    await check_server(standing_engine)

    async with standing_engine.connect() as connection:
        asked = text("SELECT current_setting('statement_timeout'), current_setting('timezone')")
        assert tuple((await connection.execute(asked)).one()) == ("15s", "UTC")


async def test_a_test_has_an_empty_register_of_its_own(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM unit_version"))).scalar_one() == 0


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
async def test_an_address_may_be_written_as_everybody_writes_it(standing_database: str, scheme: str) -> None:
    opened = engine(standing_database.replace("postgresql", scheme, 1))

    await check_server(opened)
    await opened.dispose()


@pytest.mark.parametrize("address", ["", "hello", "mysql://sor@localhost/sor", "postgresql://sor@localhost:port/sor"])
def test_what_is_no_address_is_told_how_to_be_written(address: str) -> None:
    with pytest.raises(
        Unavailable, match=r"^The database address cannot be read: SOR_DATABASE_URL is written postgres"
    ):
        engine(address)


async def test_a_server_that_does_not_listen_is_told() -> None:
    assert re.fullmatch(
        r"The database server at 127\.0\.0\.1:1 cannot be reached \(.*Connection refused.*\): "
        r"is it running, and is SOR_DATABASE_URL right\?",
        await reason(f"postgresql://sor:{SECRET}@127.0.0.1:1/sor"),
    )


async def test_a_host_that_does_not_exist_is_told() -> None:
    told = await reason(f"postgresql://sor:{SECRET}@register.invalid/sor")

    assert told.startswith("The database server at register.invalid cannot be reached (")
    assert told.endswith("): is it running, and is SOR_DATABASE_URL right?")


async def test_a_database_that_does_not_exist_is_told(databases: Databases) -> None:
    assert (await reason(databases.address("ingen"))).endswith(
        "/data has no database 'ingen': create it, or correct SOR_DATABASE_URL."
    )


async def test_a_wrong_password_is_told(guarded: str) -> None:
    assert (await reason(guarded.replace(SECRET, "hemmelig"))).endswith(
        "/data refuses the password of user 'klerk': correct it in SOR_DATABASE_URL."
    )


async def test_a_user_the_server_does_not_let_in_is_told(databases: Databases) -> None:
    assert (await reason(databases.server.replace("sor@", f"fremmed:{SECRET}@"))).endswith(
        "/data does not let user 'fremmed' in: correct SOR_DATABASE_URL or the server's pg_hba.conf."
    )


async def test_a_migration_that_the_user_may_not_make_is_told(guarded: str) -> None:
    with pytest.raises(Unavailable, match=r"/data does not serve us \(permission denied .*\)\.$") as refused:
        migrate(guarded)
    assert "hemmelig" not in str(refused.value)


async def test_a_statement_has_its_time_and_no_more(standing_database: str) -> None:
    opened = engine(standing_database, limits=Limits(statement_timeout=0.5))
    async with opened.connect() as connection:
        with pytest.raises(OperationalError, match="canceling statement due to statement timeout"):
            await connection.execute(text("SELECT pg_sleep(20)"))
    await opened.dispose()


def test_a_server_too_old_is_told() -> None:
    require_version(180000)

    with pytest.raises(
        Unavailable, match=r"^The database server is PostgreSQL 17\.6, and the register needs 18 or newer"
    ):
        require_version(170006)
