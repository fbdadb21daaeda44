"""A unit's history by recorded time, and the change sets behind it: who, when, why, and what was before and after."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.change import change as writing
from db.writing.lives import write
from domain.identifiers import gln_of, sor_code_of
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.permissions import PUBLIC, Actor
from domain.records import Lives, NumberLife
from tests.answers.conftest import Ask, asking
from tests.answers.recorded import CLERK, OFFICE, RENAMED, SLEEP, STRANGER, Recorded, recorded
from tests.builders import MEDICINE, REGION, SURGERY

GLN = gln_of(579000990050)

HISTORY = """query ($c: SorCode!, $first: Int! = 50, $after: String, $k: DateTime) {
  unit(by: {sorCode: $c}, knownAt: $k) { history(by: RECORDED, first: $first, after: $after) { totalCount
    pageInfo { hasNextPage endCursor } nodes { version recordedAt recordedUntil validity { from until }
    unit { name } changeSet { note cause } changes { field before after validity { from until } } } } } }"""

CHANGE_SETS = """query ($under: SorCode, $first: Int! = 50, $after: String, $k: DateTime) {
  changeSets(under: $under, first: $first, after: $after, knownAt: $k) {
    pageInfo { hasNextPage endCursor } nodes { id recordedAt note cause request operations
    actor { name kind role organisation { sorCode } } units { totalCount nodes { sorCode effectiveFrom
    before { name asOf { knownAt } } after { name validity { from until } } changes { field before after } } } } } }"""


@pytest.fixture
async def past(engine: AsyncEngine) -> Recorded:
    return await recorded(engine, GLN)


@pytest.fixture
def ask(engine: AsyncEngine) -> Ask:
    return asking(engine)


def change(field: str, before: str | None, after: str | None, since: str, until: str | None = None) -> dict[str, Any]:
    return {"field": field, "before": before, "after": after, "validity": {"from": since, "until": until}}


async def history(ask: Ask, actor: Actor = PUBLIC, **asked: Any) -> list[dict[str, Any]]:
    answer = await ask(HISTORY, actor, c=str(SLEEP), **asked)
    assert answer.errors == []
    nodes: list[dict[str, Any]] = answer.data["unit"]["history"]["nodes"]
    assert answer.data["unit"]["history"]["totalCount"] == len(nodes)
    return nodes


async def test_the_history_by_recorded_time_tells_every_recording_the_oldest_first(ask: Ask, past: Recorded) -> None:
    told = await history(ask)

    def when(since: Any, until: Any) -> tuple[str, str | None]:
        return since.isoformat(), until and until.isoformat()

    assert [(one["recordedAt"], one["recordedUntil"]) for one in told] == [
        when(past.created, past.renamed),
        when(past.renamed, past.corrected),
        when(past.renamed, past.closed),
        when(past.issued, past.closed),
        when(past.corrected, None),
        when(past.closed, None),
        when(past.closed, None),
    ]
    assert [(one["unit"]["name"], *one["validity"].values(), one["version"]) for one in told] == [
        ("Søvnklinik", "2000-01-01", None, 1),
        ("Søvnklinik", "2000-01-01", "2027-01-01", 2),
        ("Søvncenter", "2027-01-01", None, 2),
        ("Søvncenter", "2027-01-01", None, 2),
        ("Søvnlaboratorium", "2000-01-01", "2027-01-01", 3),
        ("Søvncenter", "2027-01-01", "2028-01-01", 4),
        ("Søvncenter", "2028-01-01", None, 4),
    ]
    assert [one["changes"] for one in told] == [
        [
            change("NAME", None, "Søvnklinik", "2000-01-01"),
            change("TYPE", None, "550851000005109", "2000-01-01"),
            change("STATUS", None, "ACTIVE", "2000-01-01"),
            change("PARENT", None, str(SURGERY), "2000-01-01"),
        ],
        [],
        [change("NAME", "Søvnklinik", "Søvncenter", "2027-01-01")],
        [change("LOCATION_NUMBER", None, GLN, "2027-01-01")],
        [change("NAME", "Søvnklinik", "Søvnlaboratorium", "2000-01-01", "2027-01-01")],
        [],
        [change("STATUS", "ACTIVE", "CLOSED", "2028-01-01")],
    ]
    assert [(one["changeSet"]["cause"], one["changeSet"]["note"]) for one in told] == [
        ("IMPORT", "hele filen"),
        ("CHANGE", "nyt navn"),
        ("CHANGE", "nyt navn"),
        ("CHANGE", None),
        ("CORRECTION", "navnet var forkert"),
        ("CHANGE", None),
        ("CHANGE", None),
    ]


async def test_a_history_read_as_once_known_ends_with_what_was_recorded_by_then(ask: Ask, past: Recorded) -> None:
    told = await history(ask, k=past.renamed.isoformat())

    assert [(one["unit"]["name"], one["recordedUntil"]) for one in told] == [
        ("Søvnklinik", past.renamed.isoformat()),
        ("Søvnklinik", None),
        ("Søvncenter", None),
    ]
    assert told[2]["changes"] == [change("NAME", "Søvnklinik", "Søvncenter", "2027-01-01")]


async def test_the_pages_of_a_history_together_are_the_history(ask: Ask, past: Recorded) -> None:
    whole, pages, after = await history(ask), [], None
    for _ in range(4):
        page = (await ask(HISTORY, c=str(SLEEP), first=2, after=after)).data["unit"]["history"]
        pages += page["nodes"]
        after = page["pageInfo"]["endCursor"]

    assert page["pageInfo"]["hasNextPage"] is False
    assert pages == whole
    by_days = "query ($c: SorCode!, $a: String) { unit(by: {sorCode: $c}) { history(after: $a) { totalCount } } }"
    other = await ask(by_days, c=str(SLEEP), a=after)
    assert [error["extensions"]["code"] for error in other.errors] == ["INVALID_CURSOR"]


async def test_hidden_numbers_are_in_the_history_of_their_own_organisation_only(ask: Ask, engine: AsyncEngine) -> None:
    past = await recorded(engine, GLN, internal_only=True)
    issued = past.issued.isoformat()
    hidden = [change("LOCATION_NUMBER", None, f"{GLN}, internal only", "2027-01-01")]

    for actor, expected in [(PUBLIC, []), (STRANGER, []), (CLERK, [hidden]), (OFFICE, [hidden])]:
        told = await history(ask, actor)
        assert [one["changes"] for one in told if one["recordedAt"] == issued] == expected


async def test_days_on_which_a_number_is_hidden_are_not_told_though_others_are(ask: Ask, engine: AsyncEngine) -> None:
    await recorded(engine, GLN)
    hides = date(2027, 6, 1)
    shown, hidden = Mailbox(holder=SLEEP, region="1085"), Mailbox(holder=SLEEP, region="1085", not_active=True)
    timeline = (Version(Period(date(2027, 1, 1), hides), shown), Version(Period(hides), hidden))
    async with writing(engine, OFFICE.recorder) as opened:
        await write(opened, Lives(numbers=(NumberLife(gln=GLN, first_from=RENAMED, timeline=timeline),)))
    query = """query ($c: SorCode!) { unit(by: {sorCode: $c}) {
      history { nodes { changes { field before after validity { from until } } } }
      plannedChanges { effectiveFrom fields { field before after } }
      timeline(fields: [LOCATION_NUMBER], effective: false) { value validity { from until } } } }"""

    async def told(actor: Actor) -> Any:
        unit = (await ask(query, actor, c=str(SLEEP))).data["unit"]
        number = [one for node in unit["history"]["nodes"] for one in node["changes"] if one["before"] == GLN]
        planned = [one["fields"][0]["after"] for one in unit["plannedChanges"] if one["effectiveFrom"] == "2027-06-01"]
        return number, planned, [one["value"] for one in unit["timeline"]]

    not_active = f"{GLN}, not active"
    own = change("LOCATION_NUMBER", GLN, not_active, "2027-06-01", "2028-01-01")
    public = change("LOCATION_NUMBER", GLN, None, "2027-06-01", "2028-01-01")
    assert await told(CLERK) == ([own], [not_active], [GLN, not_active])
    assert await told(PUBLIC) == ([public], [None], [GLN])


async def test_change_sets_tell_who_why_and_what_each_unit_was_before_and_after(ask: Ask, past: Recorded) -> None:
    told = (await ask(CHANGE_SETS, CLERK)).data["changeSets"]["nodes"]

    assert [one["recordedAt"] for one in told[:6]] == [
        instant.isoformat()
        for instant in (past.closed, past.corrected, past.issued, past.renamed, past.created, past.hospital)
    ]
    renamed = told[3]
    assert (renamed["note"], renamed["cause"], renamed["request"], renamed["operations"]) == (
        "nyt navn",
        "CHANGE",
        "request-3",
        ["changeUnit"],
    )
    assert renamed["actor"] == {
        "name": CLERK.name,
        "kind": "PERSON",
        "role": "REGIONAL_ADMINISTRATOR",
        "organisation": {"sorCode": str(REGION)},
    }
    [unit] = renamed["units"]["nodes"]
    assert (unit["sorCode"], unit["effectiveFrom"]) == (str(SLEEP), "2027-01-01")
    assert unit["changes"] == [{"field": "NAME", "before": "Søvnklinik", "after": "Søvncenter"}]
    assert unit["before"]["name"] == "Søvnklinik"
    assert unit["before"]["asOf"]["knownAt"] < renamed["recordedAt"]
    assert unit["after"] == {"name": "Søvncenter", "validity": {"from": "2027-01-01", "until": None}}
    [new] = told[4]["units"]["nodes"]
    assert (new["before"], new["after"]["name"]) == (None, "Søvnklinik")
    [numbered] = told[2]["units"]["nodes"]
    assert numbered["changes"] == [{"field": "LOCATION_NUMBER", "before": None, "after": GLN}]
    assert told[5]["units"]["totalCount"] == 9


async def test_change_sets_are_asked_for_under_a_unit_at_an_instant_and_page_by_page(ask: Ask, past: Recorded) -> None:
    async def notes(**asked: Any) -> list[str]:
        return [one["note"] for one in (await ask(CHANGE_SETS, **asked)).data["changeSets"]["nodes"]]

    under_surgery = [None, "navnet var forkert", None, "nyt navn", "hele filen", "hospitalet"]
    assert await notes(under=str(SURGERY)) == under_surgery
    assert await notes(under=str(MEDICINE)) == ["hospitalet"]
    assert await notes(under=str(SURGERY), k=past.renamed.isoformat()) == ["nyt navn", "hele filen", "hospitalet"]
    first = (await ask(CHANGE_SETS, first=2)).data["changeSets"]
    assert await notes(first=2, after=first["pageInfo"]["endCursor"]) == [None, "nyt navn"]
    stranger = await ask(CHANGE_SETS, under=str(sor_code_of(9998)))
    assert [error["extensions"]["code"] for error in stranger.errors] == ["NOT_FOUND"]


async def test_the_names_of_persons_are_shown_to_their_own_organisation_and_the_sor_office(
    ask: Ask, past: Recorded
) -> None:
    async def names(actor: Actor) -> list[str | None]:
        query = "{ changeSets(first: 5) { nodes { actor { name role } } } }"
        answer = await ask(query, actor)
        assert answer.data["changeSets"]["nodes"][0]["actor"]["role"] == "REGIONAL_ADMINISTRATOR"
        assert "subject" not in str(answer.data)
        return [one["actor"]["name"] for one in answer.data["changeSets"]["nodes"]]

    closed, corrected, issued, renamed, created = CLERK.name, OFFICE.name, CLERK.name, CLERK.name, "sor import"
    assert await names(OFFICE) == [closed, corrected, issued, renamed, created]
    assert await names(CLERK) == [closed, None, issued, renamed, created]
    assert await names(STRANGER) == [None, None, None, None, created]
    assert await names(PUBLIC) == [None, None, None, None, created]


async def test_a_change_set_is_found_again_by_its_id(ask: Ask, past: Recorded) -> None:
    told = (await ask(CHANGE_SETS, first=1)).data["changeSets"]["nodes"][0]
    query = """query ($id: ID!, $k: DateTime) { changeSet(id: $id, knownAt: $k) { recordedAt }
      nodes(ids: [$id], knownAt: $k) { __typename id ... on ChangeSet { recordedAt } } }"""

    found = (await ask(query, id=told["id"])).data
    earlier = (await ask(query, id=told["id"], k=past.created.isoformat())).data
    unit = (await ask("query ($c: SorCode!) { unit(by: {sorCode: $c}) { id } }", c=str(SLEEP))).data["unit"]["id"]
    wrong = await ask("query ($id: ID!) { changeSet(id: $id) { note } }", id=unit)

    assert found["changeSet"] == {"recordedAt": past.closed.isoformat()}
    assert found["nodes"] == [{"__typename": "ChangeSet", "id": told["id"], "recordedAt": past.closed.isoformat()}]
    assert earlier == {"changeSet": None, "nodes": [None]}
    assert [error["extensions"]["code"] for error in wrong.errors] == ["INVALID_ID"]
