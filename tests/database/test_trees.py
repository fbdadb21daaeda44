"""The hand-made hospital as trees, lists and numbers: exact values, and how many statements they take."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.lists import Below, Filter, IdentifierSystem, Order, OrderField, Page, SortKey, TextMatch
from db.reading.orders import StrangeSortKey
from db.reading.postgres import PostgresReader
from db.reading.reader import Reader
from db.reading.snapshot import Snapshot
from db.reading.whole import whole
from domain.identifiers import SorCode, sor_code_of
from domain.inheritance import InheritableField
from domain.periods import Moment, Period
from domain.units import Unit, UnitKind, UnitStatus
from tests.builders import (
    CLOSES,
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    OPENED,
    REGION,
    REGION_NUMBER,
    SUCCEEDED,
    SURGERY,
    THEATRE,
    THEATRE_NUMBER,
    TODAY,
    WARD,
    hospital,
)
from tests.registers import reading

NOW = Moment(TODAY)
ALL = Filter()
BY_NAME = Order()
WHOLE = Page(50)
STRANGER = sor_code_of(9999)


@pytest.fixture
async def db(engine: AsyncEngine) -> AsyncIterator[Snapshot]:
    async with reading(engine, replace(hospital(), code_values=())) as opened:
        yield opened


@pytest.fixture
def reader(db: Snapshot) -> Reader:
    return PostgresReader(db)


def codes(units: tuple[Unit, ...] | list[Unit]) -> list[SorCode]:
    return [unit.sor_code for unit in units]


@pytest.mark.parametrize("page", [WHOLE, Page(7), Page(50_000)], ids=["a page", "as many", "very many"])
async def test_the_whole_region_depth_first_in_one_statement(reader: Reader, page: Page) -> None:
    tree = await reader.subtree(REGION, NOW, ALL, page, None)

    assert [(node.unit.name, node.depth, node.child_count) for node in tree.items] == [
        ("Region Prøve", 0, 1),
        ("Prøve Hospital", 1, 2),
        ("Kirurgisk Afdeling", 2, 2),
        ("Operationsgangen", 3, 0),
        ("Sengeafsnit Ærø", 3, 0),
        ("Medicinsk Afdeling", 2, 1),
        ("Dialyse og Nyre", 3, 0),
    ]
    assert tree.items[4].path == (REGION, HOSPITAL, SURGERY, WARD)
    assert (tree.more, tree.earlier) == (False, False)
    assert await reader.subtree_count(REGION, NOW, ALL, None) == 7
    assert reader.statements == 2


async def test_a_unit_that_moves_is_told_under_its_new_parent_from_that_day_on(reader: Reader) -> None:
    before, after = Moment(MOVES - timedelta(days=1)), Moment(MOVES)

    assert [path[1].sor_code for path in await reader.paths([WARD], before)] == [SURGERY]
    assert [path[1].sor_code for path in await reader.paths([WARD], after)] == [MEDICINE]
    assert await reader.child_counts([SURGERY, MEDICINE], before, ALL) == [2, 1]
    assert await reader.child_counts([SURGERY, MEDICINE], after, ALL) == [1, 2]


async def test_a_page_of_a_subtree_goes_on_where_the_last_one_ended(reader: Reader) -> None:
    first = await reader.subtree(REGION, NOW, ALL, Page(5), 3)
    second = await reader.subtree(REGION, NOW, ALL, Page(5, first.keys[-1]), 3)

    assert [node.unit.sor_code for node in first.items] == [REGION, HOSPITAL, SURGERY, THEATRE, WARD]
    assert (first.more, first.earlier) == (True, False)
    assert [node.unit.sor_code for node in second.items] == [MEDICINE, KIDNEY]
    assert (second.more, second.earlier) == (False, True)


async def test_a_subtree_that_was_told_whole_goes_on_from_each_of_its_units(reader: Reader) -> None:
    tree = await reader.subtree(REGION, NOW, ALL, Page(50_000), None)

    for place, key in enumerate(tree.keys):
        rest = await reader.subtree(REGION, NOW, ALL, Page(50_000, key), None)
        assert rest.items == tree.items[place + 1 :]
        assert [*rest.keys] == [*tree.keys[place + 1 :]]


async def test_a_subtree_larger_than_what_is_asked_for_is_told_as_a_page(db: Snapshot) -> None:
    assert await whole(db, REGION, NOW, 6) is None
    assert await whole(db, STRANGER, NOW, 50_000) is None
    region = await whole(db, REGION, NOW, 7)

    assert region is not None
    assert region == await PostgresReader(db).subtree(REGION, NOW, ALL, Page(7), None)


async def test_the_way_down_ends_at_the_depth_asked_for_and_children_below_it_still_count(reader: Reader) -> None:
    tree = await reader.subtree(REGION, NOW, ALL, WHOLE, 1)

    assert [(node.unit.sor_code, node.child_count) for node in tree.items] == [(REGION, 1), (HOSPITAL, 2)]
    assert await reader.subtree_count(REGION, NOW, ALL, 1) == 2
    assert await reader.descendant_counts([REGION, HOSPITAL, WARD], NOW, ALL, 1) == [1, 2, 0]


async def test_a_closed_unit_is_given_by_its_code_as_on_its_last_day(reader: Reader) -> None:
    [unit] = await reader.units([DIALYSIS], NOW)

    assert unit is not None
    assert (unit.name, unit.status(TODAY), unit.life) == ("Dialyse", UnitStatus.CLOSED, Period(OPENED, SUCCEEDED))
    assert [codes(list(path)) for path in await reader.paths([DIALYSIS], NOW)] == [
        [DIALYSIS, MEDICINE, HOSPITAL, REGION]
    ]


async def test_a_planned_unit_is_given_by_its_code_as_on_its_first_day(reader: Reader) -> None:
    early = Moment(date(2024, 6, 1))
    [unit] = await reader.units([KIDNEY], early)

    assert unit is not None
    assert (unit.name, unit.status(early.at)) == ("Dialyse og Nyre", UnitStatus.PLANNED)
    assert codes(list((await reader.paths([KIDNEY], early))[0])) == [KIDNEY, MEDICINE, HOSPITAL, REGION]


async def test_lists_hold_units_in_force_unless_others_are_asked_for(reader: Reader) -> None:
    async def below_medicine(*statuses: UnitStatus, at: date = TODAY) -> list[SorCode]:
        asked = Filter(statuses=statuses) if statuses else ALL
        [page] = await reader.children([MEDICINE], Moment(at), asked, BY_NAME, WHOLE)
        return codes(page.items)

    assert await below_medicine() == [KIDNEY]
    assert await below_medicine(UnitStatus.CLOSING) == [KIDNEY]
    assert await below_medicine(UnitStatus.ACTIVE) == []
    assert await below_medicine(UnitStatus.CLOSED) == [DIALYSIS]
    assert await below_medicine(UnitStatus.CLOSED, UnitStatus.CLOSING) == [DIALYSIS, KIDNEY]
    assert await below_medicine(UnitStatus.PLANNED, at=date(2024, 6, 1)) == [KIDNEY]
    assert await below_medicine(at=CLOSES) == [WARD]
    assert await below_medicine(UnitStatus.PENDING) == []


async def test_children_of_many_units_take_one_statement_and_a_page_each(reader: Reader) -> None:
    pages = await reader.children([HOSPITAL, SURGERY, STRANGER, HOSPITAL], NOW, ALL, BY_NAME, Page(1))

    assert [(codes(page.items), page.more) for page in pages] == [
        ([SURGERY], True),
        ([THEATRE], True),
        ([], False),
        ([SURGERY], True),
    ]
    assert reader.statements == 1


async def test_descendants_of_many_units_take_one_statement_and_a_page_each(reader: Reader) -> None:
    descending = Order(OrderField.TREE, descending=True)
    pages = await reader.descendants([HOSPITAL, MEDICINE, STRANGER], NOW, ALL, descending, Page(3), None)

    assert [(codes(page.items), page.more) for page in pages] == [
        ([KIDNEY, MEDICINE, WARD], True),
        ([KIDNEY], False),
        ([], False),
    ]
    assert reader.statements == 1


async def test_a_filter_takes_units_out_of_a_tree_but_not_what_is_below_them(reader: Reader) -> None:
    asked = Filter(types=("551611000005102",))
    tree = await reader.subtree(HOSPITAL, NOW, asked, WHOLE, None)

    assert [(node.unit.sor_code, node.path) for node in tree.items] == [(THEATRE, (HOSPITAL, SURGERY, THEATRE))]


async def test_danish_letters_come_after_z(reader: Reader) -> None:
    found = await reader.find(NOW, Filter(kinds=(UnitKind.INSTITUTION_OWNER,)), BY_NAME, WHOLE)

    assert [unit.name for unit in found.items] == ["Region Prøve", "Åhavens Lægehus ApS"]


async def test_a_post_code_is_that_of_the_effective_postal_address(reader: Reader) -> None:
    async def at(post_code: TextMatch) -> list[SorCode]:
        return codes((await reader.find(NOW, Filter(post_code=post_code), Order(OrderField.SOR_CODE), WHOLE)).items)

    assert await at(TextMatch(eq="4000")) == [SURGERY, THEATRE, WARD]
    assert await at(TextMatch(eq="4100")) == [REGION, HOSPITAL, MEDICINE, KIDNEY]
    assert await at(TextMatch(starts_with="4", contains=None)) == [
        *(REGION, HOSPITAL, SURGERY, THEATRE, WARD, MEDICINE, KIDNEY, COMPANY)
    ]
    assert await at(TextMatch(starts_with="4_")) == []
    assert await at(TextMatch(is_null=True)) == []


async def test_a_location_number_counts_for_its_holder_and_those_who_take_it_over(reader: Reader) -> None:
    async def with_number(gln: str, hidden: bool = False) -> list[SorCode]:
        asked = Filter(effective_location_number=gln, hidden_numbers=hidden)  # type: ignore[arg-type]
        return codes((await reader.find(NOW, asked, Order(OrderField.SOR_CODE), WHOLE)).items)

    assert await with_number(REGION_NUMBER) == [REGION, HOSPITAL, SURGERY, WARD]
    assert await with_number(MEDICINE_NUMBER) == [MEDICINE, KIDNEY]
    assert await with_number(THEATRE_NUMBER) == []
    assert await with_number(THEATRE_NUMBER, hidden=True) == [THEATRE]


async def test_own_and_inherited_are_told_apart(reader: Reader) -> None:
    own = await reader.find(NOW, Filter(has_own=(InheritableField.POSTAL_ADDRESS,)), BY_NAME, WHOLE)
    inherited = await reader.find(NOW, Filter(inherits=(InheritableField.ACTIVITY_ADDRESS,)), BY_NAME, WHOLE)

    assert codes(own.items) == [SURGERY, REGION, COMPANY]
    assert codes(inherited.items) == [SURGERY, MEDICINE, THEATRE, WARD]  # not kidney, which has its own, nor the rest


async def test_several_units_may_share_a_number_and_each_is_given(reader: Reader) -> None:
    found = await reader.identified(IdentifierSystem.YDERNUMMER, ["077410", "000000"], NOW)
    shak = await reader.identified(IdentifierSystem.SHAK, ["1301011", "1301"], NOW)

    assert [codes(one) for one in found] == [[MEDICINE, KIDNEY], []]
    assert [codes(one) for one in shak] == [[WARD, KIDNEY], [HOSPITAL]]
    assert reader.statements == 2


async def test_what_is_asked_for_below_another_is_below_it_though_itself_asked_for(reader: Reader) -> None:
    async def under(*asked: SorCode, itself: bool = False) -> list[SorCode]:
        wanted = Filter(under=Below(asked, 1, itself))
        return codes((await reader.find(NOW, wanted, Order(OrderField.TREE), WHOLE)).items)

    assert await under(REGION, HOSPITAL) == [HOSPITAL, SURGERY, MEDICINE]
    assert await under(HOSPITAL, itself=True) == [HOSPITAL, SURGERY, MEDICINE]
    assert await under() == []


async def test_units_are_counted_by_what_they_have_and_those_without_under_an_empty_text(reader: Reader) -> None:
    assert await reader.facets(NOW, ALL, "REGION") == [("", 4), ("1085", 4)]
    assert await reader.facets(NOW, ALL, "OWNER_TYPE") == [("550881000005103", 7), ("550891000005100", 1)]
    assert await reader.facets(NOW, ALL, "STATUS") == [("ACTIVE", 7), ("CLOSING", 1)]


async def test_what_changed_last_comes_first_when_asked_so(engine: AsyncEngine, reader: Reader) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE unit SET version = version + 1 WHERE sor_code = :code"), {"code": WARD})
    found = await reader.find(NOW, ALL, Order(OrderField.CHANGED_AT, descending=True), Page(1))
    [ward] = found.items
    since = await reader.find(NOW, Filter(changed_since=ward.changed), BY_NAME, WHOLE)
    later = Filter(changed_since=ward.changed + timedelta(microseconds=1))

    assert (ward.sor_code, ward.version) == (WARD, 2)
    assert codes(since.items) == [WARD]
    assert await reader.count(NOW, later) == 0
    assert await reader.count(NOW, ALL) == 8
    page = await reader.find(NOW, ALL, Order(OrderField.CHANGED_AT, descending=True), Page(50, found.keys[0]))
    assert WARD not in codes(page.items)
    assert len(page.items) == 7


async def test_a_hundred_units_and_their_paths_take_a_statement_each(reader: Reader) -> None:
    asked = [REGION, HOSPITAL, SURGERY, THEATRE, WARD, MEDICINE, DIALYSIS, KIDNEY, COMPANY, STRANGER] * 10

    found = await reader.units(asked, NOW)
    assert [unit and unit.sor_code for unit in found] == [None if code == STRANGER else code for code in asked]
    assert [len(path) for path in await reader.paths(asked, NOW)] == [1, 2, 3, 4, 4, 3, 4, 4, 1, 0] * 10
    assert reader.statements == 2


@pytest.mark.parametrize(
    ("field", "key"),
    [
        (OrderField.NAME, ("a",)),
        (OrderField.NAME, (1, "a")),
        (OrderField.NAME, ("a\0b", 1)),
        (OrderField.SOR_CODE, (True,)),
        (OrderField.SOR_CODE, (1 << 63,)),
        (OrderField.SOR_CODE, (None,)),
        (OrderField.VALID_FROM, (datetime(2026, 1, 1, tzinfo=UTC), 1)),
        (OrderField.CHANGED_AT, (date(2026, 1, 1), 1)),
        (OrderField.TYPE, (None, "a", 1)),
        (OrderField.TREE, ()),
    ],
)
async def test_a_place_in_another_order_is_refused_before_the_database_is_asked(
    reader: Reader, field: OrderField, key: SortKey
) -> None:
    with pytest.raises(StrangeSortKey, match="no place in this order"):
        await reader.find(NOW, ALL, Order(field), Page(1, key))
    assert reader.statements == 0
