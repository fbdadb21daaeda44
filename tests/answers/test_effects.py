"""What a change set did to the effective values of others, told with its units, days, causes and sources."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.writing.change import change
from db.writing.lives import write
from domain.addresses import Address
from domain.identifiers import SorCode
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.permissions import Actor, Role
from domain.recording import ActorKind, Recorder
from domain.records import Lives, NumberLife, UnitLife
from tests.answers.conftest import Ask, asking
from tests.builders import (
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MOVES,
    OPENED,
    REGION,
    SURGERY,
    THEATRE,
    THEATRE_NUMBER,
    WARD,
    hospital,
)
from tests.fixtures.databases import Databases

NEW_HOUSE = Address(street="Nygade", house_number="5", post_code="4100", district="Ringsted")
OLD, NEW = "Regionsgade 1, 4100 Ringsted", "Nygade 5, 4100 Ringsted"
MOVES_IN = date(2027, 1, 1)
CLERK = Recorder(ActorKind.PERSON, "Klara Kontor")


@pytest.fixture(scope="module")
async def ask_later(databases: Databases) -> AsyncIterator[Ask]:
    """The hospital after its region has planned to move house, and the theatre's hidden number was opened to all."""
    async with databases.connected() as opened:
        async with change(opened, CLERK, note="the hospital") as writing:
            await write(writing, hospital())
        async with change(opened, CLERK, note="a new house") as writing:
            await write(writing, Lives(units=(_with_new_house(),), addresses=(NEW_HOUSE,)))
        async with change(opened, CLERK, note="a number closes") as writing:
            await write(writing, Lives(numbers=(_closing_number(),)))
        yield asking(opened)


def _with_new_house() -> UnitLife:
    [region] = [unit for unit in hospital().units if unit.sor_code == REGION]
    [version] = region.timeline
    before = replace(version, valid=Period(OPENED, MOVES_IN))
    return replace(region, timeline=(before, Version(Period(MOVES_IN), replace(version.value, postal=NEW_HOUSE.id))))


def _closing_number() -> NumberLife:
    [number] = [number for number in hospital().numbers if number.gln == THEATRE_NUMBER]
    [version] = number.timeline
    mailbox: Mailbox = version.value
    return replace(number, timeline=(Version(Period(OPENED, MOVES_IN), mailbox),))


EFFECTS = """query ($c: SorCode!, $first: Int!, $after: String) {
  unit(by: {sorCode: $c}) { history { nodes { changeSet { note effects {
    affectedCount summary { field units } asOf { at } warnings { message } blockers { message } earliestDate
    items(first: $first, after: $after) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes {
      unit { sorCode } fields { field before after validity { from lastDay }
        cause { kind via { name } changeSet { id } } sourceBefore { name } sourceAfter { name } } } } } } } } } }"""


async def told(ask: Ask, unit: SorCode, note: str, *actor: Actor, first: int = 50, after: str | None = None) -> Any:
    answer = await ask(EFFECTS, *actor, c=str(unit), first=first, after=after)
    assert answer.errors == []
    sets = [node["changeSet"] for node in answer.data["unit"]["history"]["nodes"]]
    return next(one["effects"] for one in sets if one["note"] == note)


async def test_a_new_address_is_told_of_every_unit_it_counts_for_from_the_day_on_which_it_does(ask_later: Ask) -> None:
    effects = await told(ask_later, REGION, "a new house")

    fields = {node["unit"]["sorCode"]: node["fields"] for node in effects["items"]["nodes"]}
    assert {code: [one["field"] for one in changes] for code, changes in fields.items()} == {
        str(REGION): ["POSTAL_ADDRESS", "VISITING_ADDRESS"],
        str(HOSPITAL): ["POSTAL_ADDRESS"],
        str(WARD): ["POSTAL_ADDRESS", "VISITING_ADDRESS", "ACTIVITY_ADDRESS"],
        str(MEDICINE): ["POSTAL_ADDRESS", "VISITING_ADDRESS", "ACTIVITY_ADDRESS"],
        str(KIDNEY): ["POSTAL_ADDRESS", "VISITING_ADDRESS"],
    }
    assert {(one["before"], one["after"]) for changes in fields.values() for one in changes} == {(OLD, NEW)}
    since = {code: {one["validity"]["from"] for one in changes} for code, changes in fields.items()}
    assert since == {code: {str(MOVES if code == str(WARD) else MOVES_IN)} for code in fields}
    assert fields[str(KIDNEY)][0]["validity"] == {"from": "2027-01-01", "lastDay": "2027-12-31"}
    assert fields[str(REGION)][0]["cause"] == {"kind": "OWN", "via": None, "changeSet": None}
    assert fields[str(KIDNEY)][0] | {"validity": None} == {
        "field": "POSTAL_ADDRESS",
        "before": OLD,
        "after": NEW,
        "validity": None,
        "cause": {"kind": "INHERITED", "via": {"name": "Region Prøve"}, "changeSet": None},
        "sourceBefore": {"name": "Region Prøve"},
        "sourceAfter": {"name": "Region Prøve"},
    }
    assert str(SURGERY) not in fields
    assert str(DIALYSIS) not in fields


async def test_affected_units_are_counted_by_field(ask_later: Ask) -> None:
    effects = await told(ask_later, REGION, "a new house")

    assert (effects["affectedCount"], effects["items"]["totalCount"]) == (5, 5)
    assert effects["summary"] == [
        {"field": "POSTAL_ADDRESS", "units": 5},
        {"field": "VISITING_ADDRESS", "units": 4},
        {"field": "ACTIVITY_ADDRESS", "units": 2},
    ]
    assert (effects["warnings"], effects["blockers"], effects["earliestDate"]) == ([], [], None)


async def test_affected_units_come_in_pages_by_sor_code(ask_later: Ask) -> None:
    whole = [node["unit"] for node in (await told(ask_later, REGION, "a new house"))["items"]["nodes"]]

    seen: list[object] = []
    after = None
    for _ in range(3):
        page = (await told(ask_later, REGION, "a new house", first=2, after=after))["items"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        seen += [node["unit"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == whole
    assert page["pageInfo"]["hasNextPage"] is False


async def test_the_opening_of_a_register_is_no_effect(ask_later: Ask) -> None:
    effects = await told(ask_later, SURGERY, "the hospital")

    assert (effects["affectedCount"], effects["summary"], effects["items"]["nodes"]) == (0, [], [])


LATEST = """{ changeSets(first: 1) { nodes { note effects { affectedCount summary { field units } items { nodes {
  unit { sorCode } fields { before after validity { from } } } } } } } }"""
OFFICE = Actor("Prøve", Role.SOR_OFFICE)


async def test_a_number_that_is_hidden_is_told_to_those_who_see_it(ask_later: Ask) -> None:
    public, office = [(await ask_later(LATEST, *actor)).data["changeSets"]["nodes"][0] for actor in ((), (OFFICE,))]

    assert (public["note"], public["effects"]["affectedCount"]) == ("a number closes", 0)
    assert office["effects"] == {
        "affectedCount": 1,
        "summary": [{"field": "LOCATION_NUMBER", "units": 1}],
        "items": {
            "nodes": [
                {
                    "unit": {"sorCode": str(THEATRE)},
                    "fields": [
                        {
                            "before": f"{THEATRE_NUMBER}, internal only",
                            "after": None,
                            "validity": {"from": str(MOVES_IN)},
                        }
                    ],
                }
            ]
        },
    }
