"""Units looked up by what they are known by."""

import pytest

from domain.permissions import Actor, Role
from schema import ids
from schema.extensions.danish import DANISH
from tests.answers.conftest import Ask
from tests.builders import (
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    REGION,
    REGION_NUMBER,
    THEATRE,
    THEATRE_NUMBER,
    WARD,
)

OWN_USER = Actor("clerk", Role.REGIONAL_ADMINISTRATOR, REGION)


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ('shak: "1301"', HOSPITAL),
        (f'gln: "{REGION_NUMBER}"', REGION),
        (f'sorCode: "{DIALYSIS}"', DIALYSIS),
        ('sorCode: "21000016006"', None),
        ('shak: "9999"', None),
        (f'gln: "{THEATRE_NUMBER}"', None),
    ],
)
async def test_a_key_gives_its_unit_and_an_unknown_or_hidden_one_nothing(ask: Ask, key: str, found: int | None) -> None:
    answer = await ask(f"{{ unit(by: {{{key}}}) {{ sorCode }} }}")

    assert not answer.errors
    assert answer.data["unit"] == (None if found is None else {"sorCode": str(found)})


async def test_an_organisations_own_user_sees_its_hidden_number(ask: Ask) -> None:
    query = f'{{ unit(by: {{gln: "{THEATRE_NUMBER}"}}) {{ sorCode locationNumber {{ gln internalOnly }} }} }}'

    own = await ask(query, OWN_USER)
    foreign = await ask(query, Actor("clerk", Role.REGIONAL_ADMINISTRATOR, HOSPITAL))

    assert own.data["unit"] == {
        "sorCode": str(THEATRE),
        "locationNumber": {"gln": THEATRE_NUMBER, "internalOnly": True},
    }
    assert foreign.data["unit"] is None


async def test_a_number_that_several_share_is_refused_with_the_list_of_them(ask: Ask) -> None:
    answer = await ask('{ unit(by: {shak: "1301011"}) { name } }')

    assert answer.data == {"unit": None}
    (error,) = answer.errors
    assert error["extensions"] == {
        "code": "AMBIGUOUS_KEY",
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["AMBIGUOUS_KEY"],
        "sorCodes": [str(WARD), str(KIDNEY)],
    }
    assert error["message"].startswith("2 units share SHAK code 1301011")


async def test_a_filter_gives_all_that_share_a_number(ask: Ask) -> None:
    query = "{ units(filter: {identifier: {system: YDERNUMMER, value: %s}}) { totalCount nodes { sorCode } } }"

    assert (await ask(query % '"077410"')).data["units"] == {
        "totalCount": 2,
        "nodes": [{"sorCode": str(KIDNEY)}, {"sorCode": str(MEDICINE)}],
    }


async def test_many_keys_keep_their_order_and_one_refusal_spoils_no_other(ask: Ask) -> None:
    query = """{ unitsByKeys(keys: [{shak: "1301"}, {shak: "1301011"}, {sorCode: "21000016006"}, {shak: "130102"},
      {shak: "1301"}]) { sorCode } }"""
    answer = await ask(query)

    hospital = {"sorCode": str(HOSPITAL)}
    assert answer.data["unitsByKeys"] == [hospital, None, None, {"sorCode": str(MEDICINE)}, hospital]
    assert [error["path"] for error in answer.errors] == [["unitsByKeys", 1]]
    assert answer.statements == 2 * 2  # what a plan runs into, graphql-core tells from the start


async def test_a_hundred_mixed_keys_take_one_statement_a_kind_of_key(ask: Ask) -> None:
    keys = [{"sorCode": str(code)} for code in (HOSPITAL, WARD, MEDICINE)] * 30 + [{"gln": MEDICINE_NUMBER}] * 5
    query = "query ($keys: [UnitKey!]!) { unitsByKeys(keys: $keys) { name } }"
    answer = await ask(query, keys=[*keys, *[{"shak": "1301"}] * 5])

    assert len(answer.data["unitsByKeys"]) == 100
    assert answer.statements <= 5


async def test_more_keys_than_allowed_are_refused(ask: Ask) -> None:
    query = "query ($keys: [UnitKey!]!) { unitsByKeys(keys: $keys) { name } }"
    answer = await ask(query, keys=[{"shak": "1301"}] * 1001)

    assert answer.data is None
    assert answer.errors[0]["extensions"] == {
        "code": "TOO_LARGE",
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["TOO_LARGE"],
        "limit": "items",
        "maximum": 1000,
    }


async def test_an_id_gives_back_what_it_was_given_for(ask: Ask) -> None:
    told = await ask(f'{{ unit(by: {{sorCode: "{MEDICINE}"}}) {{ id type {{ id }} locationNumber {{ id }} }} }}')
    unit = told.data["unit"]
    asked = [unit["id"], unit["type"]["id"], unit["locationNumber"]["id"]]
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Unit { name }
      ... on CodeValue { code } ... on LocationNumber { gln } } }"""
    nodes = (await ask(query, ids=asked)).data["nodes"]

    assert [node["id"] for node in nodes] == asked
    assert [node["__typename"] for node in nodes] == ["OrganizationalUnit", "CodeValue", "LocationNumber"]
    assert (nodes[0]["name"], nodes[1]["code"], nodes[2]["gln"]) == (
        "Medicinsk Afdeling",
        "550851000005109",
        MEDICINE_NUMBER,
    )


@pytest.mark.parametrize("text", ["", "abc", "VW5pdDo", "æøå", "VW5pdDoyMTAwMDAxNjAwNg=", "a" * 500, "8J-YgA"])
async def test_what_is_no_id_is_refused_with_a_sentence(ask: Ask, text: str) -> None:
    answer = await ask("query ($id: ID!) { node(id: $id) { id } }", id=text)

    assert answer.data == {"node": None}
    assert [error["extensions"]["code"] for error in answer.errors] in (["INVALID_ID"], [])


async def test_an_id_of_something_else_names_no_unit(ask: Ask) -> None:
    other = ids.written(ids.NodeId("LocationNumber", MEDICINE_NUMBER))
    answer = await ask("query ($id: ID!) { unit(by: {id: $id}) { name } }", id=other)

    assert answer.errors[0]["message"].endswith("is the id of a LocationNumber, not of a unit.")
