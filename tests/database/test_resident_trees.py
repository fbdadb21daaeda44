"""Trees and lists told from memory as PostgreSQL tells them: of any register, on any day, page by page."""

from collections.abc import Awaitable
from datetime import date
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.lists import Filter, Order, OrderField, Page
from db.reading.orders import StrangeSortKey
from db.reading.resident import finding
from db.reading.resident.filters import found as found_in_memory
from db.reading.resident.filters import told as in_memory
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Moment
from domain.records import Lives
from tests.builders import HOSPITAL, OPENED, hospital
from tests.questions import SERIALS, at_an_address, called_so, filters, orders, placed
from tests.registers import code, days, registers
from tests.residents import Listed, Question, both

T = TypeVar("T")

CODES = [*(code(serial) for serial in range(SERIALS + 1)), code(0)]
"""Every unit there may be, a stranger, and one twice."""

ALL = Filter()

depths = st.none() | st.integers(0, 3)
sizes = st.integers(1, 4)
asked = st.just(ALL) | filters().filter(in_memory)


@settings(max_examples=20)
@given(register=registers(), day=days, filter=asked, order=orders, size=sizes)
async def test_children(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, size: int
) -> None:
    at = Moment(day)

    def below(one: SorCode) -> Listed:
        return lambda reader, page: first(reader.children([one], at, filter, order, page))

    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.children(CODES, at, filter, order, Page(20)),
            lambda reader: reader.children(CODES, at, filter, order, Page(size)),
            lambda reader: reader.child_counts(CODES, at, filter),
        )
        for one in CODES[:3]:
            await readers.agree_page_by_page(below(one), size)
        assert readers.resident.statements == 0


@settings(max_examples=20)
@given(register=registers(), day=days, filter=asked, order=orders, depth=depths, size=sizes)
async def test_descendants(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, depth: int | None, size: int
) -> None:
    at = Moment(day)

    def below(one: SorCode) -> Listed:
        return lambda reader, page: first(reader.descendants([one], at, filter, order, page, depth))

    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.descendants(CODES, at, filter, order, Page(20), depth),
            lambda reader: reader.descendant_counts(CODES, at, filter, depth),
        )
        for one in CODES[:3]:
            await readers.agree_page_by_page(below(one), size)
        assert readers.resident.statements == 0


@settings(max_examples=15)
@given(register=registers(), day=days, filter=asked, depth=depths, size=sizes)
async def test_subtrees(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, depth: int | None, size: int
) -> None:
    at = Moment(day)

    def whole(root: SorCode) -> tuple[Question, ...]:
        return (
            lambda reader: reader.subtree(root, at, filter, Page(20), depth),
            lambda reader: reader.subtree(root, at, ALL, Page(50_000), None),
            lambda reader: reader.subtree_count(root, at, filter, depth),
            lambda reader: reader.subtree_codes(root, at),
        )

    def paged(root: SorCode) -> Listed:
        return lambda reader, page: reader.subtree(root, at, filter, page, depth)

    async with both(engine, register) as readers:
        for root in CODES[:4]:
            await readers.agree(*whole(root))
            await readers.agree_page_by_page(paged(root), size)
        assert readers.resident.statements == 0


@settings(max_examples=15)
@given(
    register=registers(),
    day=days,
    filter=asked,
    order=st.builds(Order, st.sampled_from([OrderField.NAME, OrderField.SOR_CODE]), st.booleans()),
    size=sizes,
)
async def test_the_whole_register(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, size: int
) -> None:
    at = Moment(day)
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.find(at, filter, order, Page(20)),
            lambda reader: reader.count(at, filter),
            lambda reader: reader.facets(at, filter, "KIND"),
            lambda reader: reader.facets(at, filter, "REGION"),
        )
        await readers.agree_page_by_page(lambda reader, page: reader.find(at, filter, order, page), size)
        assert readers.resident.statements == 0


others = st.just(ALL) | filters().filter(found_in_memory)


@settings(max_examples=40)
@given(
    register=registers(),
    day=days,
    filter=placed(others) | at_an_address(others) | called_so(others),
    order=orders.filter(lambda order: order.field is not OrderField.TREE),
    size=sizes,
)
async def test_units_found_by_their_place_address_name_or_number(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, size: int
) -> None:
    at = Moment(day)

    def counted(by: str) -> Question:
        return lambda reader: reader.facets(at, filter, by)

    async with both(engine, register) as readers:
        with pytest.MonkeyPatch.context() as patch:
            for limit in ("LOOKED_AT", "SOME", "FOR_EACH"):  # not found by looking for them in order
                patch.setattr(finding, limit, 0)
            await readers.agree(
                lambda reader: reader.find(at, filter, order, Page(20)),
                lambda reader: reader.count(at, filter),
                *map(counted, ("KIND", "TYPE", "STATUS", "REGION", "OWNER_TYPE")),
            )
            await readers.agree_page_by_page(lambda reader, page: reader.find(at, filter, order, page), size)
        assert readers.resident.statements == 0


@settings(max_examples=15)
@given(register=registers(), day=days, field=st.sampled_from(InheritableField), include_self=st.booleans(), size=sizes)
async def test_heirs(
    engine: AsyncEngine, register: Lives, day: date, field: InheritableField, include_self: bool, size: int
) -> None:
    at = Moment(day)
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.heirs(CODES, field, at, Page(20), include_self),
            lambda reader: reader.heir_counts(CODES, field, at, include_self),
        )
        await readers.agree_page_by_page(
            lambda reader, page: first(reader.heirs(CODES[:1], field, at, page, include_self)), size
        )
        assert readers.resident.statements == 0


@settings(max_examples=15)
@given(register=registers(), day=days, filter=filters(), order=orders, size=sizes)
async def test_what_is_not_kept_in_memory_the_database_answers(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, size: int
) -> None:
    at = Moment(day)
    async with both(engine, register) as readers:
        await readers.agree_page_by_page(lambda reader, page: reader.find(at, filter, order, page), size)
        await readers.agree_page_by_page(
            lambda reader, page: first(reader.children(CODES[:1], at, filter, order, page)), size
        )
        questions: tuple[Question, ...] = (
            lambda reader: reader.count(at, filter),
            lambda reader: reader.subtree_count(CODES[0], at, filter, None),
            lambda reader: reader.facets(at, filter, "TYPE"),
            lambda reader: reader.histories(CODES, at),
        )
        for question in questions:
            assert await question(readers.resident) == await question(readers.postgres)
        assert readers.resident.statements > 0


@pytest.mark.parametrize("field", OrderField)
async def test_a_place_in_another_order_is_refused_by_both(engine: AsyncEngine, field: OrderField) -> None:
    at, strange = Moment(OPENED), Page(1, (7, 7, 7))
    async with both(engine, hospital()) as readers:
        for reader in (readers.postgres, readers.resident):
            with pytest.raises(StrangeSortKey):
                await reader.children([], at, ALL, Order(field), strange)
            with pytest.raises(StrangeSortKey):
                await reader.descendants([HOSPITAL], at, ALL, Order(field), strange, None)
            with pytest.raises(StrangeSortKey):
                await reader.find(at, ALL, Order(field), strange)
            with pytest.raises(StrangeSortKey):
                await reader.subtree(HOSPITAL, at, ALL, strange, None)


async def first(answers: Awaitable[list[T]]) -> T:
    return (await answers)[0]
