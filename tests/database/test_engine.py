"""Whether the database can be had, told in one sentence."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import check_server


async def test_a_server_new_enough_is_taken(standing_engine: AsyncEngine) -> None:
    await check_server(standing_engine)

    async with standing_engine.connect() as connection:
        asked = text("SELECT current_setting('statement_timeout'), current_setting('timezone')")
        assert tuple((await connection.execute(asked)).one()) == ("15s", "UTC")


async def test_a_test_has_an_empty_register_of_its_own(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM unit_version"))).scalar_one() == 0
