"""A unit has a number of its own, inherits one or has none: chosen on the days the register's rules allow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.identifiers import SorCode
from domain.lifecycle.choosing import inheritance_chosen
from domain.lifecycle.excerpt import Excerpt
from domain.operations import Inherit
from domain.periods import Period, Version
from domain.rejections import Rejected
from domain.rules import Rule
from tests.builders import (
    CLOSES,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    REGION,
    THEATRE,
    TODAY,
    WARD,
)
from tests.excerpts import (
    Broken,
    broken,
    excerpt,
    having,
    number_ending,
)

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
LAST_DAY = date(2027, 3, 31)
LATER = date(2027, 1, 1)
STRANGER = SorCode(99)
REGISTER = excerpt()
UNHELD = replace(
    having(
        REGISTER,
        replace(
            REGISTER.units[THEATRE],
            timeline=(Version(Period(LATER), REGISTER.units[THEATRE].timeline[0].value),),
        ),
    ),
    numbers={},
)
"""The theatre opens later, and nobody has a number."""
CLOSING_NUMBER = having(REGISTER, number_ending(REGISTER.numbers[MEDICINE_NUMBER], LAST_DAY + DAY))


def test_a_unit_inherits_from_tomorrow_until_its_next_planned_choice() -> None:
    stopped = inheritance_chosen(Inherit(unit=WARD, inherits=False, since=LATER), REGISTER)
    register = REGISTER.after(stopped.edits)

    outcome = inheritance_chosen(Inherit(unit=WARD, inherits=False), register)

    after = register.after(outcome.edits)
    assert _inherits(after, TODAY, TOMORROW, LATER) == [True, False, False]
    back = inheritance_chosen(Inherit(unit=WARD, inherits=True, since=LATER - DAY), after)
    assert _inherits(after.after(back.edits), LATER - 2 * DAY, LATER - DAY, LATER) == [False, True, True]


def _inherits(register: Excerpt, *on: date) -> list[bool | None]:
    told = [register.facts(WARD, day) for day in on]
    return [facts.inherits_location_number for facts in told if facts is not None]


def test_what_a_unit_chose_already_makes_no_edit() -> None:
    assert inheritance_chosen(Inherit(unit=HOSPITAL, inherits=True), REGISTER).edits.units == {}


CHOICES = [
    ("tomorrow", Inherit(unit=WARD, inherits=False, since=TOMORROW), REGISTER, []),
    (
        "today",
        Inherit(unit=WARD, inherits=False, since=TODAY),
        REGISTER,
        [Broken(Rule.NUMBER_TOO_EARLY, ("since",), TOMORROW)],
    ),
    (
        "before it opens",
        Inherit(unit=THEATRE, inherits=True, since=LATER - DAY),
        UNHELD,
        [Broken(Rule.NUMBER_TOO_EARLY, ("since",), LATER)],
    ),
    ("when it opens", Inherit(unit=THEATRE, inherits=True, since=LATER), UNHELD, []),
    (
        "with a number of its own",
        Inherit(unit=MEDICINE, inherits=True),
        REGISTER,
        [Broken(Rule.LOCATION_NUMBER_CHOICE, ("inherits",))],
    ),
    (
        "on the last day of its own number",
        Inherit(unit=MEDICINE, inherits=True, since=LAST_DAY),
        CLOSING_NUMBER,
        [Broken(Rule.LOCATION_NUMBER_CHOICE, ("inherits",), LAST_DAY + DAY)],
    ),
    ("the day after its own number", Inherit(unit=MEDICINE, inherits=True, since=LAST_DAY + DAY), CLOSING_NUMBER, []),
    ("an owner", Inherit(unit=REGION, inherits=True, since=LAST_DAY), replace(REGISTER, numbers={}), [
        Broken(Rule.FACT_OF_LEVEL, ("inherits",))
    ]),
    ("after its last day", Inherit(unit=KIDNEY, inherits=False, since=CLOSES), REGISTER, [
        Broken(Rule.UNIT_CLOSED, ("since",))
    ]),
    ("nobody", Inherit(unit=STRANGER, inherits=True), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("unit",))]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "operation", "register", "expected"), CHOICES, ids=[one[0] for one in CHOICES])
def test_a_unit_chooses(what: str, operation: Inherit, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(inheritance_chosen, operation, register) == expected


def test_a_number_in_the_way_is_named_with_the_way_out() -> None:
    with pytest.raises(Rejected) as refused:
        inheritance_chosen(Inherit(unit=MEDICINE, inherits=True), REGISTER)

    (violation,) = refused.value.violations
    assert MEDICINE_NUMBER in violation.words.da
    assert "closeLocationNumber(inherit: true)" in violation.words.da


def test_who_inherits_from_nobody_is_warned() -> None:
    register = replace(REGISTER, numbers={})

    warnings = inheritance_chosen(Inherit(unit=THEATRE, inherits=True), register).warnings

    assert [(one.rule, one.place) for one in warnings] == [(Rule.LOCATION_NUMBER_INHERITS_NOTHING, ("inherits",))]
    assert inheritance_chosen(Inherit(unit=WARD, inherits=True), REGISTER).warnings == ()
