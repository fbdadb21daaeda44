"""A request asks the database once for what it wants to know, however it is reached and whoever else asks for it."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain.identifiers import SorCode
from domain.inheritance import Held
from domain.periods import Moment
from domain.units import Unit
from resolvers import inheritance, units
from resolvers.context import Context
from resolvers.refusals import Code, Refusal
from tests.builders import HOSPITAL, KIDNEY, MEDICINE, REGION, SUCCEEDED, SURGERY, TODAY, WARD, hospital
from tests.registers import reading
from tests.residents import both

NOW = Moment(TODAY)


@pytest.fixture
async def db(engine: AsyncEngine) -> AsyncIterator[Snapshot]:
    async with reading(engine, replace(hospital(), code_values=())) as opened:
        yield opened


@pytest.fixture
def ctx(db: Snapshot) -> Context:
    return Context(PostgresReader(db), TODAY)


async def known(ctx: Context, *codes: SorCode) -> list[Unit]:
    """The units, by one statement, which tells of those above them as well."""
    return [unit for unit in await ctx.reader.units(codes, NOW) if unit is not None]


def codes(path: Sequence[Unit]) -> list[SorCode]:
    return [unit.sor_code for unit in path]


async def test_what_was_asked_before_is_not_asked_again(ctx: Context, db: Snapshot) -> None:
    first = await ctx.ask_all(units.path, [WARD, SURGERY], NOW)
    again = await ctx.ask_all(units.path, [SURGERY, KIDNEY, WARD, SURGERY], NOW)

    assert [codes(path) for path in again] == [
        [SURGERY, HOSPITAL, REGION],
        [KIDNEY, MEDICINE, HOSPITAL, REGION],
        [WARD, SURGERY, HOSPITAL, REGION],
        [SURGERY, HOSPITAL, REGION],
    ]
    assert again[2] is first[0]
    assert again[0] is again[3] is first[1]
    assert db.statements == 2


async def test_two_who_ask_the_same_at_once_ask_the_database_once(ctx: Context, db: Snapshot) -> None:
    some, others = await asyncio.gather(
        ctx.ask_all(units.path, [WARD, SURGERY], NOW), ctx.ask_all(units.path, [SURGERY, WARD], NOW)
    )

    assert some == others[::-1]
    assert db.statements == 1


async def test_two_who_ask_for_different_units_at_once_share_a_statement(ctx: Context, db: Snapshot) -> None:
    await known(ctx, WARD)

    (above,), (beside,) = await asyncio.gather(
        ctx.ask_all(units.path, [KIDNEY], NOW), ctx.ask_all(units.path, [MEDICINE], NOW)
    )

    assert (codes(above), codes(beside)) == ([KIDNEY, MEDICINE, HOSPITAL, REGION], [MEDICINE, HOSPITAL, REGION])
    assert db.statements == 2


async def test_fields_and_whole_levels_share_what_was_asked(ctx: Context, db: Snapshot) -> None:
    ward, surgery = await known(ctx, WARD, SURGERY)

    alone, whole = await asyncio.gather(
        ctx.ask(units.owner, ward, NOW), ctx.ask_all(units.owner, [ward, surgery, ward], NOW)
    )

    assert alone is whole[0]
    assert codes(whole) == [REGION, REGION, REGION]
    assert await ctx.ask(units.owner, surgery, NOW) is whole[1]
    assert db.statements == 1


async def test_where_the_units_of_a_level_stand_is_found_once_for_all_that_is_asked_of_them(
    ctx: Context, db: Snapshot
) -> None:
    level = await known(ctx, WARD, SURGERY)

    one, other = await asyncio.gather(units.standing(ctx, level, NOW), units.standing(ctx, level, NOW))

    assert one is other
    assert [codes(up) for up in one.above] == [[SURGERY, HOSPITAL, REGION], [HOSPITAL, REGION]]
    assert [codes(up) for up in one.ways] == [[SURGERY, HOSPITAL, REGION], [HOSPITAL, REGION]]
    assert one.out == []
    assert await units.standing(ctx, [*level], NOW) is not one
    assert db.statements == 1


async def test_what_follows_from_other_answers_is_worked_out_again_and_not_asked_again(
    ctx: Context, db: Snapshot
) -> None:
    level = await known(ctx, WARD, SURGERY)
    relations = (inheritance.postal_address, inheritance.location_number, units.parent)

    first = [await ctx.ask_all(relation, level, NOW) for relation in relations]
    asked = db.statements
    again = [await ctx.ask_all(relation, level[::-1], NOW) for relation in relations]

    assert asked == db.statements == 3
    assert [[told(one) for one in answers] for answers in again] == [
        [told(one) for one in answers[::-1]] for answers in first
    ]


def told(answer: Any) -> Any:
    return answer.found if isinstance(answer, Held) else answer


async def test_another_moment_is_another_question(ctx: Context, db: Snapshot) -> None:
    (kidney,) = await known(ctx, KIDNEY)
    before = Moment(SUCCEEDED)

    assert await ctx.ask_all(units.depth, [kidney], NOW) == await ctx.ask_all(units.depth, [kidney], before) == [3]
    assert db.statements == 2


async def test_what_is_read_anew_is_asked_anew(ctx: Context, db: Snapshot) -> None:
    told = await ctx.ask(units.path, WARD, NOW)
    assert await ctx.ask(units.path, WARD, NOW) is told

    await ctx.renew()

    again = await ctx.ask(units.path, WARD, NOW)
    assert again is not told
    assert codes(again) == codes(told) == [WARD, SURGERY, HOSPITAL, REGION]
    assert db.statements == 2


async def test_a_question_that_failed_is_asked_again_by_whoever_waited_for_it(ctx: Context) -> None:
    asked: list[list[int]] = []

    async def doubled(ctx: Context, numbers: Sequence[int], *, moment: Moment) -> list[int]:
        asked.append([*numbers])
        await asyncio.sleep(0)
        if len(asked) == 1:
            raise ConnectionError
        return [2 * number for number in numbers]

    failed, told = await asyncio.gather(
        ctx.ask_all(doubled, [1, 2], NOW), ctx.ask_all(doubled, [2, 3], NOW), return_exceptions=True
    )

    assert isinstance(failed, ConnectionError)
    assert told == [4, 6]
    assert asked == [[1, 2], [2, 3]]
    assert await ctx.ask_all(doubled, [1, 3], NOW) == [2, 6]
    assert asked[2:] == [[1]]


async def test_what_is_asked_beside_a_question_that_fails_is_ended_with_it(engine: AsyncEngine) -> None:
    async def refused() -> None:
        raise Refusal(Code.INVALID_CURSOR, "It is no cursor.")

    async with both(engine, hospital()) as readers:
        for reader in (readers.postgres, readers.resident):
            beside = reader.read_at()
            assert inspect.iscoroutine(beside)
            with pytest.raises(Refusal, match="no cursor"):
                await Context(reader, TODAY).together(NOW, refused(), beside)
            assert inspect.getcoroutinestate(beside) == inspect.CORO_CLOSED


async def test_a_request_that_has_ended_holds_nothing_of_the_register(engine: AsyncEngine) -> None:
    async with both(engine, hospital()) as readers:
        ctx = Context(readers.resident, TODAY)
        [ward] = await known(ctx, WARD)
        await ctx.ask(units.parent, ward, NOW)
        assert ctx.reader.remembers(NOW)

        await ctx.close()

        assert not ctx.reader.remembers(NOW)
        assert ctx.memos == {}
