"""Connections that are given back to their pool: as they should be, or lost."""

import logging
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import engine as engine_of
from tests.fixtures.databases import connected

PROCESS = text("SELECT pg_backend_pid()")


async def lost(engine: AsyncEngine, standing_database: str) -> int:
    """The process of a connection that is lost in the middle of a transaction, and given back."""
    other = engine_of(standing_database, "test other")
    with suppress(DBAPIError):  # who takes back what is under way may be told
        async with engine.connect() as connection:
            process = int((await connection.execute(PROCESS)).scalar_one())
            async with other.connect() as theirs:
                await theirs.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    await other.dispose()
    return process


async def test_a_connection_that_is_lost_is_given_up_without_an_error_in_the_log(
    standing_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(standing_database) as opened:
        with caplog.at_level(logging.INFO):
            process = await lost(opened, standing_database)
            async with opened.connect() as connection:
                after = (await connection.execute(PROCESS)).scalar_one()

    assert [record.getMessage() for record in caplog.records] == []
    assert after != process


async def test_what_is_under_way_on_a_connection_that_is_given_back_is_taken_back(standing_database: str) -> None:
    async with connected(standing_database) as opened:
        async with opened.connect() as connection:
            before = (await connection.execute(PROCESS)).scalar_one()
            await connection.execute(text("CREATE TEMPORARY TABLE left_behind ()"))
        async with opened.connect() as connection:
            after = (await connection.execute(PROCESS)).scalar_one()
            left = (await connection.execute(text("SELECT to_regclass('pg_temp.left_behind')"))).scalar_one()

    assert (after, left) == (before, None)
