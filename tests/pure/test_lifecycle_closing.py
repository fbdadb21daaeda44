"""Units close with what is theirs, and not from over what is open."""

from dataclasses import replace
from datetime import date

import pytest

from domain.lifecycle.closing import closed
from domain.lifecycle.creating import created
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.operations import Close
from domain.periods import Period, Version
from domain.rules import Rule
from tests.builders import (
    CLOSES,
    COMPANY,
    DIALYSIS,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    SURGERY,
    THEATRE,
    WARD,
)
from tests.excerpts import Broken, broken, ending, having
from tests.operations import (
    DAY,
    NEW,
    NEXT_YEAR,
    NOTICE,
    REGISTER,
    STRANGER,
    institution_of_the_company,
    opening,
    refusal,
)


@pytest.mark.parametrize(("last_day", "told"), [(NOTICE - DAY, [NOTICE]), (NOTICE, []), (NEXT_YEAR, [])])
def test_the_last_day_of_a_unit_is_seven_days_ahead_or_later(last_day: date, told: list[date]) -> None:
    wrong = [Broken(Rule.CLOSE_TOO_EARLY, ("last_day",), earliest) for earliest in told]

    assert broken(closed, Close(unit=THEATRE, last_day=last_day), REGISTER) == wrong


def test_a_unit_closes_with_its_own_number_and_what_that_exchanges() -> None:
    outcome = closed(Close(unit=MEDICINE, last_day=CLOSES, below=True), _without_the_ward())

    end = CLOSES + DAY
    assert life_of(outcome.edits.units[MEDICINE]).end == end
    assert outcome.edits.numbers[MEDICINE_NUMBER].timeline[-1].valid.end == end
    assert {one.valid.end for one in outcome.edits.capabilities[MEDICINE_NUMBER]} >= {end}
    assert all(one.valid.end is not None for one in outcome.edits.capabilities[MEDICINE_NUMBER])


def test_open_units_below_keep_a_unit_from_closing_unless_they_close_with_it() -> None:
    known = _without_the_ward()

    violation = refusal(closed, Close(unit=MEDICINE, last_day=NOTICE), known)
    outcome = closed(Close(unit=MEDICINE, last_day=NOTICE, below=True), known)

    assert (violation.rule, violation.units) == (Rule.OPEN_UNITS_BELOW, (KIDNEY,))
    assert "er en enhed åben efter" in violation.words.da
    assert "one unit is open after" in violation.words.en
    assert outcome.others == (KIDNEY,)
    assert life_of(outcome.edits.units[KIDNEY]).last_day == NOTICE


def test_what_has_closed_by_then_is_not_in_the_way() -> None:
    known = _without_the_ward()

    assert closed(Close(unit=MEDICINE, last_day=CLOSES - DAY), known).others == ()
    assert refusal(closed, Close(unit=MEDICINE, last_day=CLOSES - 2 * DAY), known).rule is Rule.OPEN_UNITS_BELOW


def test_what_moves_away_in_time_is_not_in_the_way_and_what_moves_there_is() -> None:
    """The ward is under surgery until summer, and under medicine from then on."""
    known = having(REGISTER, ending(REGISTER.units[THEATRE], MOVES))

    assert closed(Close(unit=SURGERY, last_day=MOVES - DAY), known).others == ()
    assert {*refusal(closed, Close(unit=SURGERY, last_day=MOVES - 2 * DAY), known).units} == {WARD, THEATRE}
    assert WARD in refusal(closed, Close(unit=MEDICINE, last_day=NOTICE), known).units


def test_a_closing_that_makes_a_plan_impossible_is_refused_and_names_it() -> None:
    violation = refusal(closed, Close(unit=WARD, last_day=NOTICE), REGISTER)

    assert (violation.rule, violation.units, violation.days) == (Rule.CONFLICTS_WITH_PLAN, (WARD,), (MOVES,))


def test_a_unit_that_is_closing_or_closed_is_not_closed_again() -> None:
    assert broken(closed, Close(unit=KIDNEY, last_day=NOTICE), REGISTER) == [Broken(Rule.ALREADY_CLOSING, ("unit",))]
    assert broken(closed, Close(unit=DIALYSIS), REGISTER) == [Broken(Rule.UNIT_CLOSED, ("unit",))]


def test_a_planned_unit_is_not_closed_before_it_opens() -> None:
    planned = REGISTER.after(created(opening(since=NEXT_YEAR), REGISTER).edits)

    assert broken(closed, Close(unit=NEW, last_day=NEXT_YEAR - DAY), planned) == [
        Broken(Rule.NOT_YET_OPEN, ("last_day",), NEXT_YEAR)
    ]
    assert closed(Close(unit=NEW, last_day=NEXT_YEAR), planned).day == NEXT_YEAR


def test_whoever_takes_over_is_in_force_the_day_after() -> None:
    known = REGISTER

    outcome = closed(Close(unit=THEATRE, last_day=NOTICE, replaced_by=(MEDICINE,)), known)
    (relation,) = outcome.edits.beside[MEDICINE]

    assert (relation.type, relation.other, relation.valid) == ("REPLACES", THEATRE, Period(NOTICE + DAY))
    assert broken(closed, Close(unit=THEATRE, last_day=NOTICE, replaced_by=(DIALYSIS, STRANGER, THEATRE)), known) == [
        Broken(Rule.SUCCESSOR_IN_FORCE, ("replaced_by", "0")),
        Broken(Rule.UNIT_UNKNOWN, ("replaced_by", "1")),
        Broken(Rule.SUCCEEDS_ITSELF, ("replaced_by", "2")),
    ]


def test_a_company_closes_with_everything_under_it() -> None:
    clinic = institution_of_the_company()

    outcome = closed(Close(unit=COMPANY, below=True), having(REGISTER, clinic))

    assert outcome.others == (clinic.sor_code,)
    assert {life_of(life).last_day for life in outcome.edits.units.values()} == {NOTICE}
    assert len(outcome.edits.numbers) == 1


def _without_the_ward() -> Excerpt:
    """The hospital, in which nobody is to move."""
    ward = REGISTER.units[WARD]
    here = replace(ward, timeline=(Version(Period(ward.timeline[0].valid.start), ward.timeline[0].value),))
    return having(REGISTER, here)
