"""Registers are generated into an empty database, and only there; what is stored keeps every rule."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.change import Change
from db.writing.location_numbers import CAPABILITIES
from domain.periods import Period
from domain.recording import ActorKind, Reason, Recorder
from domain.rules import Rule
from resolvers.checking import check
from resolvers.generating import NotEmpty, generate, load_demo

TODAY = date(2026, 11, 22)


async def test_a_generated_register_is_stored_whole_and_keeps_every_rule(engine: AsyncEngine) -> None:
    told: list[tuple[int, int | None]] = []

    written = await generate(engine, 5000, 3, TODAY, True, lambda done, total: told.append((done, total)))
    report = await check(engine)

    assert (written.units_new, written.units_changed, written.units_unchanged) == (5000, 0, 0)
    assert await _stored(engine) == {
        "unit": 5000,
        "unit_version": written.versions,
        "location_number": written.numbers_new,
        "location_number_version": written.number_versions,
        "message_capability": written.capabilities,
        "unit_relation": written.successions,
        "change_set": 1 + await _change_sets_of_migration(engine),
    }
    assert told[0] == (0, 5000)
    assert told[-1] == (5000, 5000)
    assert len(told) > 2
    assert report.broken == 0
    assert {one.rule for one in report.unkept} <= {Rule.UNKNOWN_CODE, Rule.PROVIDER_NUMBER_SUM}


async def test_a_first_load_leaves_every_index_as_it_was_and_looks_things_up_by_them(engine: AsyncEngine) -> None:
    before = await _indexes(engine)

    await generate(engine, 2000, 3, TODAY, True)

    assert await _indexes(engine) == before
    assert len(before) > 30


async def test_a_load_that_is_broken_off_leaves_every_index_as_it_was(engine: AsyncEngine) -> None:
    before = await _indexes(engine)

    def stop(done: int, total: int | None) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await generate(engine, 2000, 3, TODAY, True, stop)

    assert await _indexes(engine) == before


async def _indexes(engine: AsyncEngine) -> list[str]:
    """The definitions of all indexes that are fit for use."""
    asked = text(
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class i ON i.oid = indrelid"
        " WHERE i.relnamespace = 'public'::regnamespace AND indisvalid ORDER BY 1"
    )
    async with engine.connect() as connection:
        return [*(await connection.execute(asked)).scalars()]


async def test_the_demo_register_keeps_every_rule_but_that_some_units_have_no_type(engine: AsyncEngine) -> None:
    written = await load_demo(engine, TODAY)
    report = await check(engine)

    assert written is not None
    assert written.units_new == report.units > 1231
    assert report.broken == 0
    assert {one.rule: one.count for one in report.unkept if one.rule is not Rule.UNKNOWN_CODE} == {
        Rule.PROVIDER_NUMBER_SUM: 1,
        Rule.TYPE_REQUIRED: 425,
    }


async def test_a_register_that_has_units_is_not_generated_into(engine: AsyncEngine) -> None:
    await load_demo(engine, TODAY)
    before = await _stored(engine)

    with pytest.raises(NotEmpty, match="The register has units already"):
        await generate(engine, 10, 1, TODAY, False)

    assert await _stored(engine) == before


async def test_the_demo_is_loaded_once_and_never_beside_other_units(engine: AsyncEngine) -> None:
    await generate(engine, 10, 1, TODAY, False)
    before = await _stored(engine)

    assert await load_demo(engine, TODAY) is None
    assert await _stored(engine) == before


async def test_what_cannot_be_generated_leaves_the_register_empty(engine: AsyncEngine) -> None:
    with pytest.raises(ValueError, match="not 9"):
        await generate(engine, 9, 1, TODAY, True)

    assert (await _stored(engine))["unit"] == 0


async def test_who_generated_a_register_and_how_is_recorded(engine: AsyncEngine) -> None:
    await generate(engine, 10, 7, TODAY, True)

    async with engine.connect() as connection:
        last = await connection.execute(
            text("SELECT actor_kind, actor_name, note FROM change_set ORDER BY id DESC LIMIT 1")
        )
        assert last.one() == ("SYSTEM", "sor generate", "A synthetic register of 10 units, seed 7, with history")


async def _stored(engine: AsyncEngine) -> dict[str, int]:
    tables = (
        "unit", "unit_version", "location_number", "location_number_version", "message_capability", "unit_relation",
        "change_set",
    )  # fmt: skip
    async with engine.connect() as connection:
        return {
            table: (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() for table in tables
        }


async def _change_sets_of_migration(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        asked = text("SELECT count(*) FROM change_set WHERE actor_name = 'sor migrate'")
        return int((await connection.execute(asked)).scalar_one())


async def test_what_is_stored_already_is_told_from_what_is_new_all_at_once(engine: AsyncEngine) -> None:
    """Row by row it would take as long as the square of what came in."""
    await generate(engine, 2000, 3, TODAY, True)
    stored = text("SELECT gln, code, code_version, direction, lower(valid), upper(valid) FROM message_capability")

    async with engine.begin() as connection:
        again = Change(connection, Recorder(ActorKind.SYSTEM, "test"), Reason())
        rows = [(*said, Period(start, end)) for *said, start, end in await connection.execute(stored)]
        await CAPABILITIES.take_in(again, rows)
        assert await CAPABILITIES.differs(again)
        await CAPABILITIES.compare(again)
        assert not await CAPABILITIES.differs(again)
        plan = [line for (line,) in await connection.execute(text(f"EXPLAIN {CAPABILITIES.difference}"))]

    assert len(rows) > 500
    assert any("Anti Join" in line for line in plan)
    assert not any("Nested Loop Anti Join" in line for line in plan)
