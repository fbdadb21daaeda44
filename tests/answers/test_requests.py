"""Requests of private companies over GraphQL: asked instead of done, and seen by few."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.answers.conftest import Ask
from tests.answers.requesting import (
    CLINIC,
    DECIDE,
    LIST,
    NAME,
    NUMBER,
    OFFICE,
    OTHERS,
    RENAME,
    STRANGER,
    counted,
    four,
    listed,
    requested,
)
from tests.organisations import COMPANY, REGION


@pytest.fixture
async def ask(engine: AsyncEngine) -> Ask:
    return await four(engine)


async def test_what_a_company_asks_for_is_requested_and_not_done(ask: Ask) -> None:
    answer = await ask(RENAME, CLINIC, code=str(COMPANY.unit), options={"note": "nyt skilt"})

    told = answer.data["changeUnit"]
    assert answer.errors == []
    assert (told["unit"], told["changeSet"], told["errors"]) == (None, None, [])
    assert {**told["request"], "id": "…"} == {
        "id": "…",
        "status": "PENDING",
        "operation": "changeUnit",
        "unit": {"sorCode": str(COMPANY.unit)},
        "note": "nyt skilt",
        "dueBy": None,
        "asks": [
            {"path": ["unit"], "value": str(COMPANY.unit)},
            {"path": ["said", "facts", "name"], "value": "Åhavens Klinik"},
        ],
    }
    after = await ask(NAME, code=str(COMPANY.unit), at="2027-01-01")
    assert after.data["unit"] == {"name": "Afdeling", "version": 1}


async def test_nothing_of_the_trial_stays(ask: Ask, engine: AsyncEngine) -> None:
    before = await counted(engine)
    await requested(ask)
    await ask(NUMBER, CLINIC, code=str(COMPANY.sister))

    assert await counted(engine) == {**before, "request": 2}


async def test_a_request_against_the_rules_is_told_so_and_not_kept(ask: Ask) -> None:
    answer = await ask(RENAME, CLINIC, code=str(COMPANY.unit), **{"from": "2026-11-22"})

    assert answer.data["changeUnit"]["request"] is None
    assert [(one["path"], one["rule"]["id"]) for one in answer.data["changeUnit"]["errors"]] == [
        (["validFrom"], "CHANGE_TOO_EARLY")
    ]
    assert await listed(ask, OFFICE) == []


async def test_a_company_requests_nothing_of_others(ask: Ask) -> None:
    answer = await ask(RENAME, CLINIC, code=str(REGION.unit))

    assert [one["extensions"]["code"] for one in answer.errors] == ["FORBIDDEN"]
    assert answer.errors[0]["extensions"]["rules"] == ["FORBIDDEN_OTHER_ORGANISATION"]
    assert await listed(ask, OFFICE) == []


async def test_a_dry_run_of_a_company_shows_what_would_be_and_requests_nothing(ask: Ask) -> None:
    answer = await ask(RENAME, CLINIC, code=str(COMPANY.unit), options={"dryRun": True})

    assert answer.data["changeUnit"]["unit"]["name"] == "Åhavens Klinik"
    assert answer.data["changeUnit"]["request"] is None
    assert await listed(ask, OFFICE) == []


async def test_the_same_request_under_the_same_key_is_one_request(ask: Ask) -> None:
    options = {"idempotencyKey": "k1"}
    first, again = await requested(ask, options=options), await requested(ask, options=options)
    other = await ask(RENAME, CLINIC, code=str(COMPANY.unit), name="Andet", options=options)

    assert first == again
    assert [one["rule"]["id"] for one in other.data["changeUnit"]["errors"]] == ["IDEMPOTENCY_KEY_REUSED"]
    assert [one["id"] for one in await listed(ask, OFFICE)] == [first]


async def test_requests_are_seen_by_the_office_and_the_company_alone(ask: Ask) -> None:
    id_ = await requested(ask)

    assert [one["id"] for one in await listed(ask, OFFICE)] == [id_]
    assert [one["id"] for one in await listed(ask, CLINIC)] == [id_]
    assert await listed(ask, STRANGER) == []
    for actor in OTHERS:
        answer = await ask(LIST, actor)
        assert answer.data is None
        assert [one["extensions"]["code"] for one in answer.errors] == ["FORBIDDEN"], actor
    node = "query ($id: ID!) { node(id: $id) { id ... on Request { status } } }"
    for actor, shown in [(OFFICE, True), (CLINIC, True), (STRANGER, False), *((one, False) for one in OTHERS)]:
        answer = await ask(node, actor, id=id_)
        assert answer.errors == []
        assert answer.data["node"] == ({"id": id_, "status": "PENDING"} if shown else None), actor


async def test_requests_are_listed_by_status_and_place_a_page_at_a_time(ask: Ask) -> None:
    first, second = await requested(ask), await requested(ask, name="Andet navn")
    await ask(DECIDE, OFFICE, id=first, approve=False, reason="dobbelt")

    assert [one["id"] for one in await listed(ask, OFFICE, status="PENDING")] == [second]
    assert [one["id"] for one in await listed(ask, OFFICE, status="REJECTED")] == [first]
    assert [one["id"] for one in await listed(ask, OFFICE, under=str(COMPANY.owner))] == [first, second]
    assert await listed(ask, OFFICE, under=str(REGION.owner)) == []
    page = (await ask(LIST, OFFICE, first=1)).data["requests"]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (2, True)
    rest = await listed(ask, OFFICE, after=page["pageInfo"]["endCursor"])
    assert [one["id"] for one in rest] == [second]


async def test_several_changes_become_several_requests(ask: Ask) -> None:
    answer = await ask(
        """
        mutation ($one: SorCode!, $other: SorCode!) {
          applyChanges(input: {items: [{change: {sorCode: $one, name: "Et"}}, {close: {sorCode: $other}},
            {change: {sorCode: $one, validFrom: "2020-01-01", name: "To"}}], policy: SKIP_FAILED}) {
            changeSet { id } results { unit { sorCode } request { operation status } errors { rule { id } } }
          }
        }
        """,
        CLINIC,
        one=str(COMPANY.unit),
        other=str(REGION.unit),
    )

    assert answer.errors == []
    assert answer.data["applyChanges"] == {
        "changeSet": None,
        "results": [
            {"unit": None, "request": {"operation": "changeUnit", "status": "PENDING"}, "errors": []},
            {"unit": None, "request": None, "errors": [{"rule": {"id": "FORBIDDEN_OTHER_ORGANISATION"}}]},
            {"unit": None, "request": None, "errors": [{"rule": {"id": "CHANGE_TOO_EARLY"}}]},
        ],
    }
