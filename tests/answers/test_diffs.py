"""What is different between two moments, asked over GraphQL of the hand-made hospital."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain.periods import Version
from domain.recording import ActorKind, Cause, Reason, Recorder
from domain.records import Lives, UnitLife
from resolvers.context import Context, Limits
from schema.extensions.danish import DANISH
from tests.answers.conftest import Ask, asking
from tests.builders import (
    COMPANY,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    OPENED,
    REGION,
    REGION_NUMBER,
    ROOM,
    SURGERY,
    THEATRE,
    TODAY,
    WARD,
    hospital,
)
from tests.fixtures.databases import Databases

CLERK = Recorder(ActorKind.SYSTEM, "prøve")


@dataclass(frozen=True)
class Corrected:
    """The hospital, of which it was learned that surgery had always been at another address."""

    ask: Ask
    known: datetime
    learned: datetime


@pytest.fixture(scope="module")
async def corrected(databases: Databases) -> AsyncIterator[Corrected]:
    async with databases.connected() as opened:
        async with change(opened, CLERK, note="the hospital") as first:
            await write(first, hospital())
        wrong = Reason("læst forkert", Cause.CORRECTION)
        async with change(opened, CLERK, reason=wrong) as second:
            await write(second, Lives(units=(_surgery_elsewhere(),)))
        yield Corrected(asking(opened), first.recorded, second.recorded)


def _surgery_elsewhere() -> UnitLife:
    [surgery] = [unit for unit in hospital().units if unit.sor_code == SURGERY]
    timeline = tuple(Version(one.valid, replace(one.value, postal=ROOM.id)) for one in surgery.timeline)
    return replace(surgery, timeline=timeline)


DIFF = """query (
  $from: AsOfInput!, $to: AsOfInput!, $under: SorCode, $include: DiffInclude, $first: Int, $after: String
) { registerDiff(from: $from, to: $to, under: $under, include: $include, first: $first, after: $after) {
    totalCount summary { kind count } pageInfo { hasNextPage endCursor } nodes {
      unit { sorCode name status asOf { at } } kinds
      before { name parent { sorCode } } after { name parent { sorCode } }
      fields { field before after cause { kind via { sorCode } changeSet { note } } } } } }"""

HALL, NEW = "Skalpelstræde 2, 3. tv, 4000 Roskilde", "Nyrestien 7 B, 4700 Næstved"


async def told(ask: Ask, start: str, end: str, **more: Any) -> Any:
    answer = await ask(DIFF, **{"from": {"at": start}, "to": {"at": end}}, **{"include": "EFFECTIVE", **more})
    assert answer.errors == []
    return answer.data["registerDiff"]


async def test_between_two_days_is_what_happens_between_them(ask: Ask) -> None:
    diff = await told(ask, "2027-05-31", "2028-01-01")

    assert diff["summary"] == [
        {"kind": "CHANGED", "count": 1},
        {"kind": "MOVED", "count": 1},
        {"kind": "CLOSED", "count": 1},
    ]
    ward, kidney = diff["nodes"]
    assert (ward["unit"]["sorCode"], ward["kinds"]) == (str(WARD), ["CHANGED", "MOVED"])
    assert (ward["before"]["parent"], ward["after"]["parent"]) == (
        {"sorCode": str(SURGERY)},
        {"sorCode": str(MEDICINE)},
    )
    own = {"kind": "OWN", "via": None, "changeSet": {"note": "the hospital"}}
    assert [(one["field"], one["before"], one["after"]) for one in ward["fields"]] == [
        ("PARENT", str(SURGERY), str(MEDICINE)),
        ("POSTAL_ADDRESS", HALL, "Regionsgade 1, 4100 Ringsted"),
        ("VISITING_ADDRESS", HALL, "Regionsgade 1, 4100 Ringsted"),
        ("ACTIVITY_ADDRESS", HALL, "Regionsgade 1, 4100 Ringsted"),
        ("ELECTRONIC_ADDRESS", "70100100, post@region.example, region.example", "70100106"),
        ("LOCATION_NUMBER", REGION_NUMBER, MEDICINE_NUMBER),
    ]
    assert all(one["cause"] == own for one in ward["fields"])
    assert kidney["unit"] == {
        "sorCode": str(KIDNEY),
        "name": "Dialyse og Nyre",
        "status": "CLOSED",
        "asOf": {"at": "2028-01-01"},
    }
    assert (kidney["kinds"], kidney["before"]["name"], kidney["after"]) == (["CLOSED"], "Dialyse og Nyre", None)


async def test_only_what_is_registered_on_the_unit_itself(ask: Ask) -> None:
    diff = await told(ask, "2027-05-31", "2027-06-01", include="OWN")

    assert [(one["kinds"], [field["field"] for field in one["fields"]]) for one in diff["nodes"]] == [
        (["MOVED"], ["PARENT"])
    ]


async def test_between_two_instants_is_what_was_learned_and_what_others_inherit_of_it(corrected: Corrected) -> None:
    answer = await corrected.ask(
        DIFF,
        **{"from": {"at": "2026-11-22", "knownAt": corrected.known.isoformat()}, "to": {"at": "2026-11-22"}},
    )

    units = {node["unit"]["sorCode"]: node for node in answer.data["registerDiff"]["nodes"]}
    assert [*units] == [str(SURGERY), str(THEATRE), str(WARD)]
    surgery, theatre = units[str(SURGERY)], units[str(THEATRE)]
    assert {(one["before"], one["after"]) for node in units.values() for one in node["fields"]} == {(HALL, NEW)}
    learned = {"note": "læst forkert"}
    assert surgery["fields"][0]["cause"] == {"kind": "CORRECTION", "via": None, "changeSet": learned}
    assert theatre["fields"][0]["cause"] == {
        "kind": "INHERITED",
        "via": {"sorCode": str(SURGERY)},
        "changeSet": learned,
    }


async def test_what_was_recorded_after_both_instants_is_not_told(corrected: Corrected) -> None:
    known = corrected.known.isoformat()
    same = {"at": "2026-11-22", "knownAt": known}

    answer = await corrected.ask(DIFF, **{"from": same, "to": same})

    assert answer.data["registerDiff"]["nodes"] == []


async def test_under_a_unit_is_what_stands_there_before_or_after(ask: Ask) -> None:
    moved = [await told(ask, "2027-05-31", "2027-06-01", under=str(unit)) for unit in (SURGERY, MEDICINE, COMPANY)]

    assert [[node["unit"]["sorCode"] for node in one["nodes"]] for one in moved] == [[str(WARD)], [str(WARD)], []]


async def test_pages_go_on_between_the_same_two_moments(corrected: Corrected) -> None:
    asked = {"from": {"knownAt": corrected.known.isoformat()}, "to": {}}
    seen, after = [], None
    for _ in range(3):
        page = (await corrected.ask(DIFF, first=1, after=after, **asked)).data["registerDiff"]
        assert page["totalCount"] == 3
        seen += [node["unit"]["sorCode"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]

    assert seen == [str(SURGERY), str(THEATRE), str(WARD)]
    assert page["pageInfo"]["hasNextPage"] is False
    [error] = (await corrected.ask(DIFF, first=1, after=after, **{"from": {}, "to": {}})).errors
    assert error["extensions"]["code"] == "INVALID_CURSOR"


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (
            {"at": "2027-01-02"},
            {"at": "2027-01-01"},
            "`from` is 2027-01-02 and `to` is 2027-01-01, which is earlier: exchange the two.",
        ),
        (
            {},
            {"knownAt": "2026-01-01T00:00:00+00:00"},
            "`from` asks for what was known at now, `to` for what was known at 2026-01-01T00:00:00+00:00, which is "
            "earlier: exchange the two, or give `from` a `knownAt` that is not later.",
        ),
    ],
)
async def test_moments_in_the_wrong_order_are_refused(ask: Ask, start: object, end: object, sentence: str) -> None:
    [error] = (await ask(DIFF, **{"from": start, "to": end})).errors

    assert (error["message"], error["extensions"]["code"]) == (sentence, "WRONG_ORDER")


async def test_a_unit_that_is_not_in_the_register_has_nothing_under_it(ask: Ask) -> None:
    asked = {"from": {"at": str(OPENED)}, "to": {"at": str(date(2026, 1, 1))}}
    [error] = (await ask(DIFF, under="99991000016002", **asked)).errors

    assert error["message"] == "There is no unit with the SOR code 99991000016002 for `under`."


async def test_too_many_units_are_refused_with_a_narrower_question(hospital_engine: AsyncEngine) -> None:
    async with Snapshot(hospital_engine) as snapshot:
        ctx = Context(PostgresReader(snapshot), TODAY, limits=Limits(subtree=7))
        asked = {"from": {"at": "1999-12-31"}, "to": {"at": "2000-01-01"}}
        answer = await schema.build().execute(DIFF, asked, context_value=ctx)

    [error] = answer.errors or []
    assert error.message == (
        "More than 7 units differ between the two moments. Ask for less at a time: days or instants that lie closer "
        "together, or one subtree with `under`."
    )
    assert error.extensions == {
        "code": "TOO_MANY_UNITS",
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["TOO_MANY_UNITS"],
        "maximum": 7,
    }


async def test_the_whole_register_comes_into_being(ask: Ask) -> None:
    diff = await told(ask, "1999-12-31", "2000-01-01")

    assert diff["summary"] == [{"kind": "ADDED", "count": 8}]
    assert {node["before"] for node in diff["nodes"]} == {None}
    region = diff["nodes"][0]
    assert region["unit"]["sorCode"] == str(REGION)
    assert HOSPITAL in {int(node["unit"]["sorCode"]) for node in diff["nodes"]}
    assert region["fields"][0] | {"cause": None} == {
        "field": "NAME",
        "before": None,
        "after": "Region Prøve",
        "cause": None,
    }
