"""Search told from memory as PostgreSQL tells it: who is found, how well, by what, and in which order."""

from dataclasses import replace
from datetime import date
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.lists import Filter, Page
from db.reading.resident.entries import holds
from db.reading.resident.filters import found as in_memory
from db.reading.resident.names import SortNames
from db.reading.resident.revision import made
from domain.identifiers import SorCode
from domain.names import folded
from domain.periods import Moment, Period, Version
from domain.records import Lives, UnitLife
from domain.searching import says_nothing, sought
from domain.units import Facts, UnitKind
from tests.builders import TODAY, hospital
from tests.materials import made_of
from tests.questions import filters, placed
from tests.registers import code, days, registers
from tests.residents import both

letters = st.sampled_from("aAeoøØåÆ é%_\\-*/1ü")
called = st.lists(st.lists(st.text(letters, min_size=1, max_size=8), min_size=1, max_size=3), min_size=1, max_size=9)
texts = st.text(letters, min_size=1, max_size=4).filter(lambda text: not says_nothing(text))
told = filters().filter(in_memory)
asked = st.just(Filter()) | told | placed(st.just(Filter()) | told)
sizes = st.integers(1, 4)


def owner(serial: int, names: list[str]) -> UnitLife:
    """Called so in turn, by a new name each first of January from 2020 on."""
    starts = [date(2020 + later, 1, 1) for later in range(len(names))]
    ends = [*starts[1:], None]
    return UnitLife(
        sor_code=code(serial),
        kind=UnitKind.INSTITUTION_OWNER,
        first_from=starts[0],
        timeline=tuple(
            Version(Period(start, end), Facts(name=name)) for start, end, name in zip(starts, ends, names, strict=True)
        ),
    )


@settings(max_examples=100)
@given(called=called, text=texts, year=st.integers(2019, 2023), former=st.booleans(), size=sizes)
async def test_names(
    engine: AsyncEngine, called: list[list[str]], text: str, year: int, former: bool, size: int
) -> None:
    at, everyone = Moment(date(year, 6, 1)), Filter()
    register = Lives(units=tuple(owner(serial, names) for serial, names in enumerate(called)))
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.search(text, at, everyone, former, Page(20)),
            lambda reader: reader.search_count(text, at, everyone, former),
        )
        await readers.agree_page_by_page(lambda reader, page: reader.search(text, at, everyone, former, page), size)


@settings(max_examples=40)
@given(
    register=registers(), day=days, filter=asked, hidden=st.booleans(), former=st.booleans(), data=st.data(), size=sizes
)
async def test_names_and_numbers_of_any_register(
    engine: AsyncEngine,
    register: Lives,
    day: date,
    filter: Filter,
    hidden: bool,
    former: bool,
    data: st.DataObject,
    size: int,
) -> None:
    at, among = Moment(day), replace(filter, hidden_numbers=hidden)
    text = data.draw(st.sampled_from(sorted(written(register))))
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.search(text, at, among, former, Page(20)),
            lambda reader: reader.search_count(text, at, among, former),
        )
        await readers.agree_page_by_page(lambda reader, page: reader.search(text, at, among, former, page), size)


@pytest.mark.parametrize(
    ("text", "size", "found"),
    [
        ("*a", 2, ["a", "ba"]),
        ("a*", 3, ["a", "ab", "ac"]),
        ("*a*", 2, ["a", "ab"]),
        ("a", 1, ["a"]),
        ("a*b", 2, ["ab"]),
    ],
)
async def test_a_first_page_that_more_names_begin_with_than_it_shows(
    engine: AsyncEngine, text: str, size: int, found: list[str]
) -> None:
    at = Moment(TODAY)
    register = Lives(units=tuple(owner(serial, [name]) for serial, name in enumerate(["ab", "ac", "ad", "ba", "a"])))
    async with both(engine, register) as readers:
        await readers.agree(lambda reader: reader.search(text, at, Filter(), False, Page(size)))
        page = await readers.resident.search(text, at, Filter(), False, Page(size))
        assert [hit.unit.name for hit in page.items] == found


async def test_former_names_are_found_without_the_database(engine: AsyncEngine) -> None:
    register = Lives(units=(owner(0, ["Nord", "Nord", "Syd", "Nord", "Øst"]), owner(1, ["Øst", "Nord"])))
    async with both(engine, register) as readers:
        found = await readers.resident.search("nord", Moment(TODAY), Filter(), True, Page(20))

        assert found == await readers.postgres.search("nord", Moment(TODAY), Filter(), True, Page(20))
        assert [(hit.unit.name, hit.score) for hit in found.items] == [("Nord", 1.0), ("Øst", 0.5)]
        assert [(match.text, match.valid) for match in found.items[1].matches] == [
            ("Nord", Period(date(2020, 1, 1), date(2022, 1, 1))),
            ("Nord", Period(date(2023, 1, 1), date(2024, 1, 1))),
        ]
        assert readers.resident.statements == 0


async def test_until_names_are_looked_through_the_database_is_asked_for_them(engine: AsyncEngine) -> None:
    for searchable in (True, False):
        async with both(engine, hospital(), searchable) as readers:
            found = await readers.resident.search("o", Moment(TODAY), Filter(), False, Page(20))
            number = await readers.resident.search_count("o", Moment(TODAY), Filter(), False)

            assert found == await readers.postgres.search("o", Moment(TODAY), Filter(), False, Page(20))
            assert number == len(found.items) > 0
            assert (readers.resident.statements == 0) is searchable


def test_every_unit_stands_under_its_name_on_any_day_however_many_names_there_are() -> None:
    register = Lives(units=tuple(owner(serial, [f"Afsnit {serial % 700}", "Ny"]) for serial in range(900)))
    revision = made(made_of(register))
    called = revision.called
    assert len(called.blocks) > 1

    for day in (date(2019, 6, 1), date(2020, 6, 1), date(2021, 6, 1), date(2020, 6, 1)):
        for _ in range(3):  # first looked up, then remembered
            told = [unit for number in range(len(called.words)) for unit in called.on(number, day)]

            assert told == [unit for unit in revision.by_name.after(None) if holds(unit, day)]
            assert all(folded(unit.name) == revision.names.compared(unit.name) for unit in told)


@settings(max_examples=500)
@given(st.text() | st.text(letters) | st.text(st.sampled_from("uüÜUyǖ\u0308{|}a\u030aAå ")))
def test_names_are_compared_alike_whichever_way_that_is_found_out(name: str) -> None:
    assert SortNames().compared(name) == folded(name)


def written(register: Lives) -> set[str]:
    """Texts that find something, and some that find nothing."""
    facts = [version.value for unit in register.units for version in unit.timeline]
    names = {part for one in facts for part in (one.name, one.name[:2], f"*{one.name[-3:]}")}
    numbers = chain.from_iterable(
        (one.shak, one.cvr, one.p_number, one.pharmacy_number, one.local_code, *one.provider_numbers) for one in facts
    )
    glns = {number.gln for number in register.numbers}
    codes = {str(unit.sor_code) for unit in register.units}
    told = {*names, *(one for one in numbers if one is not None), *glns, *codes, "e", "a*e", str(SorCode(99))}
    return {text for text in told if not says_nothing(text) and sought(text)}
