"""What an input says of a unit, and what it does not."""

from domain.permissions import Actor, Role
from tests.answers.conftest import Ask
from tests.builders import HOSPITAL

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
