"""To which mailbox a message for a unit goes, told from memory and from the database, by plan and by graphql-core."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from domain.identifiers import Cvr, sor_code_of
from domain.permissions import PUBLIC, Actor, Role
from resolvers.context import Context
from tests.answers.both_ways import both as both_ways
from tests.builders import (
    COMPANY,
    DIALYSIS,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    OPENED,
    REGION_NUMBER,
    RENAMED,
    SILENT_NUMBER,
    TODAY,
    WARD,
    hospital,
)
from tests.residents import both

CLINIC = Actor("Klinikken", Role.PRIVATE_COMPANY, COMPANY, "clinic-1", cvr=Cvr("64942212"))
DISCHARGE, FORMER, REFERRAL = "DIS01 D0133L", "DIS01 D0130L", "REF01 H0130R"
RECIPIENT = """query ($c: SorCode!, $type: String!, $at: Date) {
  resolveRecipient(unit: {sorCode: $c}, messageType: $type, at: $at) {
    unit { sorCode } messageType canReceive outcome since reason(lang: EN) begrundelse: reason
    locationNumber { value { gln } provenance { kind source { sorCode } } } alternatives { sorCode name } } }"""

Resolve = Callable[..., Awaitable[Any]]


@pytest.fixture(params=["resident", "postgres"])
async def resolve(engine: AsyncEngine, request: pytest.FixtureRequest) -> AsyncIterator[Resolve]:
    async with both(engine, hospital()) as readers:
        reader = getattr(readers, request.param)

        async def asked(unit: int, type_: str, at: date = TODAY, actor: Actor = PUBLIC) -> Any:
            variables = {"c": str(unit), "type": type_, "at": at.isoformat()}
            context = Context(reader, TODAY, actor)
            told = await schema.build().execute(RECIPIENT, variables, context_value=context)
            assert told.errors is None
            assert told.data is not None
            answer = told.data["resolveRecipient"]
            assert answer["canReceive"] is (answer["outcome"] == "RECEIVED")
            assert (answer["since"] is not None) is answer["canReceive"]
            assert answer["begrundelse"] != answer["reason"]
            return answer

        yield asked


async def test_a_message_goes_to_the_units_own_number(resolve: Resolve) -> None:
    told = await resolve(MEDICINE, DISCHARGE)

    assert told == {
        "unit": {"sorCode": str(MEDICINE)},
        "messageType": DISCHARGE,
        "canReceive": True,
        "outcome": "RECEIVED",
        "since": OPENED.isoformat(),
        "reason": f"Medicinsk Afdeling receives {DISCHARGE} at its own location number {MEDICINE_NUMBER}.",
        "begrundelse": f"Medicinsk Afdeling modtager {DISCHARGE} på sit eget lokationsnummer {MEDICINE_NUMBER}.",
        "locationNumber": {
            "value": {"gln": MEDICINE_NUMBER},
            "provenance": {"kind": "OWN", "source": {"sorCode": str(MEDICINE)}},
        },
        "alternatives": [],
    }


@pytest.mark.parametrize(
    ("type_", "day", "outcome"),
    [
        ("DIS01", TODAY, "RECEIVED"),
        (" DIS01   D0133L ", TODAY, "RECEIVED"),
        (FORMER, RENAMED, "TYPE_NOT_TAKEN"),
        (FORMER, date(2019, 12, 31), "RECEIVED"),
        (REFERRAL, TODAY, "TYPE_NOT_TAKEN"),
        (DISCHARGE, date(1999, 12, 31), "UNIT_NOT_IN_FORCE"),
    ],
    ids=["any version", "spaces", "no longer", "the last day", "only sent", "not open yet"],
)
async def test_a_type_is_taken_in_its_version_on_its_days(
    resolve: Resolve, type_: str, day: date, outcome: str
) -> None:
    assert (await resolve(MEDICINE, type_, day))["outcome"] == outcome


async def test_an_inherited_number_receives_from_the_day_it_counts(resolve: Resolve) -> None:
    before, after = await resolve(WARD, DISCHARGE), await resolve(WARD, DISCHARGE, MOVES)

    assert (before["outcome"], before["locationNumber"]["value"]["gln"]) == ("TYPE_NOT_TAKEN", REGION_NUMBER)
    assert before["reason"].endswith(f"{REGION_NUMBER} (Region Prøve) is not registered to receive {DISCHARGE}.")
    assert (after["outcome"], after["since"]) == ("RECEIVED", MOVES.isoformat())
    assert after["reason"].endswith(f"at location number {MEDICINE_NUMBER}, of Medicinsk Afdeling.")


async def test_a_closed_unit_receives_nothing_and_others_may(resolve: Resolve) -> None:
    told = await resolve(DIALYSIS, DISCHARGE)

    assert told["outcome"] == "UNIT_NOT_IN_FORCE"
    assert "is in force from 1 January 2000 to 31 December 2024" in told["reason"]
    assert [one["name"] for one in told["alternatives"]] == ["Dialyse og Nyre"]


async def test_a_number_that_is_not_active_is_told_to_its_owner_only(resolve: Resolve) -> None:
    public, owner = await resolve(COMPANY, DISCHARGE), await resolve(COMPANY, DISCHARGE, actor=CLINIC)

    assert (public["outcome"], public["locationNumber"]) == ("NO_NUMBER", None)
    assert SILENT_NUMBER not in public["reason"]
    assert (owner["outcome"], owner["locationNumber"]["value"]["gln"]) == ("NUMBER_NOT_ACTIVE", SILENT_NUMBER)


@pytest.mark.parametrize(
    ("unit", "type_", "about"),
    [(MEDICINE, "DIS99", "'DIS99' is no type of message"), (sor_code_of(8888), DISCHARGE, "There is no such unit")],
)
async def test_a_stranger_or_a_type_that_is_none_is_refused(
    hospital_engine: AsyncEngine, unit: int, type_: str, about: str
) -> None:
    told = await both_ways(hospital_engine, RECIPIENT, {"c": str(unit), "type": type_})

    [error] = told.errors
    assert error["message"].startswith(about)
    assert error["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("unit", [MEDICINE, WARD, DIALYSIS, COMPANY])
async def test_plan_and_graphql_core_agree(hospital_engine: AsyncEngine, unit: int) -> None:
    told = await both_ways(hospital_engine, RECIPIENT, {"c": str(unit), "type": DISCHARGE})

    assert told.data["resolveRecipient"]["unit"] == {"sorCode": str(unit)}
    assert told.statements <= 12
