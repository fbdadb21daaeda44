"""What units have and are known by, told from memory as PostgreSQL tells it, of any register on any day."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.lists import IdentifierSystem
from domain.code_lists import CodeList
from domain.periods import Moment
from domain.records import Lives
from tests.builders import TODAY, hospital
from tests.detailed_registers import registers_with_messages
from tests.questions import SERIALS
from tests.registers import ADDRESSES, ELECTRONIC_ADDRESSES, code, days, number, registers
from tests.residents import Question, both

CODES = [*(code(serial) for serial in range(SERIALS + 1)), code(0)]
"""Every unit there may be, a stranger, and one twice."""

NAMES = {
    IdentifierSystem.SHAK: "shak",
    IdentifierSystem.CVR: "cvr",
    IdentifierSystem.P_NUMBER: "p_number",
    IdentifierSystem.PHARMACY: "pharmacy_number",
    IdentifierSystem.LOCAL: "local_code",
}


@settings(max_examples=15)
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


@settings(max_examples=15)
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


@settings(max_examples=15)
@given(register=registers(), day=days)
async def test_units_by_their_numbers(engine: AsyncEngine, register: Lives, day: date) -> None:
    facts = [version.value for life in register.units for version in life.timeline]
    known: dict[IdentifierSystem, list[str]] = {
        system: sorted({getattr(said, name) for said in facts} - {None}) for system, name in NAMES.items()
    }
    known[IdentifierSystem.YDERNUMMER] = sorted({provider for said in facts for provider in said.provider_numbers})
    known[IdentifierSystem.GLN] = [life.gln for life in register.numbers]

    def by_number(system: IdentifierSystem, values: Sequence[str]) -> Question:
        asked = [*values, "stranger", *values[:1]]
        return lambda reader: reader.identified(system, asked, Moment(day))

    async with both(engine, register) as readers:
        await readers.agree(*(by_number(system, values) for system, values in known.items()))
    assert known.keys() == {*IdentifierSystem}


async def test_code_lists(engine: AsyncEngine) -> None:
    keys = [(CodeList.REGION, "1084"), (CodeList.UNIT_TYPE, "550621000005101"), (CodeList.REGION, "nowhere")]

    def on(day: date) -> tuple[Question, ...]:
        return lambda reader: reader.code_values(keys, Moment(day)), *(listed(one, day) for one in CodeList)

    def listed(one: CodeList, day: date) -> Question:
        return lambda reader: reader.code_list(one, Moment(day))

    async with both(engine, hospital()) as readers:
        for day in (date(1899, 12, 31), date(1900, 1, 1), date(2006, 12, 31), date(2007, 1, 1), TODAY):
            await readers.agree(*on(day))
