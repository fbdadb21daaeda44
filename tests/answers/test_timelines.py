"""Timelines of units: their own and effective values through all days, and what histories and timelines cost."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identifiers import gln_of
from domain.permissions import PUBLIC, Actor
from tests.answers.conftest import Ask, asking
from tests.answers.recorded import CLERK, SLEEP, Recorded, recorded
from tests.answers.test_statements import TOP, ask_wide, wide_engine
from tests.builders import (
    DIALYSIS,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    REGION_NUMBER,
    SURGERY,
    THEATRE,
    THEATRE_NUMBER,
    WARD,
)

__all__ = ["ask_wide", "wide_engine"]

GLN = gln_of(579000990050)

TIMELINE = """query ($c: SorCode!, $f: [TimelineField!], $e: Boolean! = true, $at: Date, $k: DateTime) {
  unit(by: {sorCode: $c}, at: $at, knownAt: $k) { timeline(fields: $f, effective: $e) {
    field validity { from until } value planned changeSet { note recordedAt }
    provenance { kind source { sorCode } sourceField distance effective { from until } } } } }"""


async def timeline(ask: Ask, code: int, actor: Actor = PUBLIC, **asked: Any) -> list[dict[str, Any]]:
    answer = await ask(TIMELINE, actor, c=str(code), **asked)
    assert answer.errors == []
    told: list[dict[str, Any]] = answer.data["unit"]["timeline"]
    return told


def rows(told: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["field"], *one["validity"].values(), one["value"], one["planned"]) for one in told]


async def test_a_timeline_tells_own_and_effective_values_through_all_days(ask: Ask) -> None:
    told = await timeline(ask, WARD)

    assert rows(told) == [
        ("NAME", "2000-01-01", None, "Sengeafsnit Ærø", False),
        ("TYPE", "2000-01-01", None, "550851000005109", False),
        ("STATUS", "2000-01-01", None, "ACTIVE", False),
        ("PARENT", "2000-01-01", "2027-06-01", str(SURGERY), False),
        ("PARENT", "2027-06-01", None, str(MEDICINE), True),
        ("POSTAL_ADDRESS", "2000-01-01", "2027-06-01", "Skalpelstræde 2, 3. tv, 4000 Roskilde", False),
        ("POSTAL_ADDRESS", "2027-06-01", None, "Regionsgade 1, 4100 Ringsted", True),
        ("VISITING_ADDRESS", "2000-01-01", "2027-06-01", "Skalpelstræde 2, 3. tv, 4000 Roskilde", False),
        ("VISITING_ADDRESS", "2027-06-01", None, "Regionsgade 1, 4100 Ringsted", True),
        ("ACTIVITY_ADDRESS", "2000-01-01", "2027-06-01", "Skalpelstræde 2, 3. tv, 4000 Roskilde", False),
        ("ACTIVITY_ADDRESS", "2027-06-01", None, "Regionsgade 1, 4100 Ringsted", True),
        ("ELECTRONIC_ADDRESS", "2000-01-01", "2027-06-01", "70100100, post@region.example, region.example", False),
        ("ELECTRONIC_ADDRESS", "2027-06-01", None, "70100106", True),
        ("LOCATION_NUMBER", "2000-01-01", "2027-06-01", REGION_NUMBER, False),
        ("LOCATION_NUMBER", "2027-06-01", None, MEDICINE_NUMBER, True),
        ("IDENTIFIERS", "2000-01-01", None, "SHAK 1301011", False),
    ]
    number = told[-2]
    assert number["provenance"] == {
        "kind": "INHERITED",
        "source": {"sorCode": str(MEDICINE)},
        "sourceField": "LOCATION_NUMBER",
        "distance": 1,
        "effective": {"from": "2027-06-01", "until": None},
    }
    assert told[0]["provenance"] is None
    assert number["changeSet"]["note"] == "the hospital"


async def test_own_values_are_told_where_effective_ones_are_not_asked_for(ask: Ask) -> None:
    fields = ["POSTAL_ADDRESS", "LOCATION_NUMBER", "MESSAGE_TYPES"]

    assert rows(await timeline(ask, WARD, f=fields, e=False)) == [
        ("LOCATION_NUMBER", "2000-01-01", None, "inherited", False)
    ]
    assert rows(await timeline(ask, MEDICINE, f=fields, e=False)) == [
        ("LOCATION_NUMBER", "2000-01-01", None, MEDICINE_NUMBER, False),
        (
            "MESSAGE_TYPES",
            "2000-01-01",
            "2020-01-01",
            "DIS01 D0130L: receive; DIS01 D0133L: receive; REF01 H0130R: send",
            False,
        ),
        ("MESSAGE_TYPES", "2020-01-01", None, "DIS01 D0133L: receive; REF01 H0130R: send", False),
    ]


async def test_a_hidden_number_is_in_the_timeline_of_its_own_organisation_only(ask: Ask) -> None:
    field = ["LOCATION_NUMBER"]

    assert rows(await timeline(ask, THEATRE, f=field)) == []
    assert rows(await timeline(ask, THEATRE, f=field, e=False)) == []
    assert rows(await timeline(ask, THEATRE, CLERK, f=field)) == [
        ("LOCATION_NUMBER", "2000-01-01", None, THEATRE_NUMBER, False)
    ]


async def test_relations_and_closings_have_their_days(ask: Ask) -> None:
    told = await timeline(ask, KIDNEY, f=["STATUS", "RELATIONS"], at="2027-12-31")

    assert rows(told) == [
        ("STATUS", "2025-01-01", "2028-01-01", "ACTIVE", False),
        ("STATUS", "2028-01-01", None, "CLOSED", True),
        ("RELATIONS", "2025-01-01", None, f"REPLACES {DIALYSIS}", False),
    ]


@pytest.fixture
async def past(engine: AsyncEngine) -> Recorded:
    return await recorded(engine, GLN)


async def test_every_value_names_the_change_set_that_last_told_it(engine: AsyncEngine, past: Recorded) -> None:
    told = await timeline(asking(engine), SLEEP, f=["NAME", "STATUS", "LOCATION_NUMBER", "POSTAL_ADDRESS"])

    assert [(one["field"], one["value"], one["changeSet"]["recordedAt"]) for one in told] == [
        ("NAME", "Søvnlaboratorium", past.corrected.isoformat()),
        ("NAME", "Søvncenter", past.renamed.isoformat()),
        ("STATUS", "ACTIVE", past.created.isoformat()),
        ("STATUS", "CLOSED", past.closed.isoformat()),
        ("POSTAL_ADDRESS", "Skalpelstræde 2, 3. tv, 4000 Roskilde", past.created.isoformat()),
        ("LOCATION_NUMBER", GLN, past.issued.isoformat()),
    ]
    then = await timeline(asking(engine), SLEEP, f=["NAME"], k=past.created.isoformat())
    assert rows(then) == [("NAME", "2000-01-01", None, "Søvnklinik", False)]


COSTLY = """query ($c: SorCode!, $first: Int!) { unit(by: {sorCode: $c}) { children(first: $first) { nodes {
  history { nodes { changes { field } changeSet { note } } }
  recorded: history(by: RECORDED) { totalCount nodes { unit { name } changes { field } actor { name } } }
  plannedChanges { effectiveFrom }
  timeline { value provenance { source { name } } changeSet { note } } } } } }"""


async def test_histories_and_timelines_of_a_hundred_units_cost_what_those_of_two_do(ask_wide: Ask) -> None:
    few = await ask_wide(COSTLY, c=str(TOP), first=2)
    many = await ask_wide(COSTLY, c=str(TOP), first=100)

    assert few.errors == many.errors == []
    assert len(many.data["unit"]["children"]["nodes"]) == 100
    assert many.data["unit"]["children"]["nodes"][99]["timeline"] != []
    assert many.statements == few.statements
    assert many.statements <= 40


async def test_the_units_of_many_change_sets_are_read_at_once(ask: Ask, engine: AsyncEngine, past: Recorded) -> None:
    query = """query ($n: Int!) { changeSets(first: $n) { nodes { actor { name organisation { name } }
      units(first: 20) { totalCount nodes { before { name } after { name } changes { field } } } } } }"""
    few, many = [await asking(engine)(query, n=n) for n in (2, 6)]

    assert few.errors == many.errors == []
    # Postal and electronic addresses are two statements, where units name any.
    assert few.statements <= many.statements <= few.statements + 2 <= 14
    assert [len(one["units"]["nodes"]) for one in many.data["changeSets"]["nodes"]] == [1, 1, 1, 1, 1, 9]
