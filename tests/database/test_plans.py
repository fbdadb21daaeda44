"""How PostgreSQL goes about the questions in a register of some size: by index, never through whole tables."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from psycopg import AsyncRawCursor
from psycopg.rows import TupleRow
from sqlalchemy import Executable, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import contents, searching
from db.reading.coming import Make
from db.reading.lists import Below, Filter, IdentifierSystem, Order, OrderField, Page
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.reading.trips import wire_of
from db.reading.whole import whole
from db.reading.written import written
from domain.identifiers import Gln, SorCode
from domain.periods import Moment
from tests.fixtures.databases import Databases

TODAY = Moment(date(2026, 11, 22))
THEN = Moment(date(2026, 11, 22), datetime(2200, 1, 1, tzinfo=UTC))
ALL, PAGE, BY_NAME = Filter(), Page(50), Order()

# 16 owners, each with 25 units below it, each of these with 20: 8,416 units of three versions each.
UNITS = """
INSERT INTO unit (sor_code, kind, first_from, life)
SELECT 10000000000 + serial, 'OE', '2000-01-01', '[2000-01-01,)' FROM generate_series(1, 8416) AS serial;
INSERT INTO unit_version (sor_code, valid, parent, name, shak, provider_numbers, inherits_location_number)
SELECT
    10000000000 + serial, valid, 10000000000 + CASE
        WHEN serial > 416 THEN 17 + (serial - 417) / 20
        WHEN serial > 16 THEN 1 + (serial - 17) / 25
    END,
    md5(serial::text), 'S' || serial, ARRAY['Y' || serial], true
FROM generate_series(1, 8416) AS serial, unnest('{
    "[2000-01-01,2010-01-01)", "[2010-01-01,2020-01-01)", "[2020-01-01,)"
}'::daterange[]) AS valid ORDER BY valid DESC;
INSERT INTO location_number
SELECT (5790000000000 + serial)::text, '2000-01-01' FROM generate_series(1, 8416, 10) AS serial;
INSERT INTO location_number_version (gln, valid, holder)
SELECT (5790000000000 + serial)::text, '[2000-01-01,)', 10000000000 + serial FROM generate_series(1, 8416, 10) AS serial
"""
RECORDED_AGAIN = ("UPDATE unit SET version = 2", "UPDATE unit_version SET local_code = 'A' WHERE valid @> now()::date")

OWNER, MIDDLE = SorCode(10000000007), [SorCode(10000000100 + serial) for serial in range(20)]
LEAVES = [SorCode(10000001000 + 70 * serial) for serial in range(100)]


class Explained(Snapshot):
    """Tells how a statement would be answered, and answers nothing.

    `for_all`: by the one plan for all parameters, by which statements that are kept are always answered.
    """

    def __init__(self, engine: AsyncEngine, for_all: bool = False) -> None:
        super().__init__(engine)
        self.plans: list[str] = []
        self.for_all = for_all

    async def rows(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, make: Make | None = None
    ) -> list[TupleRow]:
        asked = written(statement)
        cursor = AsyncRawCursor(wire_of(await self._opened()).driver)
        if self.for_all or asked.kept:
            await cursor.execute(b"EXPLAIN (GENERIC_PLAN) " + asked.text)
        else:
            await cursor.execute(b"EXPLAIN " + asked.text, asked.values(parameters))
        told = await cursor.fetchall()
        self.plans.append("\n".join(line for (line,) in told))
        return []


@pytest.fixture(scope="module")
async def large(databases: Databases) -> AsyncIterator[AsyncEngine]:
    async with databases.connected() as opened:
        async with opened.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in (*UNITS.split(";\n"), *RECORDED_AGAIN, "VACUUM ANALYZE"):
                if statement.strip():
                    await connection.execute(text(statement))
        yield opened


@pytest.mark.parametrize("for_all", [False, True], ids=["planned for it", "planned for all"])
@pytest.mark.parametrize("moment", [TODAY, THEN], ids=["now", "once known"])
async def test_lookups_and_trees_read_no_table_from_end_to_end(
    large: AsyncEngine, moment: Moment, for_all: bool
) -> None:
    async with Explained(large, for_all) as db:
        reader = PostgresReader(db)
        await reader.units(LEAVES, moment)
        await reader.paths(LEAVES, moment)  # whom a level at a time does not find is looked for unit by unit
        await reader.children([OWNER, *MIDDLE], moment, ALL, BY_NAME, PAGE)
        await reader.child_counts(LEAVES, moment, ALL)
        await reader.descendants([OWNER], moment, ALL, BY_NAME, PAGE, None)
        await reader.subtree(OWNER, moment, ALL, PAGE, None)
        await whole(db, OWNER, moment, 50_000)
        await reader.find(moment, Filter(under=Below((OWNER,))), Order(OrderField.TREE), PAGE)
        await reader.own_numbers(LEAVES, moment)

    assert len(db.plans) == 10
    for plan in db.plans:
        assert re.search("Seq Scan on (unit|location_number(_version)? )", plan) is None, plan


async def test_thousands_of_units_are_looked_up_by_index_as_well(large: AsyncEngine) -> None:
    """The planner would rather read the whole register."""
    many = [SorCode(10000000001 + serial) for serial in range(5_000)]
    async with Explained(large) as db:
        reader = PostgresReader(db)
        await reader.units(many, TODAY)
        await reader.paths(many, TODAY)  # whom a level at a time does not find is looked for unit by unit
        await reader.own_numbers(many, TODAY)
        await reader.children(many, TODAY, ALL, BY_NAME, PAGE)

    assert len(db.plans) == 5
    for plan in db.plans:
        assert re.search("Seq Scan on (unit|location_number(_version)? )", plan) is None, plan


@pytest.mark.parametrize("moment", [TODAY, THEN], ids=["now", "once known"])
async def test_trees_whose_content_is_hashed_are_read_by_index(large: AsyncEngine, moment: Moment) -> None:
    async with Snapshot(large) as db:
        tops = [unit for unit in await PostgresReader(db).units([OWNER, *MIDDLE], moment) if unit is not None]
    async with Explained(large) as db:
        with suppress(IndexError):  # an explained statement tells of nobody
            await contents.trees(db, tops, moment, 50_000)

    [plan] = db.plans
    assert len(tops) == 21
    assert re.search("Seq Scan on unit", plan) is None, plan


async def test_the_best_of_a_search_are_read_in_the_order_of_the_index_on_names(large: AsyncEngine) -> None:
    async with Explained(large) as db:
        await searching.search(db, "*c4ca*", TODAY, ALL, False, PAGE)
        with suppress(ValueError):  # an explained statement counts nothing
            await searching.search_count(db, "*c4ca*", TODAY, ALL, False)

    page, count = db.plans
    assert "Index Scan using unit_version_sort_name_sor_code_idx" in page, page
    assert "Seq Scan on unit" not in page, page
    assert "unit_pkey" not in count, "a name that holds on the day is its unit's: nothing else is read"


@pytest.mark.parametrize(("descending", "sign"), [(False, ">="), (True, "<=")], ids=["on", "back"])
async def test_a_later_page_by_name_begins_at_its_place_in_the_index(
    large: AsyncEngine, descending: bool, sign: str
) -> None:
    """It takes no longer than the first, however many come before it."""
    async with Explained(large) as db:
        await PostgresReader(db).find(TODAY, ALL, Order(descending=descending), Page(50, ("c4ca", 10000000001)))

    assert re.search(rf"unit_version_sort_name_sor_code_idx.*\n.*Index Cond: \(sort_name {sign} \(\$", db.plans[0]), (
        db.plans[0]
    )


async def test_the_units_that_were_changed_last_are_read_in_the_order_of_an_index(large: AsyncEngine) -> None:
    async with Explained(large) as db:
        await PostgresReader(db).find(TODAY, ALL, Order(OrderField.CHANGED_AT, descending=True), PAGE)

    assert "unit_recorded_sor_code_idx" in db.plans[0], db.plans[0]


@pytest.mark.parametrize("moment", [TODAY, THEN], ids=["now", "once known"])
@pytest.mark.parametrize("system", IdentifierSystem)
async def test_a_number_of_any_system_is_looked_up_by_index(
    large: AsyncEngine, system: IdentifierSystem, moment: Moment
) -> None:
    async with Explained(large) as db:
        await PostgresReader(db).identified(system, ["1000"], moment)
        await PostgresReader(db).find(moment, Filter(identifier=(system, "1000")), BY_NAME, PAGE)

    for plan in db.plans:
        assert "Seq Scan on unit" not in plan, plan


async def test_a_search_of_what_was_once_known_reads_no_names_from_end_to_end(large: AsyncEngine) -> None:
    async with Explained(large) as db:
        await searching.search(db, "*1679091*", THEN, ALL, True, PAGE)

    assert "Seq Scan on unit" not in db.plans[0], db.plans[0]


@pytest.mark.parametrize("moment", [TODAY, THEN], ids=["now", "once known"])
async def test_all_that_was_ever_recorded_of_units_is_read_by_index(large: AsyncEngine, moment: Moment) -> None:
    async with Explained(large) as db:
        await PostgresReader(db).annals(LEAVES, moment)
        await PostgresReader(db).histories(LEAVES, moment)
        await PostgresReader(db).relation_histories(LEAVES, moment)

    assert len(db.plans) == 7
    for plan in db.plans:
        assert re.search(r"Seq Scan on unit(_version)?(_archive)?\b(?!_)", plan) is None, plan


async def test_what_a_number_counts_for_is_found_from_its_holder_down(large: AsyncEngine) -> None:
    async with Explained(large) as db:
        asked = Filter(effective_location_number=Gln("5790000000041"))
        await PostgresReader(db).find(TODAY, asked, BY_NAME, PAGE)

    assert "Seq Scan on unit" not in db.plans[0], db.plans[0]


async def test_who_asks_of_today_passes_by_the_versions_that_have_ended(large: AsyncEngine) -> None:
    async with Explained(large) as db:
        await PostgresReader(db).subtree(OWNER, TODAY, ALL, PAGE, None)

    assert re.search(r"\(COALESCE\(upper\(valid\), 'infinity'::date\) > \$\d\)", db.plans[0])


async def test_a_first_page_by_name_is_read_in_the_order_of_an_index(large: AsyncEngine) -> None:
    async with Explained(large) as db:
        await PostgresReader(db).find(TODAY, ALL, BY_NAME, PAGE)

    assert "unit_version_sort_name_sor_code_idx" in db.plans[0]


@pytest.mark.parametrize("moment", [TODAY, THEN], ids=["now", "once known"])
async def test_what_may_differ_and_what_lies_ahead_is_found_by_index(large: AsyncEngine, moment: Moment) -> None:
    last_month = Moment(date(2026, 10, 22), moment.known_at and moment.known_at - timedelta(days=1))
    async with Explained(large) as db:
        reader = PostgresReader(db)
        await reader.maybe_differing(last_month, moment, None, 500)
        await reader.maybe_differing(last_month, moment, {OWNER}, 500)
        await reader.days_ahead(moment, date(2027, 1, 1), None, PAGE)
        await reader.touched(1, datetime(2200, 1, 1, tzinfo=UTC))
        await reader.outlines(LEAVES, moment)

    assert len(db.plans) == 5
    for plan in db.plans:
        assert re.search(r"Seq Scan on unit(_version)?(_archive)?\b(?!_)", plan) is None, plan


@pytest.mark.parametrize("moment", [TODAY, THEN], ids=["now", "once known"])
@pytest.mark.parametrize("ever", [False, True])
async def test_what_is_inherited_is_followed_up_and_down_by_index(
    large: AsyncEngine, moment: Moment, ever: bool
) -> None:
    async with Explained(large) as db:
        await PostgresReader(db).stated(LEAVES, moment, ever)
        await PostgresReader(db).stated_below(MIDDLE, moment, ever, numbers=True)

    for plan in db.plans:
        assert re.search(r"Seq Scan on unit(_version)?(_archive)?\b(?!_)", plan) is None, plan
