"""What an input says of a unit, and what it does not."""

import pytest

from domain.permissions import Actor, Role
from tests.answers.conftest import Ask
from tests.builders import HOSPITAL, MEDICINE

OFFICE = Actor("kontoret", Role.SOR_OFFICE)
ELSEWHERE = """
mutation ($code: SorCode!, $same: Boolean!) {
  changeUnit(input: {
    sorCode: $code, name: "Prøvehospitalet", visitingAddress: {sameAsAbove: $same}, options: {dryRun: true}
  }) { unit { name visitingAddress { oneLine } } errors { path } }
}
"""
ALONE = """
mutation ($code: SorCode!) {
  changeUnit(input: {sorCode: $code, activityAddress: {sameAsAbove: false}, options: {dryRun: true}}) {
    errors { rule { id } }
  }
}
"""


async def test_that_an_address_is_not_the_same_as_above_says_nothing_of_it(ask: Ask) -> None:
    there = await ask(
        "query ($code: SorCode!) { unit(by: {sorCode: $code}) { visitingAddress { oneLine } } }", code=str(HOSPITAL)
    )
    own = there.data["unit"]["visitingAddress"]
    assert own is not None

    for same, left in ((True, None), (False, own)):
        answer = await ask(ELSEWHERE, OFFICE, code=str(HOSPITAL), same=same)
        assert answer.errors == []
        assert answer.data["changeUnit"] == {"unit": {"name": "Prøvehospitalet", "visitingAddress": left}, "errors": []}


async def test_nothing_else_said_is_nothing_said(ask: Ask) -> None:
    answer = await ask(ALONE, OFFICE, code=str(HOSPITAL))

    assert answer.errors == []
    assert answer.data["changeUnit"]["errors"] == [{"rule": {"id": "NOTHING_SAID"}}]


CONTRARY = """
mutation ($code: SorCode!, $clear: [ClearableField!]!) {
  changeUnit(input: {
    sorCode: $code, localCode: "A1", ambulant: false, geographicalRelation: OWN_PLACE, ydernumre: [],
    postalAddress: {street: "Prøvevej", houseNumber: "1", postCode: "4000"}, clear: $clear, options: {dryRun: true}
  }) { errors { path code rule { id } } }
}
"""


@pytest.mark.parametrize(
    ("clear", "told"),
    [
        (["LOCAL_CODE"], [["localCode"]]),
        (["AMBULANT", "POSTAL_ADDRESS"], [["ambulant"], ["postalAddress"]]),
        (["GEOGRAPHICAL_PARENT"], [["geographicalRelation"]]),
        (["YDERNUMMER", "VISITING_ADDRESS", "SHAK"], []),
    ],
)
async def test_a_field_is_given_or_emptied_and_not_both(ask: Ask, clear: list[str], told: list[list[str]]) -> None:
    answer = await ask(CONTRARY, OFFICE, code=str(MEDICINE), clear=clear)

    assert answer.errors == []
    errors = [one for one in answer.data["changeUnit"]["errors"] if one["rule"]["id"] == "GIVEN_AND_EMPTIED"]
    assert [one["path"] for one in errors] == told
    assert {one["code"] for one in errors} <= {"NOT_ALLOWED"}
