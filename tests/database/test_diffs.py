"""What is different between two moments: the same as a plain comparison of two registers, unit by unit."""

from collections import Counter
from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain.diffing import DiffInclude
from domain.identifiers import SorCode
from resolvers.context import Context
from resolvers.diffs.telling import DiffPage, Question, UnitDiff, page
from tests.naive_diffs import Side, Told, diff
from tests.registers import code, days
from tests.rewritten import Rewritten, recorded, recorded_again, rewritten

TODAY = date(2026, 11, 22)


@settings(max_examples=100)
@given(
    register=rewritten(),
    asked=st.tuples(days, days).map(sorted),
    under=st.none() | st.integers(0, 3).map(code),
    include=st.sampled_from(DiffInclude),
    learned=st.booleans(),
)
async def test_a_diff_tells_what_two_registers_say_otherwise(
    standing_engine: AsyncEngine,
    register: Rewritten,
    asked: list[date],
    under: SorCode | None,
    include: DiffInclude,
    learned: bool,
) -> None:
    assume(under is None or any(one.sor_code == under for one in register.before.units))
    day, then = asked
    async with standing_engine.connect() as connection:
        first = await recorded(connection, register.before)
        await recorded_again(connection, register)
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        question = Question((day, first.recorded if learned else None), (then, None), under, include)
        pages = await whole(standing_engine, connection, question)
        await connection.rollback()

    before = Side(register.before if learned else register.after, day)
    expected = diff(before, Side(register.after, then), under, include)
    told = [unit for one in pages for unit in one.nodes]
    assert {unit(one): shown(one) for one in told} == expected
    assert [unit(one) for one in told] == sorted(expected)
    assert {one.total_count for one in pages} == {len(expected)}
    counted = Counter(kind for one in expected.values() for kind in one.kinds)
    assert {one.kind: one.count for one in pages[0].summary} == counted


async def whole(engine: AsyncEngine, connection: AsyncConnection, question: Question) -> list[DiffPage]:
    """Every page of three."""
    pages: list[DiffPage] = []
    after = None
    while True:
        ctx = Context(PostgresReader(Snapshot(engine, within=connection)), TODAY)
        pages.append(await page(ctx, question, 3, after))
        assert ctx.reader.statements <= 60
        if not pages[-1].page_info.has_next_page:
            return pages
        after = pages[-1].page_info.end_cursor


def unit(told: UnitDiff) -> SorCode:
    known = told.known_after or told.known_before
    assert known is not None
    return known.sor_code


def shown(told: UnitDiff) -> Told:
    return Told(set(told.kinds), [(one.field, one.before, one.after, one.cause.via) for one in told.fields])
