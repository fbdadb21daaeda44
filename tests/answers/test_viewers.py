"""Whoever is asking: as they see themselves, their own units, and the hidden numbers they may find."""

from typing import Any

import pytest

from domain.identifiers import Cvr, SorCode
from domain.permissions import Actor, Role
from schema.extensions.danish import DANISH
from tests.answers.conftest import Ask
from tests.builders import COMPANY, HOSPITAL, REGION, SILENT_NUMBER, THEATRE, THEATRE_NUMBER

OFFICE = Actor("Ole Olsen", Role.SOR_OFFICE)
REGIONAL = Actor("Rie Riis", Role.REGIONAL_ADMINISTRATOR, REGION, "rr", (Role.REGIONAL_ADMINISTRATOR, Role.MEDCOM))
CLINIC = Actor("Klaus Krog", Role.PRIVATE_COMPANY, COMPANY, "kk", cvr=Cvr("64942212"))
SUPPLIER = Actor("Sus Skov", Role.SYSTEM_SUPPLIER, None, "ss")
NOBODYS = Actor("Nina Nord", Role.PUBLIC, None, "nn")
ME = "{ me { name role roles cvr organisation { sorCode name } } }"


async def test_nobody_who_has_not_logged_in_is_anybody(ask: Ask) -> None:
    assert (await ask(ME)).data == {"me": None}


async def test_a_regional_administrator_sees_the_region_they_act_for(ask: Ask) -> None:
    answer = await ask(ME, REGIONAL)

    assert answer.errors == []
    assert answer.data["me"] == {
        "name": "Rie Riis",
        "role": "REGIONAL_ADMINISTRATOR",
        "roles": ["REGIONAL_ADMINISTRATOR", "MEDCOM"],
        "cvr": None,
        "organisation": {"sorCode": str(REGION), "name": "Region Prøve"},
    }


async def test_who_acts_for_nobody_and_who_has_no_role_here_are_somebody_all_the_same(ask: Ask) -> None:
    supplier, reader = await ask(ME, SUPPLIER), await ask(ME, NOBODYS)

    assert supplier.data["me"]["organisation"] is None
    assert supplier.statements == 0
    assert reader.data["me"]["role"] == "PUBLIC"
    assert reader.data["me"]["roles"] == []


async def codes(ask: Ask, filter: str, actor: Actor) -> set[SorCode]:
    answer = await ask(f"{{ units(filter: {filter}) {{ totalCount nodes {{ sorCode }} }} }}", actor)
    assert answer.errors == []
    found = {SorCode(int(unit["sorCode"])) for unit in answer.data["units"]["nodes"]}
    assert len(found) == answer.data["units"]["totalCount"]
    return found


async def test_my_units_are_those_of_my_organisation_and_the_organisation_itself(ask: Ask) -> None:
    everything = await codes(ask, "{}", OFFICE)

    assert await codes(ask, "{mine: true}", REGIONAL) == everything - {COMPANY}
    assert await codes(ask, "{mine: true}", CLINIC) == {COMPANY}
    assert await codes(ask, "{mine: false}", CLINIC) == everything


async def test_my_units_under_somebody_elses_are_none(ask: Ask) -> None:
    under = f'under: {{sorCodes: ["{REGION}"], includeSelf: true}}'

    assert await codes(ask, f"{{mine: true, {under}}}", CLINIC) == set()
    assert await codes(
        ask, f'{{mine: true, under: {{sorCodes: ["{HOSPITAL}"], maxDepth: 0, includeSelf: true}}}}', REGIONAL
    ) == {HOSPITAL}


@pytest.mark.parametrize(
    "query",
    [
        "{ units(filter: {mine: true}) { nodes { name } } }",
        '{ search(query: "afdeling", filter: {mine: true}) { totalCount } }',
        f'{{ subtree(root: {{sorCode: "{REGION}"}}, filter: {{mine: true}}) {{ totalCount }} }}',
        f'{{ unit(by: {{sorCode: "{REGION}"}}) {{ children(filter: {{mine: true}}) {{ totalCount }} }} }}',
        f'{{ unit(by: {{sorCode: "{REGION}"}}) {{ descendants(filter: {{mine: true}}) {{ totalCount }} }} }}',
        f'{{ unit(by: {{sorCode: "{REGION}"}}) {{ childCount(filter: {{mine: true}}) }} }}',
        f'{{ unit(by: {{sorCode: "{REGION}"}}) {{ descendantCount(filter: {{mine: true}}) }} }}',
    ],
)
@pytest.mark.parametrize("actor", [None, NOBODYS, OFFICE])
async def test_the_units_of_who_has_none_are_refused_in_a_sentence(ask: Ask, query: str, actor: Actor | None) -> None:
    answer = await (ask(query) if actor is None else ask(query, actor))

    [error] = answer.errors
    assert error["extensions"] == {"code": "FORBIDDEN", "classification": "FORBIDDEN", "messageDa": DANISH["FORBIDDEN"]}
    assert ("send a token" in error["message"]) is (actor is None)
    assert "mine" in error["message"]


BY_NUMBER = [
    f'{{effectiveLocationNumber: "{THEATRE_NUMBER}"}}',
    f'{{identifier: {{system: GLN, value: "{THEATRE_NUMBER}"}}}}',
]


@pytest.mark.parametrize("filter", BY_NUMBER)
async def test_a_hidden_number_finds_its_unit_for_the_office_and_its_own_organisation_only(
    ask: Ask, filter: str
) -> None:
    assert await codes(ask, filter, OFFICE) == {THEATRE}
    assert await codes(ask, filter, REGIONAL) == {THEATRE}
    assert await codes(ask, filter, CLINIC) == set()
    assert await codes(ask, filter, SUPPLIER) == set()
    assert await codes(ask, filter, NOBODYS) == set()


@pytest.mark.parametrize(("actor", "found"), [(OFFICE, 1), (CLINIC, 1), (REGIONAL, 0), (NOBODYS, 0)])
async def test_a_number_that_is_not_active_is_found_by_a_search_of_its_own_organisation(
    ask: Ask, actor: Actor, found: int
) -> None:
    answer = await ask(f'{{ search(query: "{SILENT_NUMBER}") {{ totalCount edges {{ node {{ sorCode }} }} }} }}', actor)

    hits: dict[str, Any] = answer.data["search"]
    assert hits["totalCount"] == len(hits["edges"]) == found
    assert [edge["node"]["sorCode"] for edge in hits["edges"]] == [str(COMPANY)] * found


async def test_two_numbers_find_a_hidden_one_only_where_both_are_seen(ask: Ask) -> None:
    both = f'{{effectiveLocationNumber: "{THEATRE_NUMBER}", identifier: {{system: GLN, value: "{SILENT_NUMBER}"}}}}'

    assert await codes(ask, both, REGIONAL) == set()
    assert await codes(ask, both, CLINIC) == set()


async def test_units_that_hold_a_number_count_hidden_ones_among_my_own_only(ask: Ask) -> None:
    holding = "{hasOwn: [LOCATION_NUMBER]}"
    mine = "{hasOwn: [LOCATION_NUMBER], mine: true}"
    public = await codes(ask, holding, NOBODYS)

    assert {THEATRE, COMPANY} & public == set()
    assert await codes(ask, holding, OFFICE) == public | {THEATRE, COMPANY}
    assert await codes(ask, holding, REGIONAL) == public
    assert await codes(ask, mine, REGIONAL) == public | {THEATRE}
    assert await codes(ask, mine, CLINIC) == {COMPANY}


async def test_pages_of_my_units_go_on_where_they_ended(ask: Ask) -> None:
    query = """query ($a: String) { units(filter: {mine: true}, first: 4, after: $a) {
      nodes { sorCode } pageInfo { endCursor } } }"""
    first = (await ask(query, REGIONAL)).data["units"]
    second = await ask(query, REGIONAL, a=first["pageInfo"]["endCursor"])
    others = await ask(query, CLINIC, a=first["pageInfo"]["endCursor"])

    assert second.errors == []
    assert not {unit["sorCode"] for unit in first["nodes"]} & {
        unit["sorCode"] for unit in second.data["units"]["nodes"]
    }
    assert [error["extensions"]["code"] for error in others.errors] == ["INVALID_CURSOR"]
