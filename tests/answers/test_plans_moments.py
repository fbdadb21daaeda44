"""Plans over several moments and types at once: `at`, nodes of other days, lists with gaps, abstract lists."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.ids import NodeId, written
from tests.answers.both_ways import CLINIC, OFFICE, both
from tests.answers.both_ways import storied as storied
from tests.answers.recorded import CLERK
from tests.builders import (
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    REGION,
    RENAMED,
    SURGERY,
    THEATRE_NUMBER,
    WARD,
)
from tests.operations import STRANGER

THEN = RENAMED.replace(year=2010)
IDS = [
    written(NodeId("Unit", str(SURGERY), THEN)),
    written(NodeId("Unit", str(SURGERY))),
    written(NodeId("Unit", str(STRANGER))),
    written(NodeId("LocationNumber", MEDICINE_NUMBER)),
    written(NodeId("CodeValue", "unit-type/22232009")),
    written(NodeId("Unit", str(REGION), THEN)),
    written(NodeId("ChangeSet", "3")),
    written(NodeId("Nothing", "1")),
    written(NodeId("LocationNumber", THEATRE_NUMBER)),
    written(NodeId("Unit", str(DIALYSIS), THEN)),
    written(NodeId("Request", "1")),
    written(NodeId("Unit", str(SURGERY), THEN)),
]
NODES = """query ($ids: [ID!]!, $at: Date) { nodes(ids: $ids, at: $at) { __typename id
  ... on Unit { name asOf { at } parent { name asOf { at } } children { nodes { name asOf { at } } } type { name id } }
  ... on LocationNumber { gln active holder { name asOf { at } } messageTypes { messageType { name } } }
  ... on CodeValue { list code name parent { code } levels validity { from } }
  ... on ChangeSet { recordedAt actor { name kind role organisation { name } } operations
    units { nodes { sorCode before { name version asOf { at knownAt } } after { name asOf { at knownAt } } } } }
  ... on Request { status asks { path value } requestedBy { name } unit { name } } } }"""


@pytest.mark.parametrize("actor", [OFFICE, CLINIC, CLERK], ids=lambda one: one.role.written)
@pytest.mark.parametrize("at", [None, "2010-01-01", "2027-12-31"])
async def test_things_of_all_kinds_and_days_in_one_list(storied: AsyncEngine, actor: object, at: str | None) -> None:
    told = await both(storied, NODES, {"ids": IDS, "at": at}, actor)  # type: ignore[arg-type]

    assert told.declined is None
    assert [one and one["__typename"] for one in told.data["nodes"]].count(None) >= 2


async def test_the_same_unit_of_several_days_is_told_of_each(storied: AsyncEngine) -> None:
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Unit { name status parent { name status }
      effectivePostalAddress { value { oneLine } provenance { source { name } effective { from until } } } } } }"""
    ids = [written(NodeId("Unit", str(WARD), THEN.replace(year=year))) for year in (1999, 2010, 2024, 2027, 2028)]
    told = await both(storied, query, {"ids": [*ids, *ids]})

    assert told.declined is None
    assert told.data["nodes"][:5] == told.data["nodes"][5:]
    assert len({str(one) for one in told.data["nodes"]}) > 2


MOVED = """{ unit(by: {sorCode: $code}) { name asOf { at }
  then: at(date: "2010-01-01") { name asOf { at } parent { name } children { nodes { name asOf { at }
    later: at(date: "2027-12-31") { name asOf { at } parent { name } ancestors { name status asOf { at } } } } } }
  later: at(date: "2027-12-31") { name asOf { at } descendants { nodes { name status asOf { at }
    now: at { name asOf { at } } } } } never: at(date: "1900-01-01") { name status }
  history { nodes { unit { name asOf { at } type { name } parent { name } } } }
  timeline(fields: [POSTAL_ADDRESS, NAME]) { provenance { source { name asOf { at } } distance } value } } }"""


@pytest.mark.parametrize("code", [REGION, HOSPITAL, SURGERY, WARD, MEDICINE, KIDNEY, DIALYSIS])
async def test_branches_of_other_days_stay_of_their_days(storied: AsyncEngine, code: int) -> None:
    told = await both(storied, MOVED.replace("$code", f'"{code}"'))

    assert told.declined is None
    assert told.data["unit"]["then"] is None or told.data["unit"]["then"]["asOf"] == {"at": "2010-01-01"}


async def test_units_by_keys_have_gaps_where_nothing_is_found(storied: AsyncEngine) -> None:
    query = """query ($keys: [UnitKey!]!) { unitsByKeys(keys: $keys) { __typename name
      ... on InstitutionOwner { cvr } ... on OrganizationalUnit { inpatient children { totalCount } } } }"""
    codes = (REGION, STRANGER, SURGERY, STRANGER, HOSPITAL, SURGERY)
    told = await both(storied, query, {"keys": [{"sorCode": str(code)} for code in codes]})

    assert told.declined is None
    assert [one and one["__typename"] for one in told.data["unitsByKeys"]] == [
        "InstitutionOwner",
        None,
        "OrganizationalUnit",
        None,
        "HealthInstitution",
        "OrganizationalUnit",
    ]


async def test_what_was_known_at_an_instant_is_asked_along_every_branch(storied: AsyncEngine) -> None:
    sets = "{ changeSets { nodes { recordedAt } } }"
    instants = [one["recordedAt"] for one in (await both(storied, sets)).data["changeSets"]["nodes"]]
    query = """query ($then: DateTime!, $code: SorCode!) {
      unit(by: {sorCode: $code}, knownAt: $then) { name asOf { knownAt } children { nodes { name asOf { knownAt } } } }
      now: unit(by: {sorCode: $code}) { at(knownAt: $then) { name children { nodes { name asOf { at knownAt } } } } }
      units(knownAt: $then, first: 500) { nodes { name parent { name } version } totalCount } }"""
    for instant in instants:
        told = await both(storied, query, {"then": instant, "code": str(SURGERY)})

        assert told.declined is None
