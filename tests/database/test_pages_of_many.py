"""Pages of the lists of many units: what is the same is one object, and nothing is asked or made that nobody wants."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, overload

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.lists import Filter, Order, Slice, SortKey
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain.identifiers import SorCode
from domain.periods import Moment
from resolvers import pages, units
from resolvers.context import Context
from resolvers.pages import Listing, ListPage
from resolvers.refusals import Code, Refusal
from tests.builders import COMPANY, HOSPITAL, KIDNEY, MEDICINE, REGION, SURGERY, THEATRE, TODAY, WARD, hospital
from tests.registers import reading

NOW = Moment(TODAY)


@pytest.fixture
async def db(engine: AsyncEngine) -> AsyncIterator[Snapshot]:
    async with reading(engine, replace(hospital(), code_values=())) as opened:
        yield opened


@pytest.fixture
def ctx(db: Snapshot) -> Context:
    return Context(PostgresReader(db), TODAY)


async def children(ctx: Context, *codes: SorCode, first: int = 50, after: str | None = None) -> Sequence[Any]:
    asked = [unit for unit in await ctx.reader.units(codes, NOW) if unit is not None]
    return await ctx.ask_all(units.children, asked, NOW, filter=Filter(), order=Order(), first=first, after=after)


def codes(page: ListPage) -> list[SorCode]:
    return [unit.sor_code for unit in page.nodes]


async def test_units_with_nothing_below_them_share_one_page(ctx: Context) -> None:
    ward, above, kidney, company = await children(ctx, WARD, HOSPITAL, KIDNEY, COMPANY)

    assert ward is kidney is company
    assert (ward.nodes, ward.edges) == ((), [])
    info = ward.page_info
    assert (info.has_next_page, info.has_previous_page, info.start_cursor, info.end_cursor) == (
        False,
        False,
        None,
        None,
    )
    assert codes(above) == [SURGERY, MEDICINE]


async def test_lists_that_are_shown_whole_are_counted_without_a_question(ctx: Context, db: Snapshot) -> None:
    told = await children(ctx, HOSPITAL, WARD, SURGERY, REGION)
    asked = db.statements

    assert await pages.totals(ctx, told, moment=NOW) == [2, 0, 2, 1]
    assert db.statements == asked


async def test_the_others_are_counted_by_one_question(ctx: Context, db: Snapshot) -> None:
    told = await children(ctx, HOSPITAL, WARD, SURGERY, REGION, first=1)
    asked = db.statements

    assert [len(page.nodes) for page in told] == [1, 0, 1, 1]
    assert await pages.totals(ctx, told, moment=NOW) == [2, 0, 2, 1]
    assert db.statements == asked + 1


async def test_a_cursor_goes_on_with_its_own_list_and_is_refused_by_the_others(ctx: Context) -> None:
    (first, _) = await children(ctx, SURGERY, HOSPITAL, first=1)

    here, there = await children(ctx, SURGERY, HOSPITAL, first=1, after=first.page_info.end_cursor)

    assert sorted([*codes(first), *codes(here)]) == sorted([THEATRE, WARD])
    assert here.page_info.has_previous_page
    assert await pages.totals(ctx, [here], moment=NOW) == [2]
    assert isinstance(there, Refusal)
    assert there.code is Code.INVALID_CURSOR


class Untold(Sequence[SortKey]):
    """Sort keys that nobody has asked for."""

    def __len__(self) -> int:
        return 1

    @overload
    def __getitem__(self, place: int) -> SortKey: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[SortKey]: ...
    def __getitem__(self, place: int | slice) -> SortKey | Sequence[SortKey]:
        raise AssertionError("a sort key was asked for")


async def test_sort_keys_are_looked_at_for_cursors_only() -> None:
    part = Slice(("a unit",), Untold(), more=True)
    page = ListPage(Listing("units", None, Filter()), part, NOW, datetime(2026, 11, 22, tzinfo=UTC))

    assert page.nodes == ("a unit",)
    assert page.page_info.has_next_page
    assert not page.page_info.has_previous_page
    with pytest.raises(AssertionError, match="asked for"):
        _ = page.page_info.end_cursor
