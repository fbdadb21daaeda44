"""Units are changed from tomorrow on, fact by fact."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lifecycle.altering import changed
from domain.lifecycle.creating import created
from domain.operations import Alter, NewNumber, Said
from domain.rules import Rule
from tests.builders import (
    CLOSES,
    DIALYSIS,
    KIDNEY,
    MEDICINE,
    REGION,
    SURGERY,
    TODAY,
)
from tests.excerpts import NEXT_NUMBER, Broken, broken
from tests.operations import DAY, NEW, NEXT_YEAR, REGISTER, TOMORROW, opening, saying


@pytest.mark.parametrize(("since", "told"), [(TODAY, [TOMORROW]), (TODAY - DAY, [TOMORROW]), (TOMORROW, [])])
def test_a_change_holds_from_tomorrow_or_later(since: date, told: list[date]) -> None:
    wrong = [Broken(Rule.CHANGE_TOO_EARLY, ("since",), earliest) for earliest in told]

    assert broken(changed, saying(MEDICINE, since, name="Ny"), REGISTER) == wrong


def test_a_planned_change_of_another_fact_survives_an_earlier_change() -> None:
    planned = REGISTER.after(changed(saying(MEDICINE, NEXT_YEAR, name="Nyt navn"), REGISTER).edits)

    outcome = changed(saying(MEDICINE, TOMORROW, local_code="M2"), planned)

    told = [(one.valid.start, one.value.name, one.value.local_code) for one in outcome.edits.units[MEDICINE].timeline]
    assert told[-2:] == [(TOMORROW, "Medicinsk Afdeling", "M2"), (NEXT_YEAR, "Nyt navn", "M2")]


def test_a_change_holds_until_the_next_planned_change_of_the_same_fact() -> None:
    planned = REGISTER.after(changed(saying(MEDICINE, NEXT_YEAR, name="Nyt navn"), REGISTER).edits)

    outcome = changed(saying(MEDICINE, TOMORROW, name="Navn imens"), planned)

    told = [(one.valid.start, one.value.name) for one in outcome.edits.units[MEDICINE].timeline]
    assert told[-2:] == [(TOMORROW, "Navn imens"), (NEXT_YEAR, "Nyt navn")]


def test_what_holds_already_makes_no_edit() -> None:
    assert changed(saying(MEDICINE, name="Medicinsk  Afdeling"), REGISTER).edits.units == {}


def test_a_change_says_something() -> None:
    assert broken(changed, saying(MEDICINE), REGISTER) == [Broken(Rule.NOTHING_SAID)]


def test_a_closed_unit_is_not_changed_and_a_closing_one_until_its_last_day() -> None:
    assert broken(changed, saying(DIALYSIS, name="Ny"), REGISTER) == [Broken(Rule.UNIT_CLOSED, ("since",))]
    assert broken(changed, saying(KIDNEY, CLOSES - DAY, name="Ny"), REGISTER) == []
    assert broken(changed, saying(KIDNEY, CLOSES, name="Ny"), REGISTER) == [Broken(Rule.UNIT_CLOSED, ("since",))]


def test_a_planned_unit_is_changed_from_its_first_day_on() -> None:
    planned = REGISTER.after(created(opening(since=NEXT_YEAR), REGISTER).edits)

    early = broken(changed, saying(NEW, NEXT_YEAR - DAY, name="Ny"), planned)
    outcome = changed(saying(NEW, name="Ny"), planned)

    assert early == [Broken(Rule.NOT_YET_OPEN, ("since",), NEXT_YEAR)]
    assert outcome.day == NEXT_YEAR
    assert [one.value.name for one in outcome.edits.units[NEW].timeline] == ["Ny"]


def test_whoever_clears_the_last_telephone_is_refused() -> None:
    assert broken(changed, saying(REGION, electronic=None), REGISTER) == [
        Broken(Rule.TELEPHONE_REQUIRED, ("said", "electronic"))
    ]
    assert broken(changed, saying(MEDICINE, electronic=None), REGISTER) == []


def test_a_unit_that_is_to_inherit_closes_its_own_number_first() -> None:
    held = broken(changed, saying(MEDICINE, inherits_location_number=True), REGISTER)

    assert [(one.rule, one.place) for one in held] == [
        (Rule.LOCATION_NUMBER_CHOICE, ("said", "inherits_location_number"))
    ]


def test_a_change_may_bring_a_number() -> None:
    said = {"region": "1085", "system": "WinLAB", "supplier": "AH-support", "network": "KMD", "administrator": "106"}
    outcome = changed(Alter(unit=SURGERY, said=Said(), number=NewNumber(said=said)), REGISTER)

    assert outcome.edits.issued == {NEXT_NUMBER}
    assert outcome.edits.units[SURGERY].timeline[-1].value.inherits_location_number is False


@given(since=st.integers(0, 400).map(lambda days: TOMORROW + days * DAY), asked=st.integers(-9000, 9000))
def test_a_change_leaves_alone_what_held_before_it(since: date, asked: int) -> None:
    day = TODAY + asked * DAY
    before = REGISTER.facts(MEDICINE, day)

    after = REGISTER.after(changed(saying(MEDICINE, since, name="Nyt navn"), REGISTER).edits).facts(MEDICINE, day)

    assert (after and after.name) == ("Nyt navn" if before and day >= since else before and before.name)
