"""Planned changes ahead, asked over GraphQL of the hand-made hospital."""

from typing import Any

import pytest

from domain.identifiers import SorCode
from tests.answers.conftest import Ask
from tests.builders import COMPANY, HOSPITAL, KIDNEY, MEDICINE, SURGERY, WARD

AHEAD = """query ($under: SorCode, $until: Date, $first: Int, $after: String) {
  upcoming(under: $under, until: $until, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { unit { sorCode name } action effectiveFrom fields { field before after } } } }"""

MOVE = {
    "unit": {"sorCode": str(WARD), "name": "Sengeafsnit Ærø"},
    "action": "MOVE",
    "effectiveFrom": "2027-06-01",
    "fields": [{"field": "PARENT", "before": str(SURGERY), "after": str(MEDICINE)}],
}
CLOSING = {
    "unit": {"sorCode": str(KIDNEY), "name": "Dialyse og Nyre"},
    "action": "CLOSE",
    "effectiveFrom": "2028-01-01",
}


async def told(ask: Ask, **asked: Any) -> Any:
    answer = await ask(AHEAD, **asked)
    assert answer.errors == []
    return answer.data["upcoming"]


async def test_planned_changes_of_the_whole_register_the_nearest_first(ask: Ask) -> None:
    ahead = await told(ask)

    move, closing = ahead["nodes"]
    assert ahead["totalCount"] == 2
    assert move == MOVE
    assert {**closing, "fields": None} == {**CLOSING, "fields": None}
    assert {"field": "STATUS", "before": "ACTIVE", "after": "CLOSED"} in closing["fields"]


@pytest.mark.parametrize(
    ("under", "found"),
    [(SURGERY, [WARD]), (MEDICINE, [WARD, KIDNEY]), (HOSPITAL, [WARD, KIDNEY]), (COMPANY, []), (WARD, [WARD])],
)
async def test_a_change_lies_ahead_of_the_place_that_is_left_and_of_the_one_that_is_reached(
    ask: Ask, under: SorCode, found: list[SorCode]
) -> None:
    ahead = await told(ask, under=str(under))

    assert [plan["unit"]["sorCode"] for plan in ahead["nodes"]] == [str(code) for code in found]


async def test_what_comes_after_the_last_day_asked_for_is_left_out(ask: Ask) -> None:
    days = {"2027-05-31": 0, "2027-06-01": 1, "2027-12-31": 1, "2028-01-01": 2}

    assert {day: len((await told(ask, until=day))["nodes"]) for day in days} == days


async def test_a_page_goes_on_where_the_last_one_ended(ask: Ask) -> None:
    first = await told(ask, first=1)
    second = await told(ask, first=1, after=first["pageInfo"]["endCursor"])

    assert (first["nodes"][0], first["pageInfo"]["hasNextPage"]) == (MOVE, True)
    assert (second["nodes"][0]["unit"], second["pageInfo"]["hasNextPage"]) == (CLOSING["unit"], False)
    assert second["totalCount"] == 2
    [error] = (await ask(AHEAD, under=str(WARD), after=first["pageInfo"]["endCursor"])).errors
    assert error["extensions"]["code"] == "INVALID_CURSOR"
