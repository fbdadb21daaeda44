"""What the register knew at an instant, after everything in it has been recorded anew."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import children, descendants, finding, subtree, units
from db.reading.lists import Filter, Order, Page
from db.reading.snapshot import Snapshot
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.records import Lives
from domain.units import Unit
from tests import naive_lists as plain
from tests.questions import SERIALS, filters
from tests.registers import code, days, reading, registers, stored

CODES = [code(serial) for serial in range(SERIALS + 1)]
ARCHIVES = ("unit_archive", "unit_version_archive", "unit_relation_archive", "location_number_version_archive")
RECORDED_ANEW = ("location_number_version", "location_number", "unit_relation", "unit_version", "unit")


@settings(max_examples=40)
@given(before=registers(), after=registers(), day=days, filter=st.just(Filter()) | filters())
async def test_every_question_is_answered_as_it_would_have_been_then(
    engine: AsyncEngine, before: Lives, after: Lives, day: date, filter: Filter
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(ARCHIVES)}"))
    async with reading(engine, before) as db:
        [(then,)] = await db.rows(text("SELECT clock_timestamp()"))
    await recorded_anew(engine, after)

    async with Snapshot(engine) as db:
        assert await answers(db, Moment(day, then), filter) == expected(before, day, filter)
        assert await answers(db, Moment(day), filter) == expected(after, day, filter)
        assert await answers(db, Moment(day, then + timedelta(days=1)), filter) == expected(after, day, filter)
        assert await answers(db, Moment(day, then - timedelta(days=1)), filter) == (
            [],
            [()] * 10,
            [[]] * 10,
            [[]] * 10,
            [],
        )


async def recorded_anew(engine: AsyncEngine, register: Lives) -> None:
    """Takes back all that is known of units and their numbers, and records a register instead."""
    async with engine.begin() as connection:
        await connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        for table in RECORDED_ANEW:
            await connection.execute(text(f"DELETE FROM {table}"))
        await stored(connection, replace(register, addresses=(), electronic_addresses=()))


Answers = tuple[
    list[SorCode], list[tuple[Unit, ...]], list[list[SorCode]], list[list[SorCode]], list[tuple[SorCode, ...]]
]


async def answers(db: Snapshot, moment: Moment, filter: Filter) -> Answers:
    """The units of a filter; then of each unit its path, its children and what is below it; then a subtree."""
    found = await finding.find(db, moment, filter, plain.BY_CODE, Page(20))
    paths = await units.paths(db, CODES, moment)
    beneath = await children.children(db, CODES, moment, filter, Order(), Page(20))
    below = await descendants.descendants(db, CODES, moment, filter, plain.DEPTH_FIRST, Page(20), None)
    tree = await subtree.subtree(db, CODES[0], moment, filter, Page(20), None)
    return (
        codes(found.items),
        [tuple(map(plain.told, path)) for path in paths],
        [codes(page.items) for page in beneath],
        [codes(page.items) for page in below],
        [node.path for node in tree.items],
    )


def expected(register: Lives, day: date, filter: Filter) -> Answers:
    below = [plain.below(register, one, day, filter, plain.DEPTH_FIRST) for one in CODES]
    top = [unit for unit in plain.units(register, day, filter) if unit.sor_code == CODES[0]]
    return (
        codes(plain.ordered(register, plain.units(register, day, filter), day, plain.BY_CODE)),
        [plain.path(register, one, day) for one in CODES],
        [codes(plain.below(register, one, day, filter, Order(), 1)) for one in CODES],
        [codes(found) for found in below],
        [plain.way_down(register, unit, CODES[0], day) for unit in (*top, *below[0])],
    )


def codes(found: list[Unit] | tuple[Unit, ...]) -> list[SorCode]:
    return [unit.sor_code for unit in found]
