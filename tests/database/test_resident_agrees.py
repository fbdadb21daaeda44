"""The register in memory answers what PostgreSQL answers: of any register, on any day, page by page."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.orders import StrangeSortKey
from db.reading.reader import Filter, IdentifierSystem, Order, OrderField, Page
from db.reading.resident.filters import told as in_memory
from domain.code_lists import CodeList
from domain.inheritance import InheritableField
from domain.location_numbers import Capability, Direction, MessageType
from domain.periods import Moment, Period
from domain.records import Lives
from tests.builders import HOSPITAL, OPENED, TODAY, hospital
from tests.questions import SERIALS, filters, orders
from tests.registers import ADDRESSES, ELECTRONIC_ADDRESSES, code, days, number, registers
from tests.residents import both

T = TypeVar("T")

CODES = [*(code(serial) for serial in range(SERIALS + 1)), code(0)]
"""Every unit there may be, a stranger, and one twice."""

ALL = Filter()
NAMES = {
    IdentifierSystem.SHAK: "shak",
    IdentifierSystem.CVR: "cvr",
    IdentifierSystem.P_NUMBER: "p_number",
    IdentifierSystem.PHARMACY: "pharmacy_number",
    IdentifierSystem.LOCAL: "local_code",
}
MESSAGES = [MessageType("DIS01", "D0133L"), MessageType("DIS01", "D0134L"), MessageType("DIS91", "D9134L")]

depths = st.none() | st.integers(0, 3)
sizes = st.integers(1, 4)
asked = st.just(ALL) | filters().filter(in_memory)


@st.composite
def registers_with_messages(draw: st.DrawFn) -> Lives:
    """Registers in which it is told of some numbers what they can carry."""
    register = draw(registers())
    if not register.numbers:
        return register
    one = st.tuples(
        st.sampled_from([life.gln for life in register.numbers]), st.sampled_from(MESSAGES), st.sampled_from(Direction)
    )
    drawn = draw(st.lists(st.tuples(one, days, st.none() | st.integers(1, 9)), unique_by=lambda drawn: drawn[0]))
    capabilities = [
        Capability(*told, Period(start, None if length is None else start + timedelta(days=length)))
        for told, start, length in drawn
    ]
    return replace(register, capabilities=tuple(capabilities))


@settings(max_examples=30)
@given(register=registers_with_messages(), day=days)
async def test_units_and_what_they_have(engine: AsyncEngine, register: Lives, day: date) -> None:
    at = Moment(day)
    glns = [*(life.gln for life in register.numbers), number(0), number(10010)]
    postal, electronic = [one.id for one in ADDRESSES], [one.id for one in ELECTRONIC_ADDRESSES]
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.units(CODES, at),
            lambda reader: reader.paths(CODES, at),
            lambda reader: reader.own_numbers(CODES, at),
            lambda reader: reader.numbers(glns, at),
            lambda reader: reader.capabilities(glns, at),
            lambda reader: reader.relations(CODES, at),
            lambda reader: reader.addresses([*postal, postal[0]]),
            lambda reader: reader.electronic_addresses([*electronic, electronic[0]]),
            lambda reader: reader.totals(),
        )


@settings(max_examples=30)
@given(register=registers_with_messages(), day=days)
async def test_what_is_told_of_all_dates(engine: AsyncEngine, register: Lives, day: date) -> None:
    at = Moment(day)
    glns = [life.gln for life in register.numbers]
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.number_histories(CODES, at),
            lambda reader: reader.capability_histories(glns, at),
            lambda reader: reader.relation_histories(CODES, at),
            lambda reader: reader.children_from(CODES, at),
            lambda reader: reader.chronicles(CODES, at),
        )


@settings(max_examples=25)
@given(register=registers(), day=days)
async def test_units_by_their_numbers(engine: AsyncEngine, register: Lives, day: date) -> None:
    facts = [version.value for life in register.units for version in life.timeline]
    known: dict[IdentifierSystem, list[str]] = {
        system: sorted({getattr(said, name) for said in facts} - {None}) for system, name in NAMES.items()
    }
    known[IdentifierSystem.YDERNUMMER] = sorted({provider for said in facts for provider in said.provider_numbers})
    known[IdentifierSystem.GLN] = [life.gln for life in register.numbers]
    async with both(engine, register) as readers:
        for system, values in known.items():
            await readers.agree(
                lambda reader, system=system, values=values: reader.identified(
                    system, [*values, "stranger", *values[:1]], Moment(day)
                )
            )
    assert known.keys() == {*IdentifierSystem}


@settings(max_examples=40)
@given(register=registers(), day=days, filter=asked, order=orders, size=sizes)
async def test_children(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, size: int
) -> None:
    at = Moment(day)
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.children(CODES, at, filter, order, Page(20)),
            lambda reader: reader.children(CODES, at, filter, order, Page(size)),
            lambda reader: reader.child_counts(CODES, at, filter),
        )
        for one in CODES[:3]:
            await readers.agree_page_by_page(
                lambda reader, page, one=one: first(reader.children([one], at, filter, order, page)), size
            )
        assert readers.resident.statements == 0


@settings(max_examples=40)
@given(register=registers(), day=days, filter=asked, order=orders, depth=depths, size=sizes)
async def test_descendants(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, order: Order, depth: int | None, size: int
) -> None:
    at = Moment(day)
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.descendants(CODES, at, filter, order, Page(20), depth),
            lambda reader: reader.descendant_counts(CODES, at, filter, depth),
        )
        for one in CODES[:3]:
            await readers.agree_page_by_page(
                lambda reader, page, one=one: first(reader.descendants([one], at, filter, order, page, depth)), size
            )
        assert readers.resident.statements == 0


@settings(max_examples=30)
@given(register=registers(), day=days, filter=asked, depth=depths, size=sizes)
async def test_subtrees(
    engine: AsyncEngine, register: Lives, day: date, filter: Filter, depth: int | None, size: int
) -> None:
    at = Moment(day)
    async with both(engine, register) as readers:
        for root in CODES[:4]:
            await readers.agree(
                lambda reader, root=root: reader.subtree(root, at, filter, Page(20), depth),
                lambda reader, root=root: reader.subtree_count(root, at, filter, depth),
                lambda reader, root=root: reader.subtree_codes(root, at),
            )
            await readers.agree_page_by_page(
                lambda reader, page, root=root: reader.subtree(root, at, filter, page, depth), size
            )
        assert readers.resident.statements == 0


@settings(max_examples=30)
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
            lambda reader: reader.find(at, filter, order, Page(20)), lambda reader: reader.count(at, filter)
        )
        await readers.agree_page_by_page(lambda reader, page: reader.find(at, filter, order, page), size)
        assert readers.resident.statements == 0


@settings(max_examples=30)
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


@settings(max_examples=30)
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
        for question in (
            lambda reader: reader.count(at, filter),
            lambda reader: reader.subtree_count(CODES[0], at, filter, None),
            lambda reader: reader.facets(at, filter, "TYPE"),
        ):
            assert await question(readers.resident) == await question(readers.postgres)
        assert readers.resident.statements > 0


async def test_code_lists(engine: AsyncEngine) -> None:
    keys = [(CodeList.REGION, "1084"), (CodeList.UNIT_TYPE, "550621000005101"), (CodeList.REGION, "nowhere")]
    async with both(engine, hospital()) as readers:
        for day in (date(1899, 12, 31), date(1900, 1, 1), date(2006, 12, 31), date(2007, 1, 1), TODAY):
            await readers.agree(
                lambda reader, day=day: reader.code_values(keys, Moment(day)),
                *(lambda reader, one=one, day=day: reader.code_list(one, Moment(day)) for one in CodeList),
            )


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
