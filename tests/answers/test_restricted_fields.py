"""What is internal to an organisation is seen by its own users and the SOR office, by whatever way one asks."""

from collections.abc import AsyncIterator
from itertools import product

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.change import change
from db.writing.lives import write
from domain.permissions import PUBLIC, Actor, Role
from domain.recording import ActorKind, Recorder
from tests.answers.conftest import Ask, asking
from tests.fixtures.databases import Databases
from tests.organisations import COMPANY, MUNICIPALITY, ORGANISATIONS, REGION, Organisation, register

# Who sees what is internal to which of the organisations; whoever is not named sees none of it.
SEES = {
    Actor("kontoret", Role.SOR_OFFICE): ORGANISATIONS,
    Actor("regionen", Role.REGIONAL_ADMINISTRATOR, REGION.owner): (REGION,),
    Actor("kommunen", Role.MUNICIPAL_ADMINISTRATOR, MUNICIPALITY.owner): (MUNICIPALITY,),
    Actor("klinikken", Role.PRIVATE_COMPANY, COMPANY.owner): (COMPANY,),
    Actor("leverandør for regionen", Role.SYSTEM_SUPPLIER, REGION.owner): (REGION,),
    Actor("MedCom", Role.MEDCOM): (),
    Actor("leverandøren", Role.SYSTEM_SUPPLIER): (),
    Actor("ingens administrator", Role.REGIONAL_ADMINISTRATOR): (),
    PUBLIC: (),
}
CASES = [*product(SEES, ORGANISATIONS)]

NUMBER_OF_UNIT = """
query ($code: SorCode!) { unit(by: {sorCode: $code}) {
  locationNumber { gln } effectiveLocationNumber { value { gln } }
  identifiers(systems: [GLN]) { value }
  history { nodes { changes { field after } } }
  timeline(fields: [LOCATION_NUMBER]) { value }
} }
"""
BY_NUMBER = """
query ($gln: Gln!, $text: String!) {
  unit(by: {gln: $gln}) { sorCode }
  units(filter: {effectiveLocationNumber: $gln}) { totalCount }
  search(query: $text) { totalCount }
}
"""
ATTRIBUTES = "query ($code: SorCode!) { unit(by: {sorCode: $code}) { ... on OrganizationalUnit { localAttributes } } }"


@pytest.fixture(scope="module")
async def four(databases: Databases) -> AsyncIterator[AsyncEngine]:
    async with databases.connected() as opened:
        async with change(opened, Recorder(ActorKind.SYSTEM, "test")) as writing:
            await write(writing, register())
        yield opened


@pytest.fixture
def ask(four: AsyncEngine) -> Ask:
    return asking(four)


@pytest.mark.parametrize(("actor", "whose"), CASES, ids=lambda one: one.name)
async def test_an_internal_number_of_a_unit(ask: Ask, actor: Actor, whose: Organisation) -> None:
    answer = await ask(NUMBER_OF_UNIT, actor, code=str(whose.unit))
    hidden = whose.numbers[2]

    assert answer.errors == []
    unit = answer.data["unit"]
    if whose in SEES[actor]:
        assert unit["locationNumber"] == {"gln": hidden}
        assert unit["effectiveLocationNumber"] == {"value": {"gln": hidden}}
        assert unit["identifiers"] == [{"value": hidden}]
    else:
        assert unit["locationNumber"] is None
        assert unit["effectiveLocationNumber"] is None
        assert unit["identifiers"] == []
        assert hidden not in str(unit)


@pytest.mark.parametrize(("actor", "whose"), CASES, ids=lambda one: one.name)
async def test_a_unit_by_its_internal_number(ask: Ask, actor: Actor, whose: Organisation) -> None:
    answer = await ask(BY_NUMBER, actor, gln=whose.numbers[2], text=whose.numbers[2])

    assert answer.errors == []
    found = (answer.data["unit"], answer.data["units"]["totalCount"], answer.data["search"]["totalCount"])
    seen = whose in SEES[actor]
    assert found == ({"sorCode": str(whose.unit)} if seen else None, int(seen), int(seen))


@pytest.mark.parametrize(("actor", "whose"), CASES, ids=lambda one: one.name)
async def test_what_is_public_is_seen_by_everyone(ask: Ask, actor: Actor, whose: Organisation) -> None:
    answer = await ask(NUMBER_OF_UNIT, actor, code=str(whose.institution))

    assert answer.errors == []
    assert answer.data["unit"]["locationNumber"] == {"gln": whose.numbers[1]}


@pytest.mark.parametrize(("actor", "whose"), CASES, ids=lambda one: one.name)
async def test_local_attributes(ask: Ask, actor: Actor, whose: Organisation) -> None:
    answer = await ask(ATTRIBUTES, actor, code=str(whose.unit))

    if whose in SEES[actor]:
        assert answer.errors == []
        assert answer.data["unit"] == {"localAttributes": ["intern"]}
    else:
        assert [one["extensions"]["code"] for one in answer.errors] == ["FORBIDDEN"]
        assert answer.data["unit"] == {"localAttributes": None}
