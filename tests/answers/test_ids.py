"""Ids: the same for what is read at the same moment, others for the same unit read elsewhere in time.

Clients keep what they have read by its id: Relay, Apollo and graphcache write all that one id has into one place.
"""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.ids import NodeId, written
from tests.answers.both_ways import OFFICE, both
from tests.answers.both_ways import storied as storied
from tests.answers.conftest import Ask
from tests.answers.recorded import SLEEP
from tests.builders import HOSPITAL, MEDICINE, MEDICINE_NUMBER, RENAMED, SURGERY, TODAY

THEN = RENAMED.replace(year=2010)
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Unit { name asOf { at } } } }"


def unit_id(code: int, *moment: Any) -> str:
    return written(NodeId("Unit", str(code), *moment))


async def test_a_unit_read_on_two_days_has_two_ids_and_each_reads_the_same_again(ask: Ask) -> None:
    query = """query ($c: SorCode!, $at: Date) { now: unit(by: {sorCode: $c}) { id name }
      today: unit(by: {sorCode: $c}, at: "2026-11-22") { id } then: unit(by: {sorCode: $c}, at: $at) { id name
        parent { id } now: at(date: "2026-11-22") { id } } }"""
    told = (await ask(query, c=str(SURGERY), at=str(THEN))).data
    now, then = told["now"], told["then"]
    again = (await ask(NODES, ids=[now["id"], then["id"]])).data["nodes"]

    assert now["id"] == told["today"]["id"] == then["now"]["id"] == unit_id(SURGERY)
    assert then["id"] == unit_id(SURGERY, THEN)
    assert then["parent"]["id"] == unit_id(HOSPITAL, THEN)
    assert (now["name"], then["name"]) == ("Kirurgisk Afdeling", "Skærestuen")
    assert again == [
        {"id": now["id"], "name": now["name"], "asOf": {"at": str(TODAY)}},
        {"id": then["id"], "name": then["name"], "asOf": {"at": str(THEN)}},
    ]


async def test_an_id_reads_its_moment_wherever_it_is_given_and_what_is_asked_goes_before(ask: Ask) -> None:
    key = {"id": unit_id(SURGERY, THEN)}
    query = """query ($by: UnitKey!, $id: ID!) { unit(by: $by) { name } unitsByKeys(keys: [$by]) { name }
      subtree(root: $by) { nodes { unit { name } } } node(id: $id) { ... on Unit { name } }
      then: unit(by: $by, at: "2026-11-22") { name } keys: unitsByKeys(keys: [$by], at: "2026-11-22") { name }
      ids: nodes(ids: [$id], at: "2026-11-22") { ... on Unit { name } } }"""
    answer = await ask(query, by=key, id=key["id"])

    before, since = {"name": "Skærestuen"}, {"name": "Kirurgisk Afdeling"}
    assert answer.errors == []
    assert (answer.data["unit"], answer.data["unitsByKeys"], answer.data["node"]) == (before, [before], before)
    assert answer.data["subtree"]["nodes"][0] == {"unit": before}
    assert (answer.data["then"], answer.data["keys"], answer.data["ids"]) == (since, [since], [since])


async def test_a_location_number_read_on_two_days_has_two_ids(ask: Ask) -> None:
    query = """query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) { locationNumber { id }
      effectiveLocationNumber { value { id } } } }"""
    now, then = [
        (await ask(query, c=str(MEDICINE), at=at)).data["unit"]["locationNumber"]["id"] for at in (None, str(THEN))
    ]
    again = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[now, then])

    assert now == written(NodeId("LocationNumber", MEDICINE_NUMBER))
    assert then == written(NodeId("LocationNumber", MEDICINE_NUMBER, THEN))
    assert again.data["nodes"] == [{"id": now}, {"id": then}]


async def test_before_and_after_a_change_are_two_things_to_a_client(storied: AsyncEngine) -> None:
    query = """{ changeSets { nodes { units { nodes { before { id name asOf { at knownAt } }
      after { id name asOf { at knownAt } } } } } } }"""
    told = (await both(storied, query, {}, OFFICE)).data["changeSets"]["nodes"]
    units = [one[side] for each in told for one in each["units"]["nodes"] for side in ("before", "after") if one[side]]
    ids = [one["id"] for one in units]
    again = await both(
        storied,
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Unit { id name asOf { at knownAt } } } }",
        {"ids": ids},
        OFFICE,
    )

    assert len(ids) == len(set(ids)) > 10
    assert again.data["nodes"] == units


async def test_a_history_tells_each_version_under_an_id_of_its_own(storied: AsyncEngine) -> None:
    query = f"""{{ unit(by: {{sorCode: "{SLEEP}"}}) {{ id valid: history {{ nodes {{ unit {{ id name }} }} }}
      recorded: history(by: RECORDED) {{ nodes {{ unit {{ id name }} }} }} }} }}"""
    told = (await both(storied, query, {})).data["unit"]
    names: dict[str, set[str]] = {}
    for list_ in ("valid", "recorded"):
        for one in told[list_]["nodes"]:
            names.setdefault(one["unit"]["id"], set()).add(one["unit"]["name"])

    assert len(names) > 3
    assert all(len(some) == 1 for some in names.values()), "one id, one name"


async def test_what_a_change_will_be_does_not_come_under_the_id_of_what_is(ask: Ask) -> None:
    query = """mutation ($c: SorCode!) { changeUnit(input: {sorCode: $c, name: "Kirurgi", options: {dryRun: true}}) {
      unit { id name } errors { message } } }"""
    told = (await ask(query, OFFICE, c=str(SURGERY))).data["changeUnit"]

    assert told["unit"] == {"id": unit_id(SURGERY, TODAY.replace(day=23)), "name": "Kirurgi"}


@pytest.mark.parametrize(
    "moment",
    [
        "@",
        "@2010-13-01",
        "@2010-01-01~",
        "@2010-01-01~yesterday",
        "@2010-01-01~2020-01-01T00:00:00",
        "~2020-01-01",
        "@2010-01-01~2020-01-01T00:00:00+02:00",
        "@0001-01-01~0001-01-01T00:00:00+14:00",
    ],
)
async def test_a_made_up_moment_in_an_id_is_refused(ask: Ask, moment: str) -> None:
    answer = await ask("query ($id: ID!) { node(id: $id) { id } }", id=written(NodeId("Unit", f"{SURGERY}{moment}")))

    assert answer.data == {"node": None}
    assert [error["extensions"]["code"] for error in answer.errors] in (["INVALID_ID"], [])


async def test_an_id_of_knowledge_that_is_yet_to_come_is_refused(ask: Ask) -> None:
    id_ = written(NodeId("Unit", f"{SURGERY}@2026-11-22~9999-01-01T00:00:00+00:00"))
    told = [
        await ask("query ($id: ID!) { node(id: $id) { id } }", id=id_),
        await ask("query ($id: ID!) { unit(by: {id: $id}) { id } }", id=id_),
    ]

    assert [error["extensions"]["code"] for one in told for error in one.errors] == ["NOT_YET_KNOWN"] * 2
