"""A search as of what was once known finds what a search found then, whatever has been recorded since."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import searching
from db.reading.lists import Filter, Page
from db.reading.snapshot import Snapshot
from domain.periods import Moment
from domain.records import Lives
from tests.database.test_known_at import ARCHIVES, recorded_anew
from tests.questions import filters
from tests.registers import NAMES, SHAKS, days, reading, registers

TEXTS = [*NAMES, "klinik", "*øst*", "å*", "*n", *SHAKS, "33257872", "077410", "362,1", "A1"]


async def hits(db: Snapshot, sought: str, moment: Moment, filter: Filter, former: bool) -> list[Any]:
    found = await searching.search(db, sought, moment, filter, former, Page(20))
    assert await searching.search_count(db, sought, moment, filter, former) == len(found.items)
    return [(hit.unit.sor_code, hit.unit.name, hit.unit.valid, hit.score, hit.matches) for hit in found.items]


@settings(max_examples=50)
@given(
    before=registers(),
    after=registers(),
    day=days,
    sought=st.sampled_from(TEXTS),
    former=st.booleans(),
    filter=st.just(Filter()) | filters(),
)
async def test_a_search_finds_what_it_would_have_found_then(
    engine: AsyncEngine, before: Lives, after: Lives, day: date, sought: str, former: bool, filter: Filter
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(ARCHIVES)}"))
    async with reading(engine, before) as db:
        found = await hits(db, sought, Moment(day), filter, former)
        [(then,)] = await db.rows(text("SELECT clock_timestamp()"))
    await recorded_anew(engine, after)

    async with Snapshot(engine) as db:
        assert await hits(db, sought, Moment(day, then), filter, former) == found
