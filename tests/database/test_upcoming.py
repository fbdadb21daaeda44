"""Planned changes ahead: all that each unit's story tells of later days, the nearest first, page by page."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain import changes
from domain.changes import PlannedChange
from domain.identifiers import SorCode
from domain.records import Lives
from resolvers import upcoming
from resolvers.context import Context
from resolvers.pages import ListPage
from resolvers.upcoming import Ahead
from tests.naive_diffs import LINES, Side, story, under_it
from tests.registers import code, days, registers
from tests.rewritten import recorded


@settings(max_examples=60)
@given(register=registers(), today=days, under=st.none() | st.integers(0, 4).map(code), until=st.none() | days)
async def test_what_is_ahead_is_what_the_stories_of_all_units_tell_of_later_days(
    standing_engine: AsyncEngine, register: Lives, today: date, under: SorCode | None, until: date | None
) -> None:
    listing = Ahead(under, until)
    async with standing_engine.connect() as connection:
        await recorded(connection, register)
        pages = [await read(standing_engine, connection, today, listing, 3)]
        while pages[-1].page_info.has_next_page:
            pages.append(await read(standing_engine, connection, today, listing, 3, pages[-1].page_info.end_cursor))
        ctx = Context(PostgresReader(Snapshot(standing_engine, within=connection)), today)
        counted = await upcoming.count(ctx, pages[:1], moment=pages[0].moment)
        await connection.rollback()

    expected = plans(register, today, listing)
    assert [plan for page in pages for plan in page.nodes] == expected
    assert counted == [len(expected)]


def plans(register: Lives, today: date, listing: Ahead) -> list[PlannedChange]:
    units = [unit.sor_code for unit in register.units]
    told = [plan for unit in units for plan in changes.planned(unit, story(register, unit), today, LINES)]
    return [
        plan
        for plan in sorted(told, key=lambda plan: (plan.effective_from, plan.sor_code))
        if listing.until is None or plan.effective_from <= listing.until
        if listing.under is None
        or any(
            under_it(Side(register, day), plan.sor_code, listing.under)
            for day in (plan.effective_from, plan.effective_from - timedelta(days=1))
        )
    ]


async def read(
    engine: AsyncEngine,
    connection: AsyncConnection,
    today: date,
    listing: Ahead,
    first: int,
    after: str | None = None,
) -> ListPage:
    return await upcoming.page(
        Context(PostgresReader(Snapshot(engine, within=connection)), today), listing, first, after
    )
