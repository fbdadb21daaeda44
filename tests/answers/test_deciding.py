"""Requests of private companies over GraphQL: decided by the SOR office, once, under the rules of that day."""

from asyncio import gather
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identifiers import SorCode, gln_of
from domain.permissions import Actor, Role
from tests.answers.conftest import NUMBERS, Ask, asking
from tests.answers.requesting import (
    CLINIC,
    CREATE,
    DECIDE,
    NAME,
    NUMBER,
    OFFICE,
    OTHERS,
    STRANGER,
    four,
    listed,
    requested,
)
from tests.builders import TODAY
from tests.organisations import COMPANY


@pytest.fixture
async def ask(engine: AsyncEngine) -> Ask:
    return await four(engine)


async def test_an_approved_request_is_carried_out_by_the_office(ask: Ask) -> None:
    id_ = await requested(ask, **{"from": "2026-12-24"})
    answer = await ask(DECIDE, OFFICE, id=id_, approve=True, reason="i orden")

    told = answer.data["decideRequest"]
    assert (answer.errors, told["errors"]) == ([], [])
    assert told["unit"]["name"] == "Åhavens Klinik"
    assert told["request"]["status"] == "APPROVED"
    assert told["request"]["decision"] == "i orden"
    assert told["request"]["changeSet"] == told["changeSet"] is not None
    names = [
        (await ask(NAME, code=str(COMPANY.unit), at=day)).data["unit"]["name"] for day in ("2026-12-23", "2026-12-24")
    ]
    assert names == ["Afdeling", "Åhavens Klinik"]
    history = await ask(
        "query ($id: ID!) { node(id: $id) { ... on ChangeSet { actor { name role } note } } }",
        OFFICE,
        id=told["changeSet"]["id"],
    )
    assert history.data["node"] == {"actor": {"name": "Kontoret", "role": "SOR_OFFICE"}, "note": None}


async def test_a_rejected_request_keeps_its_reason_and_changes_nothing(ask: Ask) -> None:
    id_ = await requested(ask)
    unsaid = await ask(DECIDE, OFFICE, id=id_, approve=False, reason="  ")
    answer = await ask(DECIDE, OFFICE, id=id_, approve=False, reason="navnet er optaget")

    assert [(one["path"], one["rule"]["id"]) for one in unsaid.data["decideRequest"]["errors"]] == [
        (["reason"], "REQUEST_REASON")
    ]
    assert answer.data["decideRequest"] == {
        "unit": None,
        "request": {
            "id": id_,
            "status": "REJECTED",
            "decision": "navnet er optaget",
            "unit": {"sorCode": str(COMPANY.unit)},
            "changeSet": None,
        },
        "changeSet": None,
        "errors": [],
    }
    (seen,) = await listed(ask, CLINIC)
    assert (seen["status"], seen["decision"]) == ("REJECTED", "navnet er optaget")
    assert seen["decidedBy"] == {"name": None}
    assert (await ask(NAME, code=str(COMPANY.unit))).data["unit"]["version"] == 1


async def test_a_request_is_decided_once_and_under_a_key_answered_again(ask: Ask) -> None:
    id_ = await requested(ask)
    options = {"idempotencyKey": "k2"}
    first = await ask(DECIDE, OFFICE, id=id_, approve=True, options=options)
    again = await ask(DECIDE, OFFICE, id=id_, approve=True, options=options)
    other = await ask(DECIDE, OFFICE, id=id_, approve=True)
    rejected = await ask(DECIDE, OFFICE, id=id_, approve=False, reason="for sent")

    assert first.data["decideRequest"]["errors"] == []
    assert again.data == first.data
    for late in (other, rejected):
        assert late.data["decideRequest"]["request"] is None
        assert [(one["path"], one["rule"]["id"]) for one in late.data["decideRequest"]["errors"]] == [
            (["requestId"], "REQUEST_DECIDED")
        ]
    assert (await ask(NAME, code=str(COMPANY.unit), at="2026-11-23")).data["unit"]["version"] == 2


async def test_a_day_that_has_passed_is_refused_and_another_one_may_be_given(ask: Ask, engine: AsyncEngine) -> None:
    id_ = await requested(ask, **{"from": "2026-11-24"})
    later = asking(engine, date(2026, 12, 1))
    late = await later(DECIDE, OFFICE, id=id_, approve=True)
    in_time = await later(DECIDE, OFFICE, id=id_, approve=True, **{"from": "2026-12-02"})

    assert late.data["decideRequest"]["errors"] == [
        {
            "code": "TOO_EARLY",
            "path": ["request", "validFrom"],
            "rule": {"id": "CHANGE_TOO_EARLY"},
            "earliestDate": "2026-12-02",
        }
    ]
    assert in_time.data["decideRequest"]["errors"] == []
    assert in_time.data["decideRequest"]["unit"]["name"] == "Åhavens Klinik"


async def test_a_dry_run_of_a_decision_decides_nothing(ask: Ask) -> None:
    id_ = await requested(ask)
    tried = await ask(DECIDE, OFFICE, id=id_, approve=True, options={"dryRun": True})
    refused = await ask(DECIDE, OFFICE, id=id_, approve=False, reason="nej", options={"dryRun": True})

    assert tried.data["decideRequest"]["unit"]["name"] == "Åhavens Klinik"
    assert tried.data["decideRequest"]["request"]["status"] == "APPROVED"
    assert refused.data["decideRequest"]["errors"] == []
    assert refused.data["decideRequest"]["request"]["status"] == "REJECTED"
    assert [one["status"] for one in await listed(ask, OFFICE)] == ["PENDING"]


@pytest.mark.parametrize("actor", [*OTHERS, CLINIC, STRANGER], ids=lambda one: one.name)
async def test_nobody_but_the_office_decides(ask: Ask, actor: Actor) -> None:
    id_ = await requested(ask)
    answer = await ask(DECIDE, actor, id=id_, approve=True)

    assert [one["extensions"]["code"] for one in answer.errors] == ["FORBIDDEN"]
    assert [one["status"] for one in await listed(ask, OFFICE)] == ["PENDING"]


async def test_what_is_no_request_is_not_decided(ask: Ask) -> None:
    unit = await ask("query ($code: SorCode!) { unit(by: {sorCode: $code}) { id } }", code=str(COMPANY.unit))
    decide = DECIDE.replace("errors { code", "errors { code message")
    answer = await ask(decide, OFFICE, id=unit.data["unit"]["id"], approve=True)

    assert [(one["path"], one["rule"]["id"]) for one in answer.data["decideRequest"]["errors"]] == [
        (["requestId"], "REQUEST_UNKNOWN")
    ]
    (error,) = answer.data["decideRequest"]["errors"]
    assert error["message"] == "Registeret har ingen anmodning med det id: giv det `id`, som `requests` fortæller."


async def test_a_clinic_is_created_when_its_request_is_approved(ask: Ask) -> None:
    asked_for = (await ask(CREATE, CLINIC, parent=str(COMPANY.owner))).data["createUnit"]
    assert asked_for["errors"] == []
    assert asked_for["unit"] is None
    assert asked_for["request"]["unit"] is None
    assert asked_for["request"]["under"] == {"sorCode": str(COMPANY.owner)}

    told = (await ask(DECIDE, OFFICE, id=asked_for["request"]["id"], approve=True)).data["decideRequest"]

    assert told["errors"] == []
    assert told["unit"]["parent"] == {"sorCode": str(COMPANY.owner)}
    assert told["request"]["unit"] == {"sorCode": told["unit"]["sorCode"]}


FOUND = """
mutation ($cvr: String!) {
  createUnit(input: {kind: INSTITUTION_OWNER, name: "Ny Klinik ApS", type: "550891000005100", cvr: $cvr,
    postalAddress: {street: "Nygade", houseNumber: "1", postCode: "4000"}, electronicAddress: {phone: "70100299"}}) {
    request { id under { sorCode } } errors { path rule { id } }
  }
}
"""


async def test_a_company_that_the_register_does_not_have_asks_to_be_created(ask: Ask) -> None:
    asked_for = (await ask(FOUND, STRANGER, cvr="33257872")).data["createUnit"]
    assert asked_for["errors"] == []
    id_ = asked_for["request"]["id"]
    assert [one["id"] for one in await listed(ask, STRANGER)] == [id_]
    assert await listed(ask, CLINIC) == []

    told = (await ask(DECIDE, OFFICE, id=id_, approve=True)).data["decideRequest"]

    assert told["errors"] == []
    registered = Actor("nu registreret", Role.PRIVATE_COMPANY, SorCode(int(told["unit"]["sorCode"])), cvr=STRANGER.cvr)
    assert [one["status"] for one in await listed(ask, registered)] == ["APPROVED"]
    clinic = await ask(CREATE, registered, parent=told["unit"]["sorCode"])
    assert (clinic.errors, clinic.data["createUnit"]["errors"]) == ([], [])


async def test_nobody_asks_for_another_company_to_be_created(ask: Ask) -> None:
    for actor, cvr in ((STRANGER, "64942212"), (CLINIC, "33257872")):
        answer = await ask(FOUND, actor, cvr=cvr)
        assert answer.errors[0]["extensions"]["rules"] == ["FORBIDDEN_OTHER_COMPANY"]
    assert await listed(ask, OFFICE) == []


async def test_of_two_who_decide_at_once_one_decides(ask: Ask) -> None:
    id_ = await requested(ask)
    answers = await gather(
        ask(DECIDE, OFFICE, id=id_, approve=True),
        ask(DECIDE, OFFICE, id=id_, approve=False, reason="nej"),
        ask(DECIDE, OFFICE, id=id_, approve=True),
    )

    told = [answer.data["decideRequest"] for answer in answers]
    assert sorted([one["rule"]["id"] for each in told for one in each["errors"]]) == ["REQUEST_DECIDED"] * 2
    (decided,) = [each["request"]["status"] for each in told if each["request"] is not None]
    (seen,) = await listed(ask, OFFICE)
    assert seen["status"] == decided
    renamed = (await ask(NAME, code=str(COMPANY.unit), at="2026-11-23")).data["unit"]["version"] == 2
    assert renamed is (decided == "APPROVED")


async def test_a_location_number_is_sent_within_ten_working_days(ask: Ask) -> None:
    told = (await ask(NUMBER, CLINIC, code=str(COMPANY.sister))).data["createLocationNumber"]

    assert told["errors"] == []
    assert told["locationNumber"] is None
    assert told["request"]["dueBy"] == "2026-12-04"
    assert date(2026, 11, 22) == TODAY
    approved = await ask(DECIDE, OFFICE, id=told["request"]["id"], approve=True)
    assert approved.data["decideRequest"]["unit"]["locationNumber"]["gln"] == gln_of(NUMBERS.first)


async def test_the_office_sees_what_a_request_would_do_and_what_hinders_it(ask: Ask, engine: AsyncEngine) -> None:
    await requested(ask, **{"from": "2026-11-24"})
    query = "{ requests { nodes { preview { affectedCount earliestDate blockers { rule { id } path } } } } }"

    now = await ask(query, OFFICE)
    later = await asking(engine, date(2026, 12, 1))(query, OFFICE)

    assert now.errors == later.errors == []
    assert now.data["requests"]["nodes"][0]["preview"] == {"affectedCount": 0, "earliestDate": None, "blockers": []}
    assert later.data["requests"]["nodes"][0]["preview"]["blockers"] == [
        {"rule": {"id": "CHANGE_TOO_EARLY"}, "path": ["validFrom"]}
    ]
