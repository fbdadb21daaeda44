"""Rules that a check follows through the whole tree at once, held against the same rules told unit by unit."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.checking import asking
from db.checking.rules import CHECKS
from domain.findings import Finding
from domain.identifiers import Shak, SorCode
from domain.inheritance import InheritableField
from domain.records import Lives
from domain.rules import Rule
from tests.naive import effective, facts_on, own_number, standing
from tests.registers import DAYS, FIRST_DAY, registers, stored

ALL_DAYS = [FIRST_DAY + timedelta(days=number) for number in range(-2, DAYS + 3)]
Found = set[tuple[date, SorCode]]


@pytest.fixture(autouse=True)
def every_finding_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "KEPT", 1_000)


async def found(connection: AsyncConnection, rule: Rule) -> list[Finding]:
    answers = [await asking.asked(connection, one) for one in CHECKS if one.rules == (rule,)]
    return [finding for answer in answers for one in answer.values() for finding in one.examples]


def day_by_day(findings: Iterable[Finding]) -> Found:
    return {
        (day, SorCode(int(finding.sor_code or 0)))
        for finding in findings
        for day in ALL_DAYS
        if finding.valid is not None and finding.valid.covers(day)
    }


def path(register: Lives, code: SorCode, day: date) -> list[SorCode]:
    """The units above, nearest first; it ends before a unit comes a second time."""
    above: list[SorCode] = []
    facts = facts_on(register, code, day)
    while facts is not None and facts.parent is not None and facts.parent not in above:
        above.append(facts.parent)
        facts = facts_on(register, facts.parent, day)
    return above


def breaks_shak(register: Lives, code: SorCode, day: date) -> bool:
    facts = facts_on(register, code, day)
    if facts is None or facts.shak is None:
        return False
    above = [facts_on(register, one, day) for one in path(register, code, day)]
    shorter = [one.shak for one in above if one is not None and one.shak and len(one.shak) < len(facts.shak)]
    return bool(shorter) and not facts.shak.startswith(shorter[0])


def inherits_nothing(register: Lives, code: SorCode, day: date) -> bool:
    facts = facts_on(register, code, day)
    return (
        facts is not None
        and facts.inherits_location_number is True
        and own_number(register, code, day) is None
        and effective(register, code, InheritableField.LOCATION_NUMBER, day) is None
    )


@given(register=registers())
async def test_wants_are_found_of_the_units_and_days_that_have_them(
    standing_engine: AsyncEngine, register: Lives
) -> None:
    each = [(day, code) for day in ALL_DAYS for code in standing(register, day)]
    async with standing_engine.connect() as connection:
        await stored(connection, register)

        assert day_by_day(await found(connection, Rule.TELEPHONE_REQUIRED)) == {
            (day, code)
            for day, code in each
            if effective(register, code, InheritableField.ELECTRONIC_ADDRESS, day) is None
        }
        assert day_by_day(await found(connection, Rule.LOCATION_NUMBER_INHERITS_NOTHING)) == {
            (day, code) for day, code in each if inherits_nothing(register, code, day)
        }
        await connection.rollback()


SHAKS = (None, "4202", "130101", "1301011")


@st.composite
def recoded(draw: st.DrawFn) -> Lives:
    """A register in which versions have any SHAK code."""
    register: Lives = draw(registers())
    codes = st.sampled_from(SHAKS).map(lambda code: None if code is None else Shak(code))
    units = [
        replace(
            unit,
            timeline=tuple(
                replace(version, value=replace(version.value, shak=draw(codes))) for version in unit.timeline
            ),
        )
        for unit in register.units
    ]
    return replace(register, units=tuple(units))


@given(register=recoded())
async def test_shak_codes_are_found_where_they_extend_another_hospitals(
    standing_engine: AsyncEngine, register: Lives
) -> None:
    each = [(day, code) for day in ALL_DAYS for code in standing(register, day)]
    async with standing_engine.connect() as connection:
        await stored(connection, register)
        told = await found(connection, Rule.SHAK_EXTENDS)
        await connection.rollback()

    assert day_by_day(told) == {(day, code) for day, code in each if breaks_shak(register, code, day)}


@given(register=registers())
async def test_what_the_keys_of_the_store_refuse_is_never_found(standing_engine: AsyncEngine, register: Lives) -> None:
    refused = (
        Rule.LEVEL_UNDER,
        Rule.PARENT_UNKNOWN,
        Rule.OUTSIDE_PARENT_VALIDITY,
        Rule.WOULD_CREATE_CYCLE,
        Rule.ONE_VERSION_A_DAY,
        Rule.LIFE_IS_ITS_VERSIONS,
        Rule.LOCATION_NUMBER_HELD_ONCE,
        Rule.KNOWN_ONCE,
    )
    async with standing_engine.connect() as connection:
        await stored(connection, register)

        assert [one for rule in refused for one in await found(connection, rule)] == []
        await connection.rollback()


@given(register=registers())
async def test_moves_back_are_found_where_a_parent_comes_again(standing_engine: AsyncEngine, register: Lives) -> None:
    expected: list[tuple[str, date]] = []
    for unit in register.units:
        former: set[SorCode | None] = set()
        for before, after in pairwise(unit.timeline):
            former.add(before.value.parent)
            if after.value.parent != before.value.parent and after.value.parent in former:
                expected.append((str(unit.sor_code), after.valid.start))

    async with standing_engine.connect() as connection:
        await stored(connection, register)
        told = await found(connection, Rule.RETURN_MOVE)
        await connection.rollback()

    assert sorted((one.sor_code, one.valid.start) for one in told if one.sor_code and one.valid) == sorted(expected)


@st.composite
def rewired(draw: st.DrawFn) -> Lives:
    """A register in which units were put under others without a thought: circles may be."""
    register: Lives = draw(registers())
    codes = [unit.sor_code for unit in register.units]
    units = list(register.units)
    for place in draw(st.lists(st.integers(0, len(units) - 1), max_size=4)):
        timeline = list(units[place].timeline)
        at = draw(st.integers(0, len(timeline) - 1))
        facts = replace(timeline[at].value, parent=draw(st.sampled_from(codes)))
        timeline[at] = replace(timeline[at], value=facts)
        units[place] = replace(units[place], timeline=tuple(timeline))
    return replace(register, units=tuple(units), successions=())


@given(register=rewired())
async def test_units_under_themselves_are_found_on_the_days_they_are(
    loose_engine: AsyncEngine, register: Lives
) -> None:
    each = [(day, code) for day in ALL_DAYS for code in standing(register, day)]
    async with loose_engine.connect() as connection:
        await stored(connection, register)
        circles = await found(connection, Rule.WOULD_CREATE_CYCLE)
        outside = await found(connection, Rule.OUTSIDE_PARENT_VALIDITY)
        await connection.rollback()

    assert day_by_day(circles) == {(day, code) for day, code in each if code in path(register, code, day)}
    assert day_by_day(outside) == {
        (day, code)
        for day, code in each
        if (facts := facts_on(register, code, day)) is not None
        and facts.parent is not None
        and facts.parent not in standing(register, day)
    }
