"""A cooperation has no day on which one of its two units has none, whoever states it and however the unit ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.identifiers import SorCode
from domain.lifecycle.carrying_out import carried_out
from domain.lifecycle.excerpt import Beside, Excerpt
from domain.operations import Close, Correct, Merge, Operation, Said, Split, Unrelate, Withdraw
from domain.periods import Period
from domain.rejections import Rejected
from domain.rules import Rule
from tests.builders import COMPANY, DIALYSIS, HOSPITAL, KIDNEY, MEDICINE, OPENED, SURGERY, THEATRE, TODAY, WARD
from tests.excerpts import beside, broken, excerpt

DAY = timedelta(days=1)
AUTUMN, WINTER = date(2027, 9, 1), date(2027, 12, 1)
"""The first days without."""

REGISTER = excerpt()
STATED = Beside(THEATRE, "COOPERATES", COMPANY, Period(OPENED), "fælles vagt")
RETURNED = Beside(MEDICINE, "COOPERATES", THEATRE, Period(OPENED))
LASTING = Beside(THEATRE, "REPLACES", DIALYSIS, Period(OPENED))
ASIDE = Beside(MEDICINE, "COOPERATES", COMPANY, Period(OPENED))
TOGETHER = beside(REGISTER, STATED, RETURNED, LASTING, ASIDE)
CLOSING = Close(unit=THEATRE, last_day=AUTUMN - DAY)


def told(register: Excerpt) -> set[Beside]:
    return {one for each in register.beside.values() for one in each if one.unit in (THEATRE, MEDICINE)}


def until(one: Beside, end: date) -> Beside:
    return replace(one, valid=Period(one.valid.start, end))


def after(operation: Operation, register: Excerpt) -> Excerpt:
    return register.after(carried_out(operation, register).edits)


@pytest.mark.parametrize(
    ("operation", "further"),
    [
        (CLOSING, set()),
        (Close(unit=SURGERY, last_day=AUTUMN - DAY, below=True), set()),
        (
            Merge(units=(THEATRE, SURGERY), into=MEDICINE, last_day=AUTUMN - DAY, below=True),
            {Beside(MEDICINE, "REPLACES", one, Period(AUTUMN)) for one in (THEATRE, SURGERY)},
        ),
        (
            Split(unit=THEATRE, into=(MEDICINE, KIDNEY), last_day=AUTUMN - DAY),
            {Beside(MEDICINE, "REPLACES", THEATRE, Period(AUTUMN))},
        ),
        (Correct(unit=THEATRE, said=Said(), closed=AUTUMN - DAY), set()),
    ],
    ids=["closed", "closed with the unit above", "merged", "split", "corrected"],
)
def test_a_cooperation_ends_with_either_unit(operation: Operation, further: set[Beside]) -> None:
    register = after(operation, TOGETHER)

    assert told(register) == {until(STATED, AUTUMN), until(RETURNED, AUTUMN), LASTING, ASIDE} | further


def test_withdrawing_the_closing_restores_what_ended_with_it() -> None:
    closed = after(CLOSING, TOGETHER)

    assert told(after(Withdraw(unit=THEATRE, day=AUTUMN), closed)) == told(TOGETHER)


def test_what_is_restored_ends_with_the_other_unit() -> None:
    both = after(Close(unit=COMPANY, last_day=WINTER - DAY), after(CLOSING, TOGETHER))
    assert until(STATED, AUTUMN) in told(both)

    assert until(STATED, WINTER) in told(after(Withdraw(unit=THEATRE, day=AUTUMN), both))
    same_day = after(Close(unit=COMPANY, last_day=AUTUMN - DAY), after(CLOSING, TOGETHER))
    assert until(STATED, AUTUMN) in told(after(Withdraw(unit=THEATRE, day=AUTUMN), same_day))


def test_that_a_cooperation_ends_with_the_other_unit_is_not_planned_of_this_one() -> None:
    closed = after(CLOSING, TOGETHER)

    refused = broken(carried_out, Withdraw(unit=MEDICINE, day=AUTUMN), closed)
    assert [one.rule for one in refused] == [Rule.NOTHING_PLANNED]


def test_a_cooperation_that_ends_before_is_left_as_it_is() -> None:
    parted = after(Unrelate(unit=COMPANY, type="COOPERATES", other=THEATRE, last_day=TODAY), TOGETHER)

    assert until(STATED, TODAY + DAY) in told(after(CLOSING, parted))


@pytest.mark.parametrize(("unit", "other"), [(THEATRE, COMPANY), (COMPANY, THEATRE)])
def test_a_cooperation_planned_for_a_day_after_stands_in_the_way_of_the_closing(unit: SorCode, other: SorCode) -> None:
    planned = beside(REGISTER, Beside(unit, "COOPERATES", other, Period(WINTER)))

    with pytest.raises(Rejected) as refused:
        carried_out(CLOSING, planned)

    (violation,) = refused.value.violations
    assert (violation.rule, violation.days) == (Rule.CONFLICTS_WITH_PLAN, (WINTER,))


def test_units_that_close_together_part_as_well() -> None:
    inside = Beside(WARD, "COOPERATES", THEATRE, Period(OPENED))
    register = after(Close(unit=HOSPITAL, last_day=date(2028, 12, 31), below=True), beside(REGISTER, inside, RETURNED))

    assert register.beside[WARD] == (until(inside, date(2029, 1, 1)),)
    assert register.beside[MEDICINE] == (until(RETURNED, date(2029, 1, 1)),)
