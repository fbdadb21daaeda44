"""Location numbers are changed and closed on the days the register's rules allow."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.code_lists import CodeList, CodeValue
from domain.identifiers import gln_of
from domain.lifecycle.excerpt import CodeKey, Excerpt
from domain.lifecycle.issuing import number_issued
from domain.lifecycle.mailboxes import number_changed, number_closed
from domain.operations import AlterNumber, CloseNumber, Issue, NewNumber
from domain.periods import Period
from domain.rules import Rule
from tests.builders import (
    MEDICINE,
    MEDICINE_NUMBER,
    OPENED,
    REGION_NUMBER,
    THEATRE,
    THEATRE_NUMBER,
    TODAY,
)
from tests.excerpts import (
    FORMER,
    Broken,
    broken,
    ending,
    excerpt,
    having,
    number_ending,
)

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
NOTICE = TODAY + 7 * DAY
LAST_DAY = date(2027, 3, 31)
LATER = date(2027, 1, 1)
NOBODY = gln_of(579000999999)
REGISTER = excerpt()
CLOSING_NUMBER = having(REGISTER, number_ending(REGISTER.numbers[MEDICINE_NUMBER], LAST_DAY + DAY))


def test_a_change_of_a_number_holds_until_the_next_planned_change_of_the_same_fact() -> None:
    planned = number_changed(AlterNumber(gln=MEDICINE_NUMBER, said={"system": "EG Clinea"}, since=LATER), REGISTER)

    outcome = number_changed(
        AlterNumber(gln=MEDICINE_NUMBER, said={"system": FORMER, "note": "ny"}, since=TOMORROW),
        replace(REGISTER.after(planned.edits), codes=_with_the_former_system()),
    )

    told = [
        (one.valid.start, one.value.system, one.value.note) for one in outcome.edits.numbers[MEDICINE_NUMBER].timeline
    ]
    assert told == [(OPENED, "WinLAB", None), (TOMORROW, FORMER, "ny"), (LATER, "EG Clinea", "ny")]
    assert (outcome.unit, outcome.gln, outcome.day) == (MEDICINE, MEDICINE_NUMBER, TOMORROW)


def _with_the_former_system() -> Mapping[CodeKey, tuple[CodeValue, ...]]:
    key = (CodeList.SYSTEM, FORMER)
    return {**REGISTER.codes, key: tuple(replace(value, valid=Period(OPENED)) for value in REGISTER.codes[key])}


def test_what_is_so_already_makes_no_edit() -> None:
    outcome = number_changed(AlterNumber(gln=MEDICINE_NUMBER, said={"system": "WinLAB", "note": " "}), REGISTER)

    assert outcome.edits.numbers == {}


CLOSED_NUMBER = having(REGISTER, number_ending(REGISTER.numbers[MEDICINE_NUMBER], TODAY))
CLOSED_TODAY = having(REGISTER, number_ending(REGISTER.numbers[MEDICINE_NUMBER], TOMORROW))


def change(**more: Any) -> AlterNumber:
    return AlterNumber(**{"gln": MEDICINE_NUMBER, "said": {"system": "EG Clinea"}} | more)


CHANGES = [
    ("tomorrow", change(since=TOMORROW), REGISTER, []),
    ("today", change(since=TODAY), REGISTER, [Broken(Rule.NUMBER_TOO_EARLY, ("since",), TOMORROW)]),
    ("on its last day", change(since=LAST_DAY), CLOSING_NUMBER, []),
    ("after its last day", change(since=LAST_DAY + DAY), CLOSING_NUMBER, [Broken(Rule.NUMBER_CLOSED, ("since",))]),
    ("closed yesterday", change(), CLOSED_NUMBER, [Broken(Rule.NUMBER_CLOSED, ("gln",))]),
    ("on its very last day, for tomorrow", change(), CLOSED_TODAY, [Broken(Rule.NUMBER_CLOSED, ("since",))]),
    ("of none", change(gln=NOBODY), REGISTER, [Broken(Rule.NUMBER_UNKNOWN, ("gln",))]),
    ("of nothing", change(said={}), REGISTER, [Broken(Rule.NOTHING_SAID)]),
    (
        "that takes a required fact away",
        change(said={"network": None, "supplier": "nobody"}),
        REGISTER,
        [
            Broken(Rule.UNKNOWN_CODE, ("said", "supplier")),
            Broken(Rule.LOCATION_NUMBER_FIELDS, ("said", "network")),
        ],
    ),
    ("of the note alone", change(said={"note": None}), REGISTER, []),
    (
        "to a note too long",
        change(said={"note": "x" * 255}),
        REGISTER,
        [Broken(Rule.TEXT_LENGTH, ("said", "note"))],
    ),
]


@pytest.mark.parametrize(("what", "operation", "register", "expected"), CHANGES, ids=[one[0] for one in CHANGES])
def test_a_number_changes(what: str, operation: AlterNumber, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(number_changed, operation, register) == expected


def test_a_number_closes_with_what_it_exchanges_and_leaves_its_unit_with_none() -> None:
    outcome = number_closed(CloseNumber(gln=MEDICINE_NUMBER, last_day=LAST_DAY), REGISTER)

    assert outcome.edits.numbers[MEDICINE_NUMBER].timeline[-1].valid == Period(OPENED, LAST_DAY + DAY)
    ends = {(one.message_type.version, one.valid.end) for one in outcome.edits.capabilities[MEDICINE_NUMBER]}
    assert ends == {("D0133L", LAST_DAY + DAY), ("H0130R", LAST_DAY + DAY), ("D0130L", date(2020, 1, 1))}
    inherits = [(one.valid.start, one.value.inherits_location_number) for one in outcome.edits.units[MEDICINE].timeline]
    assert inherits == [(OPENED, None), (LAST_DAY + DAY, False)]
    assert (outcome.unit, outcome.gln, outcome.day, outcome.warnings) == (MEDICINE, MEDICINE_NUMBER, LAST_DAY, ())


def test_a_number_that_closes_may_leave_its_unit_inheriting() -> None:
    outcome = number_closed(CloseNumber(gln=MEDICINE_NUMBER, last_day=LAST_DAY, inherit=True), REGISTER)

    inherits = [(one.valid.start, one.value.inherits_location_number) for one in outcome.edits.units[MEDICINE].timeline]
    assert inherits == [(OPENED, None), (LAST_DAY + DAY, True)]
    assert outcome.warnings == ()


def test_who_is_left_inheriting_nothing_is_warned() -> None:
    region_too = REGISTER.after(number_closed(CloseNumber(gln=REGION_NUMBER, last_day=NOTICE), REGISTER).edits)

    outcome = number_closed(CloseNumber(gln=MEDICINE_NUMBER, last_day=LAST_DAY, inherit=True), region_too)

    assert [one.rule for one in outcome.warnings] == [Rule.LOCATION_NUMBER_INHERITS_NOTHING]


def test_a_unit_that_closes_with_its_number_chooses_nothing_more() -> None:
    register = having(
        REGISTER,
        ending(REGISTER.units[THEATRE], LAST_DAY + DAY),
        number_ending(REGISTER.numbers[THEATRE_NUMBER], LAST_DAY + DAY),
    )

    outcome = number_closed(CloseNumber(gln=THEATRE_NUMBER, last_day=LAST_DAY - DAY), register)

    inherits = [(one.valid, one.value.inherits_location_number) for one in outcome.edits.units[THEATRE].timeline]
    assert inherits == [(Period(OPENED, LAST_DAY), None), (Period(LAST_DAY, LAST_DAY + DAY), False)]


def test_a_unit_inherits_between_two_numbers_of_its_own_and_no_longer() -> None:
    number = NewNumber(
        said={"region": "1085", "system": "EG Clinea", "supplier": "EG", "network": "KMD", "administrator": "107"}
    )
    coming = Issue(unit=MEDICINE, number=number, since=LAST_DAY + DAY)
    register = CLOSING_NUMBER.after(number_issued(coming, CLOSING_NUMBER).edits)

    outcome = number_closed(CloseNumber(gln=MEDICINE_NUMBER, last_day=LATER, inherit=True), register)

    inherits = [(one.valid.start, one.value.inherits_location_number) for one in outcome.edits.units[MEDICINE].timeline]
    assert inherits == [(OPENED, None), (LATER + DAY, True), (LAST_DAY + DAY, False)]


def closing(**more: Any) -> CloseNumber:
    return CloseNumber(**{"gln": MEDICINE_NUMBER} | more)


ALTERED_LATER = REGISTER.after(number_changed(change(since=LATER), REGISTER).edits)

CLOSINGS = [
    ("in seven days", closing(last_day=NOTICE), REGISTER, []),
    ("by itself in seven days", closing(), REGISTER, []),
    (
        "in six days",
        closing(last_day=NOTICE - DAY),
        REGISTER,
        [Broken(Rule.NUMBER_CLOSES_TOO_EARLY, ("last_day",), NOTICE)],
    ),
    ("closed yesterday", closing(), CLOSED_NUMBER, [Broken(Rule.NUMBER_CLOSED, ("gln",))]),
    ("earlier than planned", closing(last_day=LAST_DAY - DAY), CLOSING_NUMBER, []),
    ("as planned", closing(last_day=LAST_DAY), CLOSING_NUMBER, [Broken(Rule.NUMBER_CLOSED, ("last_day",))]),
    (
        "later than planned",
        closing(last_day=LAST_DAY + DAY),
        CLOSING_NUMBER,
        [Broken(Rule.NUMBER_CLOSED, ("last_day",))],
    ),
    ("of none", closing(gln=NOBODY), REGISTER, [Broken(Rule.NUMBER_UNKNOWN, ("gln",))]),
    ("on the day of a planned change", closing(last_day=LATER), ALTERED_LATER, []),
    (
        "on the day before a planned change",
        closing(last_day=LATER - DAY),
        ALTERED_LATER,
        [Broken(Rule.CONFLICTS_WITH_PLAN, ("last_day",))],
    ),
    (
        "of an owner, who has nobody to inherit from",
        closing(gln=REGION_NUMBER, inherit=True),
        REGISTER,
        [Broken(Rule.FACT_OF_LEVEL, ("inherit",))],
    ),
]


@pytest.mark.parametrize(("what", "operation", "register", "expected"), CLOSINGS, ids=[one[0] for one in CLOSINGS])
def test_a_number_closes(what: str, operation: CloseNumber, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(number_closed, operation, register) == expected


def test_by_itself_a_number_has_its_last_day_in_seven_days() -> None:
    assert number_closed(closing(), REGISTER).day == NOTICE
