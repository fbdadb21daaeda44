"""What someone may do with a unit today, from when, and why not."""

from typing import Any

from domain.permissions import Actor, Role
from tests.answers.conftest import Ask
from tests.builders import COMPANY, HOSPITAL, KIDNEY, MEDICINE, REGION, SURGERY, THEATRE, WARD

ONE = """
query ($code: SorCode!, $at: Date) {
  unit(by: {sorCode: $code}, at: $at) {
    allowedActions { action allowed earliestDate throughRequest reasons { code message(lang: EN) rule { id } } }
  }
}
"""
EVERYTHING = "{ units(first: 100) { nodes { allowedActions { action allowed } } } }"
OFFICE = Actor("kontoret", Role.SOR_OFFICE)
REGIONAL = Actor("regionen", Role.REGIONAL_ADMINISTRATOR, REGION)
PRIVATE = Actor("klinikken", Role.PRIVATE_COMPANY, COMPANY)


async def told(ask: Ask, actor: Actor, code: int, at: str | None = None) -> dict[str, Any]:
    """Each action: from when (True where no day is ahead), or the rules that are in the way."""
    answer = await ask(ONE, actor, code=str(code), at=at)
    assert answer.errors == []
    return {
        one["action"]: (one["earliestDate"] or True)
        if one["allowed"]
        else [why["rule"]["id"] for why in one["reasons"]]
        for one in answer.data["unit"]["allowedActions"]
    }


async def test_the_region_s_administrator_may_do_much_with_its_own_department(ask: Ask) -> None:
    assert await told(ask, REGIONAL, THEATRE) == {
        "CREATE_CHILD": "2026-11-29",
        "CHANGE": "2026-11-23",
        "MOVE": "2026-11-23",
        "CLOSE": "2026-11-29",
        "CLOSE_WITH_ALL_BELOW": "2026-11-29",
        "WITHDRAW_PLANNED_CHANGE": ["NOTHING_PLANNED"],
        "MERGE": "2026-11-29",
        "SPLIT": "2026-11-29",
        "CHANGE_RELATIONS": "2026-11-23",
        "REQUEST_LOCATION_NUMBER": ["LOCATION_NUMBER_HELD_ONCE"],
        "CHANGE_LOCATION_NUMBER": "2026-11-23",
        "CLOSE_LOCATION_NUMBER": "2026-11-29",
        "CHANGE_MESSAGE_TYPES": "2026-11-23",
        "CORRECT": ["FORBIDDEN_OFFICE_ONLY"],
    }


async def test_a_unit_with_open_units_below_closes_with_them_only(ask: Ask) -> None:
    actions = await told(ask, REGIONAL, SURGERY)

    assert actions["CLOSE"] == ["OPEN_UNITS_BELOW"]
    assert actions["CHANGE_LOCATION_NUMBER"] == ["NUMBER_UNKNOWN"]
    assert actions["REQUEST_LOCATION_NUMBER"] == "2026-11-23"


async def test_units_below_are_named_to_those_who_would_close(ask: Ask) -> None:
    answer = await ask(
        "query ($code: SorCode!) { unit(by: {sorCode: $code}) { allowedActions { action reasons { message(lang: EN) "
        "... on ActiveChildrenError { totalCount children { sorCode } } } } } }",
        REGIONAL,
        code=str(SURGERY),
    )

    assert answer.errors == []
    (closing,) = [one for one in answer.data["unit"]["allowedActions"] if one["action"] == "CLOSE"]
    (reason,) = closing["reasons"]
    assert reason["totalCount"] == 2
    assert {child["sorCode"] for child in reason["children"]} == {str(THEATRE), str(WARD)}
    assert "Operationsgangen" in reason["message"]


async def test_a_unit_that_closes_is_changed_until_then_and_not_closed_again(ask: Ask) -> None:
    actions = await told(ask, REGIONAL, KIDNEY)

    assert actions["CHANGE"] == "2026-11-23"
    assert actions["CLOSE"] == ["ALREADY_CLOSING"]
    assert actions["WITHDRAW_PLANNED_CHANGE"] is True


async def test_a_planned_move_can_be_withdrawn(ask: Ask) -> None:
    assert (await told(ask, REGIONAL, WARD))["WITHDRAW_PLANNED_CHANGE"] is True


async def test_an_institution_is_the_office_s(ask: Ask) -> None:
    actions = await told(ask, REGIONAL, HOSPITAL)

    assert actions["CREATE_CHILD"] == "2026-11-29"
    assert {action for action, why in actions.items() if why == ["FORBIDDEN_INSTITUTIONS"]} == {
        *("CHANGE", "MOVE", "CLOSE", "CLOSE_WITH_ALL_BELOW", "WITHDRAW_PLANNED_CHANGE", "MERGE", "SPLIT"),
        *("CHANGE_RELATIONS", "REQUEST_LOCATION_NUMBER", "CHANGE_LOCATION_NUMBER", "CLOSE_LOCATION_NUMBER"),
        "CHANGE_MESSAGE_TYPES",
    }
    assert (await told(ask, OFFICE, REGION))["MOVE"] == ["LEVEL_UNDER"]
    assert (await told(ask, OFFICE, HOSPITAL))["CORRECT"] is True


async def test_the_public_reads(ask: Ask) -> None:
    answer = await ask(ONE, code=str(MEDICINE))

    assert [one["reasons"] for one in answer.data["unit"]["allowedActions"]] == [
        [
            {
                "code": "FORBIDDEN",
                "message": "Everyone may read the register; to change it, one logs in with a role.",
                "rule": {"id": "FORBIDDEN_READ_ONLY"},
            }
        ]
    ] * 14
    assert answer.statements == 1


async def test_a_company_asks_for_what_it_may_do(ask: Ask) -> None:
    answer = await ask(ONE, PRIVATE, code=str(COMPANY))

    actions = {one["action"]: one for one in answer.data["unit"]["allowedActions"]}
    assert {name for name, one in actions.items() if one["throughRequest"]} == {
        *("CREATE_CHILD", "CHANGE", "CLOSE", "CLOSE_WITH_ALL_BELOW"),
        *("CHANGE_LOCATION_NUMBER", "CLOSE_LOCATION_NUMBER"),
    }
    assert {name for name, one in actions.items() if one["allowed"]} == {
        name for name, one in actions.items() if one["throughRequest"]
    }


async def test_that_there_is_a_hidden_number_is_told_to_its_organisation_only(ask: Ask) -> None:
    supplier = Actor("leverandøren", Role.SYSTEM_SUPPLIER)

    assert (await told(ask, supplier, THEATRE))["CHANGE_MESSAGE_TYPES"] == ["NUMBER_UNKNOWN"]
    assert (await told(ask, supplier, MEDICINE))["CHANGE_MESSAGE_TYPES"] == "2026-11-23"


async def test_actions_are_asked_of_today_whichever_day_is_read(ask: Ask) -> None:
    assert await told(ask, REGIONAL, WARD, at="2010-01-01") == await told(ask, REGIONAL, WARD, at="2030-01-01")


async def test_many_units_take_four_statements_more_than_one_list(ask: Ask) -> None:
    """Of lives and numbers, of what is below, level by level, of relations, and of what the numbers exchange."""
    answer = await ask(EVERYTHING, REGIONAL)
    alone = await ask("{ units(first: 100) { nodes { sorCode } } }", REGIONAL)

    assert answer.errors == []
    assert len(answer.data["units"]["nodes"]) > 5
    assert answer.statements == alone.statements + 4
