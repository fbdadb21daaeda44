"""Units are moved under others, never under themselves and never back."""

from dataclasses import replace
from datetime import date

import pytest

from domain.identifiers import sor_code_of
from domain.lifecycle.altering import changed
from domain.lifecycle.moving import moved
from domain.operations import Move
from domain.periods import Period, Version
from domain.records import UnitLife
from domain.rules import Rule
from domain.units import Facts, UnitKind
from tests.builders import (
    CLOSES,
    COMPANY,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MOVES,
    REGION,
    SUCCEEDED,
    SURGERY,
    THEATRE,
    TODAY,
    WARD,
)
from tests.excerpts import Broken, broken, ending, having
from tests.operations import (
    DAY,
    NEXT_YEAR,
    REGISTER,
    TOMORROW,
    institution_of_the_company,
    refusal,
    saying,
)


@pytest.mark.parametrize(("since", "told"), [(TODAY, [TOMORROW]), (TOMORROW, []), (NEXT_YEAR, [])])
def test_a_move_takes_effect_tomorrow_or_later(since: date, told: list[date]) -> None:
    wrong = [Broken(Rule.MOVE_TOO_EARLY, ("since",), earliest) for earliest in told]

    assert broken(moved, Move(unit=THEATRE, parent=MEDICINE, since=since), REGISTER) == wrong


@pytest.mark.parametrize(("since", "kept"), [(TOMORROW, False), (MOVES - DAY, False), (MOVES, True)])
def test_nothing_comes_under_itself_on_any_day_planned_moves_included(since: date, kept: bool) -> None:
    """The ward is under surgery until it moves away."""
    wrong = broken(moved, Move(unit=SURGERY, parent=WARD, since=since), REGISTER)

    assert wrong == ([] if kept else [Broken(Rule.WOULD_CREATE_CYCLE, ("parent",))])


def test_a_move_that_a_planned_one_would_close_into_a_circle_is_refused() -> None:
    """The ward is to be under medicine from summer on, so medicine cannot be under the ward then."""
    violation = refusal(moved, Move(unit=MEDICINE, parent=WARD, since=TOMORROW), REGISTER)

    assert (violation.rule, violation.during) == (Rule.WOULD_CREATE_CYCLE, Period(MOVES))


def test_a_circle_is_told_from_its_first_day_whatever_else_is_planned_in_it() -> None:
    later = MOVES + 30 * DAY
    renamed = REGISTER.after(changed(saying(MEDICINE, later, name="Intern Medicin"), REGISTER).edits)

    violation = refusal(moved, Move(unit=MEDICINE, parent=WARD, since=TOMORROW), renamed)

    assert (violation.rule, violation.during) == (Rule.WOULD_CREATE_CYCLE, Period(MOVES))


def test_a_unit_is_not_moved_back_to_where_it_was_or_will_be() -> None:
    there = REGISTER.after(moved(Move(unit=THEATRE, parent=MEDICINE, since=TOMORROW), REGISTER).edits)

    back = broken(moved, Move(unit=THEATRE, parent=SURGERY, since=NEXT_YEAR), there)
    nowhere = broken(moved, Move(unit=THEATRE, parent=MEDICINE, since=NEXT_YEAR), there)
    onward = broken(moved, Move(unit=THEATRE, parent=HOSPITAL, since=NEXT_YEAR), there)

    assert back == [Broken(Rule.RETURN_MOVE, ("parent",))]
    assert nowhere == [Broken(Rule.ALREADY_UNDER, ("parent",))]
    assert onward == []


def test_a_unit_moves_only_under_what_lives_as_long() -> None:
    assert broken(moved, Move(unit=THEATRE, parent=KIDNEY), REGISTER) == [
        Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("parent",))
    ]
    closing = having(REGISTER, ending(REGISTER.units[THEATRE], CLOSES))
    assert broken(moved, Move(unit=THEATRE, parent=KIDNEY), closing) == []


def test_only_organisational_units_sit_under_organisational_units() -> None:
    wrong = broken(moved, Move(unit=HOSPITAL, parent=COMPANY, confirmed=True), REGISTER)

    assert wrong == []
    assert broken(moved, Move(unit=REGION, parent=COMPANY), REGISTER) == [Broken(Rule.LEVEL_UNDER, ("parent",))]
    assert broken(moved, Move(unit=WARD, parent=REGION), REGISTER) == [Broken(Rule.LEVEL_UNDER, ("parent",))]


def test_leaving_the_organisation_is_confirmed_and_then_warned_of() -> None:
    clinic = institution_of_the_company()
    known = having(REGISTER, clinic)

    asked = broken(moved, Move(unit=WARD, parent=clinic.sor_code, since=MOVES), known)
    outcome = moved(Move(unit=WARD, parent=clinic.sor_code, since=MOVES, confirmed=True), known)

    assert asked == [Broken(Rule.OTHER_ORGANISATION, ("confirmed",))]
    assert [(one.rule, one.units) for one in outcome.warnings] == [(Rule.OTHER_ORGANISATION, (REGION, COMPANY))]


def test_a_move_that_would_leave_a_unit_without_a_telephone_is_refused() -> None:
    silent = replace(institution_of_the_company(), sor_code=sor_code_of(9201))
    owner = UnitLife(
        sor_code=sor_code_of(9202),
        kind=UnitKind.INSTITUTION_OWNER,
        first_from=SUCCEEDED,
        timeline=(Version(Period(SUCCEEDED), Facts(name="Stum")),),
    )
    under = replace(silent, timeline=(Version(Period(SUCCEEDED), Facts(name="Stum", parent=owner.sor_code)),))

    move = Move(unit=WARD, parent=under.sor_code, since=TOMORROW, confirmed=True)
    assert broken(moved, move, having(REGISTER, owner, under)) == [Broken(Rule.TELEPHONE_REQUIRED, ("parent",))]
