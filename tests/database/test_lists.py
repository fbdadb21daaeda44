"""Trees, lists, filters and orders: PostgreSQL answers what the plain definitions say, of any register on any day."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import children, descendants, facets, finding, subtree, units
from db.reading.lists import Filter, IdentifierSystem, Order, Page, Slice
from db.reading.reader import SubtreeNode
from domain.identifiers import SorCode
from domain.periods import Moment, change_days
from domain.records import Lives
from domain.units import Unit
from tests import naive_lists as plain
from tests.naive_lists import told
from tests.questions import IDENTIFIERS, SERIALS, alone, filters, orders
from tests.registers import FIRST_DAY, code, days, reading, registers

CODES = [code(serial) for serial in range(SERIALS + 1)]
"""Every unit there may be, and a stranger."""

depths = st.none() | st.integers(0, 3)
sizes = st.integers(1, 4)


async def whole(page: Callable[[Page], Awaitable[Slice[Any]]], size: int) -> list[Any]:
    """A list read page by page, `size` at a time."""
    found: list[Any] = []
    asked = Page(size)
    while True:
        part = await page(asked)
        found += part.items
        assert len(part.keys) == len(part.items)
        assert part.earlier is (asked.after is not None)
        if not part.more:
            return found
        assert len(part.items) == size
        asked = Page(size, part.keys[-1])


@settings(max_examples=60)
@given(register=registers(), day=days)
async def test_a_unit_and_its_path_stand_as_on_the_day_or_the_nearest_of_their_lives(
    engine: AsyncEngine, register: Lives, day: date
) -> None:
    async with reading(engine, register) as db:
        found = await units.units(db, [*CODES, *CODES], Moment(day))
        paths = await units.paths(db, CODES, Moment(day))
        assert db.statements == 2

    stood = [plain.stood(register, one, day) for one in CODES]
    assert [unit and told(unit) for unit in found] == [*stood, *stood]
    assert [tuple(map(told, path)) for path in paths] == [plain.path(register, one, day) for one in CODES]


@settings(max_examples=40)
@given(register=registers(), day=days)
async def test_units_are_found_by_each_of_their_numbers(engine: AsyncEngine, register: Lives, day: date) -> None:
    known = plain.units(register, day, Filter())
    async with reading(engine, register) as db:
        for system in IdentifierSystem:
            pairs = [(value, unit) for unit in known for value in plain.numbers_known_by(register, unit, system, day)]
            values = [*sorted({value for value, _ in pairs}), "stranger"]
            found = await units.identified(db, system, values, Moment(day))

            expected = [[unit for number, unit in pairs if number == value] for value in values]
            assert [[*map(told, one)] for one in found] == [
                sorted(one, key=lambda unit: unit.sor_code) for one in expected
            ]
        assert db.statements == len(IDENTIFIERS)


@settings(max_examples=60)
@given(register=registers(), day=days, filter=st.just(Filter()) | filters(), order=orders, size=sizes)
async def test_children_are_those_of_the_filter_directly_below_in_order_and_page_by_page(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, size: int
) -> None:
    expected = [plain.below(register, one, day, filter, order, 1) for one in CODES]
    async with reading(engine, register) as db:
        found = await children.children(db, CODES, Moment(day), filter, order, Page(20))
        counts = await children.child_counts(db, CODES, Moment(day), filter)
        assert db.statements == 2

        async def page(asked: Page) -> Slice[Unit]:
            return (await children.children(db, [CODES[0]], Moment(day), filter, order, asked))[0]

        assert [*map(told, await whole(page, size))] == expected[0]
    assert [[*map(told, page.items)] for page in found] == expected
    assert counts == [*map(len, expected)]


@settings(max_examples=60)
@given(register=registers(), day=days, filter=st.just(Filter()) | filters(), order=orders, depth=depths, size=sizes)
async def test_descendants_are_those_of_the_filter_anywhere_below_in_order_and_page_by_page(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, depth: int | None, size: int
) -> None:
    expected = [plain.below(register, one, day, filter, order, depth) for one in CODES]
    async with reading(engine, register) as db:
        found = await descendants.descendants(db, CODES, Moment(day), filter, order, Page(20), depth)
        counts = await descendants.descendant_counts(db, CODES, Moment(day), filter, depth)
        assert db.statements == 2

        async def page(asked: Page) -> Slice[Unit]:
            return (await descendants.descendants(db, CODES[:1], Moment(day), filter, order, asked, depth))[0]

        assert [*map(told, await whole(page, size))] == expected[0]
    assert [[*map(told, page.items)] for page in found] == expected
    assert counts == [*map(len, expected)]


@settings(max_examples=60)
@given(register=registers(), day=days, filter=st.just(Filter()) | filters(), depth=depths, size=sizes)
async def test_a_subtree_is_told_depth_first_with_the_way_down_and_the_children_of_each(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, depth: int | None, size: int
) -> None:
    root = CODES[0]
    async with reading(engine, register) as db:
        found = await subtree.subtree(db, root, Moment(day), filter, Page(20), depth)
        count = await subtree.subtree_count(db, root, Moment(day), filter, depth)
        assert db.statements == 2

        async def page(asked: Page) -> Slice[SubtreeNode]:
            return await subtree.subtree(db, root, Moment(day), filter, asked, depth)

        assert await whole(page, size) == [*found.items]
    expected = [_node(register, unit, root, day) for unit in _subtree(register, root, day, filter, depth)]
    assert [node._replace(unit=told(node.unit)) for node in found.items] == expected
    assert count == len(expected)


@settings(max_examples=150)
@given(register=registers(), day=days, filter=filters(), order=orders, size=sizes)
async def test_units_are_found_by_a_filter_in_order_and_page_by_page(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, size: int
) -> None:
    async with reading(engine, register) as db:
        count = await finding.count(db, Moment(day), filter)
        found = await whole(lambda asked: finding.find(db, Moment(day), filter, order, asked), size)

    expected = plain.ordered(register, plain.units(register, day, filter), day, order)
    assert [*map(told, found)] == expected
    assert count == len(expected)


@settings(max_examples=20)
@given(register=registers(), turn=st.integers(0, 20))
async def test_each_question_of_a_filter_is_answered_by_its_definition_also_on_days_of_change(
    engine: AsyncEngine, register: Lives, turn: int
) -> None:
    turns = change_days(version.valid for unit in register.units for version in unit.timeline)
    day = turns[turn % len(turns)] if turns else FIRST_DAY
    async with reading(engine, register) as db:
        for asked in alone():
            found = await finding.find(db, Moment(day), asked, plain.BY_CODE, Page(20))

            expected = plain.ordered(register, plain.units(register, day, asked), day, plain.BY_CODE)
            assert [unit.sor_code for unit in found.items] == [unit.sor_code for unit in expected], asked


@settings(max_examples=60)
@given(register=registers(), day=days, filter=st.just(Filter()) | filters())
async def test_units_are_counted_by_what_they_have(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter
) -> None:
    found = plain.units(register, day, filter)
    async with reading(engine, register) as db:
        for by in ("KIND", "TYPE", "STATUS", "REGION", "OWNER_TYPE"):
            counted = await facets.facets(db, Moment(day), filter, by)
            assert counted == plain.counted(register, found, day, by), by
        assert db.statements == 5


def _subtree(register: Lives, root: SorCode, day: date, filter: Filter, depth: int | None) -> Sequence[Unit]:
    top = [unit for unit in plain.units(register, day, filter) if unit.sor_code == root]
    return [*top, *plain.below(register, root, day, filter, plain.DEPTH_FIRST, depth)]


def _node(register: Lives, unit: Unit, root: SorCode, day: date) -> SubtreeNode:
    way = plain.way_down(register, unit, root, day)
    return SubtreeNode(unit, len(way) - 1, way[:-1], plain.child_count(register, unit.sor_code, day))
