"""Whole lives in bulk: what is given is stored, what is stored already is not touched, what fails leaves nothing."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.writing import stored
from db.writing.change import Change, change
from db.writing.lives import Written, write
from domain.location_numbers import Capability, Direction, MessageType
from domain.periods import Period, Version
from domain.recording import ActorKind, Reason, Recorder
from domain.records import Lives, NumberLife, Succession, UnitLife
from tests.contents import came, contents, gone
from tests.registers import registers
from tests.tidy import CASTLE, CLINIC, CLINIC_NUMBER, COMPANY, DOCTOR, HEART, HOSPITAL_NUMBER, LUNGS, tidy

WRITER = Recorder(ActorKind.SYSTEM, "test")
REGISTER = tidy()


async def written(engine: AsyncEngine, *parts: Lives, dry_run: bool = False) -> Written:
    async with change(engine, WRITER, dry_run=dry_run) as opened:
        total = Written()
        for part in parts:
            total += await write(opened, part)
    return total


async def held(connection: AsyncConnection, lives: Lives) -> tuple[Collection[object], Collection[object]]:
    """What is stored of the units and numbers in `lives`."""
    units = await stored.units(connection, [unit.sor_code for unit in lives.units])
    numbers = await stored.numbers(connection, [number.gln for number in lives.numbers], ())
    return units.values(), numbers.values()


def by_key(lives: Lives) -> tuple[list[UnitLife], list[NumberLife]]:
    return sorted(lives.units, key=lambda unit: unit.sor_code), sorted(lives.numbers, key=lambda number: number.gln)


def unit(code: int) -> UnitLife:
    return next(unit for unit in REGISTER.units if unit.sor_code == code)


def renamed(code: int, name: str, since: date) -> UnitLife:
    """The unit with another name in its last version from a day on."""
    life = unit(code)
    *before, last = life.timeline
    left = last.valid.until(since)
    assert left is not None
    now = Version(Period(since, last.valid.end), replace(last.value, name=name))
    return replace(life, timeline=(*before, Version(left, last.value), now))


async def test_what_is_written_is_what_is_held(engine: AsyncEngine) -> None:
    result = await written(engine, REGISTER)

    async with engine.connect() as connection:
        units, numbers = await held(connection, REGISTER)
    assert (list(units), list(numbers)) == by_key(REGISTER)
    assert (result.units_new, result.versions, result.numbers_new, result.capabilities) == (8, 9, 2, 2)
    assert (result.addresses, result.successions, result.code_values) == (4, 1, 1)


async def test_writing_the_same_again_touches_no_row_and_records_no_change(engine: AsyncEngine) -> None:
    await written(engine, REGISTER)
    before = await contents(engine)

    result = await written(engine, REGISTER)

    assert await contents(engine) == before
    assert result == Written(units_unchanged=8, numbers_unchanged=2)


async def test_only_versions_that_differ_are_replaced_and_what_they_were_is_archived(engine: AsyncEngine) -> None:
    await written(engine, REGISTER)
    before = await contents(engine)

    result = await written(engine, Lives(units=(renamed(CLINIC, "Lægehuset", date(2024, 1, 1)), unit(DOCTOR))))

    after = await contents(engine)
    assert gone(before, after) == {"unit": 1, "unit_version": 1}
    assert came(before, after) == {
        "unit": 1,
        "unit_version": 2,
        "change_set": 1,
        "unit_archive": 1,
        "unit_version_archive": 1,
    }
    assert (result.units_changed, result.units_unchanged, result.versions, result.versions_superseded) == (1, 1, 2, 1)


async def test_a_units_version_number_grows_once_a_change_however_many_parts_touch_it(engine: AsyncEngine) -> None:
    await written(engine, REGISTER)
    once, twice = renamed(CLINIC, "Lægehuset", date(2024, 1, 1)), renamed(CLINIC, "Klinikken", date(2025, 1, 1))

    await written(engine, Lives(units=(once,)), Lives(units=(twice,)))

    async with engine.connect() as connection:
        numbers = await connection.execute(text("SELECT version, count(*) FROM unit GROUP BY version ORDER BY version"))
        assert [tuple(row) for row in numbers] == [(1, 7), (2, 1)]
        assert (await stored.units(connection, [CLINIC]))[CLINIC] == twice
        archived = await connection.execute(text("SELECT count(*) FROM unit_archive"))
        assert archived.scalar_one() == 1


async def test_parents_may_come_after_their_children(engine: AsyncEngine) -> None:
    children, parents = unit(DOCTOR), (unit(CLINIC), unit(COMPANY))
    rest = Lives(addresses=REGISTER.addresses, electronic_addresses=REGISTER.electronic_addresses)

    result = await written(engine, rest, Lives(units=(children,)), Lives(units=parents))

    assert result.units_new == 3


async def test_a_unit_outside_the_life_of_its_parent_is_refused_and_nothing_is_stored(engine: AsyncEngine) -> None:
    await written(engine, REGISTER)
    before = await contents(engine)
    clinic = unit(CLINIC)
    closed = replace(clinic, timeline=(Version(Period(date(2010, 1, 1), date(2020, 1, 1)), clinic.timeline[0].value),))

    with pytest.raises(IntegrityError, match="unit_version_parent_valid_fkey"):
        await written(engine, Lives(units=(closed,)))

    assert await contents(engine) == before


async def test_a_dry_run_finds_the_same_and_stores_nothing(engine: AsyncEngine) -> None:
    before = await contents(engine)

    dry = await written(engine, REGISTER, dry_run=True)

    assert await contents(engine) == before
    assert dry == await written(engine, REGISTER)


async def test_a_dry_run_refuses_what_a_change_would(engine: AsyncEngine) -> None:
    with pytest.raises(IntegrityError):
        await written(engine, Lives(units=(unit(DOCTOR),)), dry_run=True)


async def test_what_a_number_exchanges_gives_way_to_what_is_said_of_it_and_stays_with_others(
    engine: AsyncEngine,
) -> None:
    await written(engine, REGISTER)
    sending = Capability(
        CLINIC_NUMBER, MessageType("REF01", "H0130R"), Direction.SEND, Period(date(2020, 1, 1), date(2021, 1, 1))
    )

    result = await written(engine, Lives(capabilities=(sending,)))

    assert result.capabilities == 2
    async with engine.connect() as connection:
        exchanged = text("SELECT gln, code, direction FROM message_capability ORDER BY gln")
        assert [tuple(row) for row in await connection.execute(exchanged)] == [
            (HOSPITAL_NUMBER, "DIS01", "receive"),
            (CLINIC_NUMBER, "REF01", "send"),
        ]


async def test_a_succession_is_kept_from_the_earliest_day_it_is_told_of(engine: AsyncEngine) -> None:
    await written(engine, REGISTER)
    later, earlier = (Succession(LUNGS, HEART, date(year, 1, 1)) for year in (2022, 2019))

    assert (await written(engine, Lives(successions=(later,)))).successions == 0
    assert (await written(engine, Lives(successions=(earlier,)))).successions == 1

    async with engine.connect() as connection:
        told = text("SELECT sor_code, other, lower(valid) FROM unit_relation")
        assert [tuple(row) for row in await connection.execute(told)] == [(LUNGS, HEART, date(2019, 1, 1))]


async def test_the_same_address_is_stored_once(engine: AsyncEngine) -> None:
    await written(engine, Lives(addresses=(CASTLE,)))

    assert (await written(engine, Lives(addresses=(CASTLE, CASTLE)))).addresses == 0


async def test_changes_are_recorded_one_after_the_other_however_they_come(engine: AsyncEngine) -> None:
    await written(engine, REGISTER)
    begun = asyncio.Event()

    async def slow() -> None:
        async with change(engine, WRITER) as opened:
            begun.set()
            await asyncio.sleep(0.3)
            await write(opened, Lives(units=(renamed(CLINIC, "Først", date(2024, 1, 1)),)))

    async def quick() -> None:
        await begun.wait()
        await written(engine, Lives(units=(renamed(CLINIC, "Siden", date(2024, 1, 1)),)))

    await asyncio.gather(slow(), quick())

    async with engine.connect() as connection:
        name = text("SELECT name FROM unit_version WHERE sor_code = :code ORDER BY valid DESC LIMIT 1")
        assert (await connection.execute(name, {"code": CLINIC})).scalar_one() == "Siden"
        order = text("SELECT array_agg(id ORDER BY recorded) = array_agg(id ORDER BY id) FROM change_set")
        assert (await connection.execute(order)).scalar_one()


async def test_an_instant_is_later_than_all_before_it_though_the_clock_was_set_back(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        ahead = "INSERT INTO change_set (recorded, actor_kind, actor_name) VALUES ('2126-01-01Z', 'SYSTEM', 'test')"
        await connection.execute(text(ahead))

    async with change(engine, WRITER) as opened:
        assert opened.recorded.isoformat() == "2126-01-01T00:00:00.000001+00:00"


async def test_a_change_that_fails_leaves_nothing(engine: AsyncEngine) -> None:
    before = await contents(engine)

    async def break_off() -> None:
        async with change(engine, WRITER) as opened:
            await write(opened, REGISTER)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        await break_off()

    assert await contents(engine) == before


@settings(max_examples=40)
@given(registers(), registers())
async def test_of_any_register_written_over_another_the_units_it_names_are_as_it_says(
    standing_engine: AsyncEngine, first: Lives, second: Lives
) -> None:
    named = {unit.sor_code for unit in second.units}
    others = tuple(unit for unit in first.units if unit.sor_code not in named)
    async with standing_engine.connect() as connection:
        opened = Change(connection, WRITER, Reason())
        await opened.open()
        await write(opened, first)
        await write(opened, replace(second, numbers=(), successions=()))
        units, _ = await held(connection, second)
        kept, _ = await held(connection, Lives(units=others))
        await connection.rollback()

    assert list(units) == by_key(second)[0]
    assert list(kept) == by_key(Lives(units=others))[0]
