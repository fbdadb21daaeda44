"""Which planned changes build on which, told before anything is withdrawn."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.writing.change import change
from db.writing.lives import write
from domain.permissions import PUBLIC, Actor, Role
from domain.recording import ActorKind, Recorder
from tests.answers.conftest import Ask, asking
from tests.builders import HOSPITAL, KIDNEY, MEDICINE, SURGERY, THEATRE, WARD, hospital
from tests.fixtures.databases import Databases

OFFICE = Actor("Kontoret", Role.SOR_OFFICE)
PLANS = """query ($code: SorCode!) { unit(by: {sorCode: $code}) { plannedChanges {
  id effectiveFrom withdrawable dependants { action effectiveFrom unit { name } } } } }"""
CREATE = """mutation ($parent: SorCode!, $name: String!, $from: Date!) {
  createUnit(input: {
    kind: ORGANIZATIONAL_UNIT, parent: $parent, name: $name, type: "550851000005109", validFrom: $from
  }) { unit { sorCode } errors { message } } }"""
MOVE = """mutation ($code: SorCode!, $parent: SorCode!, $from: Date!) {
  moveUnit(input: {sorCode: $code, newParent: $parent, effectiveFrom: $from}) { errors { message } } }"""
CLOSE = """mutation ($code: SorCode!, $last: Date!) {
  closeUnit(input: {sorCode: $code, lastDay: $last}) { errors { message } } }"""
WITHDRAW = """mutation ($id: ID!) { withdrawPlannedChange(input: {plannedChangeId: $id}) {
  errors { code ... on PlanConflictError { plans { action effectiveFrom unit { name } } } } } }"""


@pytest.fixture
async def planning(databases: Databases) -> AsyncIterator[Ask]:
    """A hospital of the test's own."""
    async with databases.connected() as engine:
        async with change(engine, Recorder(ActorKind.SYSTEM, "test"), note="the hospital") as writing:
            await write(writing, hospital())
        yield asking(engine)


async def done(ask: Ask, mutation: str, **variables: Any) -> Any:
    answer = await ask(mutation, OFFICE, **variables)
    assert answer.errors == []
    (payload,) = answer.data.values()
    assert payload["errors"] == []
    return payload


async def plans(ask: Ask, code: object) -> list[dict[str, Any]]:
    answer = await ask(PLANS, PUBLIC, code=str(code))
    assert answer.errors == []
    told: list[dict[str, Any]] = answer.data["unit"]["plannedChanges"]
    return told


async def test_what_is_planned_under_a_planned_unit_builds_on_its_creation(planning: Ask) -> None:
    created = await done(planning, CREATE, parent=str(HOSPITAL), name="Nyt", **{"from": "2027-01-01"})
    new = created["unit"]["sorCode"]
    below = await done(planning, CREATE, parent=new, name="Nyere", **{"from": "2027-02-01"})
    await done(planning, MOVE, code=str(THEATRE), parent=below["unit"]["sorCode"], **{"from": "2027-03-01"})

    (creation,) = await plans(planning, new)

    assert creation["dependants"] == [
        {"action": "OPEN", "effectiveFrom": "2027-02-01", "unit": {"name": "Nyere"}},
        {"action": "MOVE", "effectiveFrom": "2027-03-01", "unit": {"name": "Operationsgangen"}},
    ]


async def test_those_that_are_told_are_those_that_keep_a_plan_from_being_withdrawn(planning: Ask) -> None:
    """Surgery can close only because the theatre closes, and the ward moves away, before it."""
    await done(planning, CLOSE, code=str(THEATRE), last="2027-06-30")
    await done(planning, CLOSE, code=str(SURGERY), last="2027-12-31")

    (move,) = await plans(planning, WARD)
    (closing,) = await plans(planning, THEATRE)
    refused = await planning(WITHDRAW, OFFICE, id=move["id"])

    needed = [{"action": "CLOSE", "effectiveFrom": "2028-01-01", "unit": {"name": "Kirurgisk Afdeling"}}]
    assert move["dependants"] == closing["dependants"] == needed
    assert refused.data["withdrawPlannedChange"]["errors"] == [{"code": "CONFLICTS_WITH_PLAN", "plans": needed}]


async def test_a_plan_that_nothing_builds_on_has_no_dependants(planning: Ask) -> None:
    (closing,) = await plans(planning, KIDNEY)

    assert (closing["withdrawable"], closing["dependants"]) == (True, [])
    assert await plans(planning, MEDICINE) == []
