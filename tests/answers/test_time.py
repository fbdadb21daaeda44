"""The register at any date: past, present and planned, and what has changed or will."""

from domain.permissions import Actor, Role
from tests.answers.conftest import Ask
from tests.builders import DIALYSIS, HOSPITAL, KIDNEY, MEDICINE, REGION, SURGERY, WARD

UNIT = """query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) { name status firstValidFrom asOf { at }
  validity { from until lastDay } lifetime { from until lastDay } parent { name status } } }"""


async def test_one_date_at_the_root_governs_all_below_it(ask: Ask) -> None:
    query = """query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) { asOf { at } children { nodes {
      name asOf { at } children { nodes { name asOf { at } } } } } } }"""
    answer = await ask(query, c=str(HOSPITAL), at="2010-01-01")

    assert answer.data["unit"] == {
        "asOf": {"at": "2010-01-01"},
        "children": {
            "nodes": [
                {
                    "name": "Medicinsk Afdeling",
                    "asOf": {"at": "2010-01-01"},
                    "children": {"nodes": [{"name": "Dialyse", "asOf": {"at": "2010-01-01"}}]},
                },
                {
                    "name": "Skærestuen",
                    "asOf": {"at": "2010-01-01"},
                    "children": {
                        "nodes": [
                            {"name": "Operationsgangen", "asOf": {"at": "2010-01-01"}},
                            {"name": "Sengeafsnit Ærø", "asOf": {"at": "2010-01-01"}},
                        ]
                    },
                },
            ]
        },
    }


async def test_two_dates_in_one_query_do_not_meet(ask: Ask) -> None:
    query = """query ($c: SorCode!) { now: unit(by: {sorCode: $c}) { parent { name }
      later: at(date: "2027-06-01") { parent { name } asOf { at } } before: at(date: "2027-05-31") { parent { name } } }
      then: unit(by: {sorCode: $c}, at: "2027-06-01") { parent { name } } }"""
    answer = await ask(query, c=str(WARD))

    surgery, medicine = {"name": "Kirurgisk Afdeling"}, {"name": "Medicinsk Afdeling"}
    assert answer.data == {
        "now": {
            "parent": surgery,
            "later": {"parent": medicine, "asOf": {"at": "2027-06-01"}},
            "before": {"parent": surgery},
        },
        "then": {"parent": medicine},
    }


async def test_a_closed_unit_is_read_as_it_last_was(ask: Ask) -> None:
    day_before = (await ask(UNIT, c=str(DIALYSIS), at="2024-12-31")).data["unit"]
    closed = (await ask(UNIT, c=str(DIALYSIS))).data["unit"]

    assert day_before["status"] == "CLOSING"
    assert closed == {
        "name": "Dialyse",
        "status": "CLOSED",
        "firstValidFrom": "2000-01-01",
        "asOf": {"at": "2026-11-22"},
        "validity": {"from": "2000-01-01", "until": "2025-01-01", "lastDay": "2024-12-31"},
        "lifetime": {"from": "2000-01-01", "until": "2025-01-01", "lastDay": "2024-12-31"},
        "parent": {"name": "Medicinsk Afdeling", "status": "ACTIVE"},
    }


async def test_a_unit_that_has_not_opened_is_planned(ask: Ask) -> None:
    planned = (await ask(UNIT, c=str(KIDNEY), at="2024-12-31")).data["unit"]

    assert (planned["name"], planned["status"]) == ("Dialyse og Nyre", "PLANNED")


async def test_lists_hold_units_in_force_unless_others_are_asked_for(ask: Ask) -> None:
    query = """query ($c: SorCode!, $s: [UnitStatus!]) { unit(by: {sorCode: $c}) {
      children(filter: {statuses: $s}) { nodes { name status } } } }"""
    in_force = (await ask(query, c=str(MEDICINE))).data["unit"]["children"]["nodes"]
    closed = (await ask(query, c=str(MEDICINE), s=["CLOSED"])).data["unit"]["children"]["nodes"]

    assert in_force == [{"name": "Dialyse og Nyre", "status": "CLOSING"}]
    assert closed == [{"name": "Dialyse", "status": "CLOSED"}]


async def test_a_closed_unit_points_to_its_successor_and_back(ask: Ask) -> None:
    query = (
        """query ($c: SorCode!) { unit(by: {sorCode: $c}) { relations { type unit { name } validity { from } } } }"""
    )
    old = (await ask(query, c=str(DIALYSIS))).data["unit"]["relations"]
    new = (await ask(query, c=str(KIDNEY))).data["unit"]["relations"]

    assert old == [{"type": "REPLACED_BY", "unit": {"name": "Dialyse og Nyre"}, "validity": {"from": "2025-01-01"}}]
    assert new == [{"type": "REPLACES", "unit": {"name": "Dialyse"}, "validity": {"from": "2025-01-01"}}]


async def test_history_tells_each_version_and_what_it_changed(ask: Ask) -> None:
    query = """query ($c: SorCode!) { unit(by: {sorCode: $c}) { history { totalCount nodes { version
      validity { from lastDay } changes { field before after } actor { name kind } unit { name asOf { at } } } } } }"""
    history = (await ask(query, c=str(SURGERY))).data["unit"]["history"]

    assert history["totalCount"] == 2
    assert history["nodes"][0]["unit"] == {"name": "Skærestuen", "asOf": {"at": "2000-01-01"}}
    assert history["nodes"][1] == {
        "version": 2,
        "validity": {"from": "2020-01-01", "lastDay": None},
        "changes": [
            {"field": "NAME", "before": "Skærestuen", "after": "Kirurgisk Afdeling"},
            {"field": "RELATIONS", "before": None, "after": f"OTHER_MOTHER {MEDICINE}"},
        ],
        "actor": {"name": "test", "kind": "SYSTEM"},
        "unit": {"name": "Kirurgisk Afdeling", "asOf": {"at": "2020-01-01"}},
    }


async def test_planned_changes_lie_after_the_day_that_is_read(ask: Ask) -> None:
    query = """query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) { plannedChanges {
      action effectiveFrom
      fields { field before after } } } }"""
    move = (await ask(query, c=str(WARD))).data["unit"]["plannedChanges"]
    done = (await ask(query, c=str(WARD), at="2027-06-01")).data["unit"]["plannedChanges"]
    closing = (await ask(query, c=str(KIDNEY))).data["unit"]["plannedChanges"]

    assert move == [
        {
            "action": "MOVE",
            "effectiveFrom": "2027-06-01",
            "fields": [{"field": "PARENT", "before": str(SURGERY), "after": str(MEDICINE)}],
        }
    ]
    assert done == []
    assert [(plan["action"], plan["effectiveFrom"]) for plan in closing] == [("CLOSE", "2028-01-01")]


async def test_local_attributes_are_refused_to_all_but_the_organisations_own(ask: Ask) -> None:
    query = f'{{ unit(by: {{sorCode: "{MEDICINE}"}}) {{ name ... on OrganizationalUnit {{ localAttributes }} }} }}'
    public = await ask(query)
    own = await ask(query, Actor("clerk", Role.REGIONAL_ADMINISTRATOR, REGION))

    assert public.data["unit"] == {"name": "Medicinsk Afdeling", "localAttributes": None}
    assert [error["extensions"]["code"] for error in public.errors] == ["FORBIDDEN"]
    assert own.errors == []
    assert own.data["unit"]["localAttributes"] == ["M1", None, "kælder"]
