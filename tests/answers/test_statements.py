"""What answers cost: statements follow the relations and levels asked for, never how many units there are."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.change import change
from db.writing.lives import write
from domain.identifiers import sor_code_of
from domain.periods import Period, Version
from domain.recording import ActorKind, Recorder
from domain.records import Lives, UnitLife
from domain.units import Facts, UnitKind
from tests.answers.conftest import Ask, asking
from tests.builders import OPENED, REGION, STREET, hospital
from tests.fixtures.databases import Databases

WIDE = 120


@pytest.fixture(scope="module")
async def wide_engine(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """The hospital with an institution of 120 departments of two sections each."""
    async with databases.connected() as opened:
        async with change(opened, Recorder(ActorKind.SYSTEM, "test"), note="wide") as writing:
            await write(writing, hospital())
            await write(writing, Lives(units=tuple(_wide()), addresses=(STREET,)))
        yield opened


@pytest.fixture
def ask_wide(wide_engine: AsyncEngine) -> Ask:
    return asking(wide_engine)


TOP = sor_code_of(20000)


def _wide() -> list[UnitLife]:
    units = [_one(20000, "Bred Institution", REGION, UnitKind.HEALTH_INSTITUTION)]
    for n in range(1, WIDE + 1):
        units.append(_one(20000 + n, f"Afdeling {n:03}", TOP))
        units += [_one(21000 + 2 * n + side, f"Afsnit {n:03}-{side}", sor_code_of(20000 + n)) for side in (0, 1)]
    return units


def _one(serial: int, name: str, parent: int, kind: UnitKind = UnitKind.ORGANIZATIONAL_UNIT) -> UnitLife:
    facts = Facts(name=name, parent=parent, type="550851000005109", inherits_location_number=True)  # type: ignore[arg-type]
    return UnitLife(
        sor_code=sor_code_of(serial), kind=kind, first_from=OPENED, timeline=(Version(Period(OPENED), facts),)
    )


TREE = """query ($c: SorCode!, $first: Int!) { unit(by: {sorCode: $c}) { name children(first: $first) { nodes {
  name type { name } children { totalCount nodes { name type { name } childCount } } } } } }"""


async def test_the_depth_of_a_tree_and_not_its_width_sets_the_number_of_statements(ask_wide: Ask) -> None:
    narrow = await ask_wide(TREE, c=str(TOP), first=2)
    broad = await ask_wide(TREE, c=str(TOP), first=WIDE)

    assert len(narrow.data["unit"]["children"]["nodes"]) == 2
    assert len(broad.data["unit"]["children"]["nodes"]) == WIDE
    assert narrow.statements == broad.statements
    assert broad.statements <= 7


async def test_a_hundred_units_with_all_they_inherit_take_at_most_eight_statements(ask_wide: Ask) -> None:
    query = """query ($c: SorCode!) { units(filter: {under: {sorCodes: [$c], maxDepth: 1}}, first: 100) { nodes {
      name parent { name } ancestors { name }
      effectivePostalAddress { value { oneLine } provenance { kind source { name } } }
      effectiveLocationNumber { value { gln } provenance { kind source { name } } } } } }"""
    answer = await ask_wide(query, c=str(TOP))

    assert not answer.errors
    assert len(answer.data["units"]["nodes"]) == 100
    first = answer.data["units"]["nodes"][0]
    assert first["effectivePostalAddress"]["provenance"]["source"] == {"name": "Region Prøve"}
    assert answer.statements <= 8


async def test_a_subtree_with_addresses_takes_at_most_eight_statements(ask_wide: Ask) -> None:
    query = """query ($c: SorCode!) { subtree(root: {sorCode: $c}, first: 5000) { totalCount nodes {
      depth parentSorCode childCount unit { sorCode name kind type { name }
        effectivePostalAddress { value { oneLine } provenance { kind source { sorCode } } } } } } }"""
    answer = await ask_wide(query, c=str(TOP))

    assert answer.data["subtree"]["totalCount"] == 1 + 3 * WIDE
    assert len(answer.data["subtree"]["nodes"]) == 1 + 3 * WIDE
    assert answer.statements <= 8


async def test_a_total_that_is_not_asked_for_is_not_counted(ask_wide: Ask) -> None:
    without = await ask_wide("{ units(first: 5) { nodes { name } } }")
    counted = await ask_wide("{ units(first: 5) { nodes { name } totalCount } }")

    assert counted.statements == without.statements + 1


@pytest.mark.parametrize(
    ("text", "first", "total", "counting"),
    [
        ("afdeling 05", 20, 12, 0),  # all are shown: 005, 050 to 059, 105
        ("*snit 0*", 20, 2 * 99, 0),  # all were looked at for the first
        ("afdeling 0", 20, 99 + 11 + 1, 1),  # also 100 to 110, and 120
    ],
)
async def test_hits_are_counted_by_a_statement_of_their_own_only_where_not_all_were_looked_at(
    ask_wide: Ask, text: str, first: int, total: int, counting: int
) -> None:
    query = """query ($text: String!, $first: Int!, $counted: Boolean!) { search(query: $text, first: $first) {
      totalCount @include(if: $counted) nodes { sorCode } } }"""
    plain, counted = [await ask_wide(query, text=text, first=first, counted=asked) for asked in (False, True)]

    assert counted.data["search"] == {**plain.data["search"], "totalCount": total}
    assert counted.statements - plain.statements == counting
