"""What one is told that one may do is what the mutations then say, plans at every depth and of every kind among it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from db.writing.change import change
from db.writing.lives import write
from domain.permissions import Actor, Role
from domain.recording import ActorKind, Recorder
from tests.answers.conftest import Ask, asking
from tests.builders import (
    COMPANY,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    REGION,
    SURGERY,
    THEATRE,
    WARD,
    hospital,
)
from tests.fixtures.databases import Databases

OFFICE = Actor("Kontoret", Role.SOR_OFFICE)
REGIONAL = Actor("Regionen", Role.REGIONAL_ADMINISTRATOR, REGION)
SUPPLIER = Actor("Leverandøren", Role.SYSTEM_SUPPLIER)
LATER = "2027-03-01"
BOX = 'region: "1085", system: "WinLAB", supplier: "AH-support", network: "41000035001", administrator: "106"'
MESSAGE = '[{code: "REF01", version: "H0130R", direction: RECEIVE}]'

TOLD = """query ($code: SorCode!) { unit(by: {sorCode: $code}) {
  locationNumber { gln } plannedChanges { id withdrawable }
  allowedActions { action allowed earliestDate reasons { code rule { id } } } } }"""

PLANS = (
    f'addRelation(input: {{sorCode: "{KIDNEY}", type: COOPERATES, other: "{MEDICINE}", validFrom: "{LATER}"}})',
    f'addRelation(input: {{sorCode: "{COMPANY}", type: REPLACES, other: "{SURGERY}", validFrom: "{LATER}"}})',
    f'addMessageTypes(input: {{gln: "{MEDICINE_NUMBER}", messageTypes: {MESSAGE}, validFrom: "{LATER}"}})',
    f'createLocationNumber(input: {{sorCode: "{WARD}", locationNumber: {{{BOX}}}, validFrom: "{LATER}"}})',
)
"""Of a relation, one that is another's to say, a message type, a number; of the ward there is a move as well."""

MUTATIONS = {
    "CHANGE": 'changeUnit(input: {{sorCode: "{code}", name: "Helt nyt", validFrom: "{day}", {options}}})',
    "CLOSE": 'closeUnit(input: {{sorCode: "{code}", lastDay: "{day}", {options}}})',
    "CLOSE_WITH_ALL_BELOW": 'closeUnit(input: {{sorCode: "{code}", lastDay: "{day}", cascade: true, {options}}})',
    "CHANGE_RELATIONS": 'addRelation(input: {{sorCode: "{code}", type: COOPERATES, other: "{other}", '
    'validFrom: "{day}", {options}}})',
    "REQUEST_LOCATION_NUMBER": f'createLocationNumber(input: {{{{sorCode: "{{code}}", validFrom: "{{day}}", '
    f"locationNumber: {{{{{BOX}}}}}, {{options}}}}}})",
    "CHANGE_LOCATION_NUMBER": 'changeLocationNumber(input: {{gln: "{gln}", note: "ny", validFrom: "{day}", '
    "{options}}})",
    "CLOSE_LOCATION_NUMBER": 'closeLocationNumber(input: {{gln: "{gln}", lastDay: "{day}", {options}}})',
    "CHANGE_MESSAGE_TYPES": 'addMessageTypes(input: {{gln: "{gln}", validFrom: "{day}", messageTypes: '
    '[{{code: "DIS01", version: "D0133L", direction: SEND}}], {options}}})',
}


@pytest.fixture(scope="module")
async def planned(databases: Databases) -> AsyncIterator[Ask]:
    """The hospital with more plans; its tests only try."""
    async with databases.connected() as engine:
        async with change(engine, Recorder(ActorKind.SYSTEM, "test"), note="the hospital") as writing:
            await write(writing, hospital())
        ask = asking(engine)
        for plan in PLANS:
            assert await refusals(ask, OFFICE, plan) == []
        yield ask


async def refusals(ask: Ask, actor: Actor, mutation: str) -> list[str]:
    """The rules that keep it from being done."""
    answer = await ask(f"mutation {{ {mutation} {{ errors {{ rule {{ id }} }} }} }}", actor)
    if answer.errors:
        (error,) = answer.errors
        assert error["extensions"]["code"] == "FORBIDDEN"
        return list(error["extensions"]["rules"])
    (payload,) = answer.data.values()
    return [one["rule"]["id"] for one in payload["errors"]]


def withdrawal(id_: str) -> str:
    return f'withdrawPlannedChange(input: {{plannedChangeId: "{id_}", options: {{dryRun: true}}}})'


async def told(ask: Ask, actor: Actor, code: object) -> Any:
    answer = await ask(TOLD, actor, code=str(code))
    assert answer.errors == []
    return answer.data["unit"]


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        *((OFFICE, code) for code in (REGION, HOSPITAL, SURGERY, THEATRE, WARD, MEDICINE, KIDNEY)),
        *((REGIONAL, code) for code in (HOSPITAL, MEDICINE, COMPANY)),
        (SUPPLIER, MEDICINE),
    ],
)
async def test_what_is_told_to_be_allowed_is_allowed_from_that_day_on(planned: Ask, actor: Actor, code: object) -> None:
    unit = await told(planned, actor, code)
    other = HOSPITAL if code == REGION else REGION
    gln = unit["locationNumber"]["gln"] if unit["locationNumber"] else MEDICINE_NUMBER
    for one in unit["allowedActions"]:
        if one["action"] not in MUTATIONS or ("gln:" in MUTATIONS[one["action"]] and not unit["locationNumber"]):
            continue
        day = date.fromisoformat(one["earliestDate"] or "2026-11-29")

        async def asked(on: date, action: str = one["action"]) -> list[str]:
            options = "options: {dryRun: true}"
            mutation = MUTATIONS[action].format(code=code, other=other, gln=gln, day=on, options=options)
            return await refusals(planned, actor, mutation)

        assert set(await asked(day)) == {why["rule"]["id"] for why in one["reasons"]}, one
        if one["allowed"]:
            assert await asked(day - timedelta(days=1)) != [], one


@pytest.mark.parametrize("code", [KIDNEY, MEDICINE, WARD, SURGERY, COMPANY])
async def test_a_plan_that_is_told_to_be_withdrawable_is(planned: Ask, code: object) -> None:
    unit = await told(planned, OFFICE, code)
    assert unit["plannedChanges"] != []
    found = {plan["id"]: await refusals(planned, OFFICE, withdrawal(plan["id"])) for plan in unit["plannedChanges"]}

    assert {plan["id"]: plan["withdrawable"] for plan in unit["plannedChanges"]} == {
        id_: "NOTHING_PLANNED" not in why for id_, why in found.items()
    }
    (withdrawing,) = [one for one in unit["allowedActions"] if one["action"] == "WITHDRAW_PLANNED_CHANGE"]
    assert withdrawing["allowed"] is any(plan["withdrawable"] for plan in unit["plannedChanges"])


async def test_that_another_unit_is_to_take_over_is_that_unit_s_to_withdraw(planned: Ask) -> None:
    replaced, taking_over = await told(planned, OFFICE, SURGERY), await told(planned, OFFICE, COMPANY)

    assert [plan["withdrawable"] for plan in replaced["plannedChanges"]] == [False]
    assert [plan["withdrawable"] for plan in taking_over["plannedChanges"]] == [True]


async def test_a_cooperation_that_is_planned_is_withdrawn_from_either_side(planned: Ask) -> None:
    for code in (KIDNEY, MEDICINE):
        first = (await told(planned, OFFICE, code))["plannedChanges"][0]
        assert first["withdrawable"] is True
        assert await refusals(planned, OFFICE, withdrawal(first["id"])) == []
