"""Planned changes are withdrawn until they take effect, and not from under those that build on them."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.identifiers import gln_of, sor_code_of
from domain.lifecycle.altering import changed
from domain.lifecycle.closing import closed
from domain.lifecycle.creating import created
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.lifecycle.issuing import number_issued
from domain.lifecycle.moving import moved
from domain.lifecycle.withdrawing import withdrawn
from domain.operations import Alter, Close, Create, Issue, Move, NewNumber, Said, Withdraw
from domain.periods import Period
from domain.rejections import Rejected
from domain.rules import Rule
from domain.units import UnitKind
from tests.builders import CLOSES, HOSPITAL, KIDNEY, MEDICINE, MOVES, RENAMED, SURGERY, THEATRE, TODAY, WARD
from tests.excerpts import NEXT_NUMBER, Broken, broken, excerpt

DAY = timedelta(days=1)
NOTICE = TODAY + 7 * DAY
NEXT_YEAR = date(2027, 1, 1)
NEW = sor_code_of(9100)
REGISTER = excerpt()
NUMBER = NewNumber(
    said={"region": "1085", "system": "WinLAB", "supplier": "AH-support", "network": "KMD", "administrator": "106"}
)


def after(of: Excerpt, carry_out: Any, operation: Any) -> Excerpt:
    return of.after(carry_out(operation, of).edits)


def department(parent: Any = HOSPITAL, since: date = NEXT_YEAR) -> Create:
    said = Said(facts={"name": "Ny", "type": "550851000005109"})
    return Create(kind=UnitKind.ORGANIZATIONAL_UNIT, parent=parent, said=said, since=since)


def test_a_withdrawn_change_is_as_if_it_had_never_been_planned() -> None:
    renaming = Alter(unit=MEDICINE, said=Said(facts={"name": "Nyt"}), since=NEXT_YEAR)
    planned = after(REGISTER, changed, renaming)

    left = after(planned, withdrawn, Withdraw(unit=MEDICINE, day=NEXT_YEAR))

    assert left.units[MEDICINE] == REGISTER.units[MEDICINE]


def test_what_changes_later_of_other_facts_stays_planned() -> None:
    first = after(REGISTER, changed, Alter(unit=MEDICINE, said=Said(facts={"name": "A"}), since=NEXT_YEAR))
    both = after(first, changed, Alter(unit=MEDICINE, said=Said(facts={"local_code": "L"}), since=MOVES))

    left = after(both, withdrawn, Withdraw(unit=MEDICINE, day=NEXT_YEAR))

    told = [(one.valid.start, one.value.name, one.value.local_code) for one in left.units[MEDICINE].timeline]
    assert told[-1] == (MOVES, "Medicinsk Afdeling", "L")
    assert NEXT_YEAR not in [start for start, _, _ in told]


@pytest.mark.parametrize("day", [RENAMED, TODAY, TODAY + DAY, MOVES + DAY])
def test_only_what_is_planned_and_ahead_is_withdrawn(day: date) -> None:
    assert broken(withdrawn, Withdraw(unit=WARD, day=day), REGISTER) == [Broken(Rule.NOTHING_PLANNED, ("day",))]


def test_a_plan_is_withdrawn_until_the_day_before_and_not_on_the_day() -> None:
    last = excerpt(today=MOVES - DAY)
    there = excerpt(today=MOVES)

    assert withdrawn(Withdraw(unit=WARD, day=MOVES), last).day == MOVES
    assert broken(withdrawn, Withdraw(unit=WARD, day=MOVES), there) == [Broken(Rule.NOTHING_PLANNED, ("day",))]


def test_a_withdrawn_move_leaves_the_unit_where_it_is() -> None:
    left = after(REGISTER, withdrawn, Withdraw(unit=WARD, day=MOVES))

    assert [one.value.parent for one in left.units[WARD].timeline] == [SURGERY]


def test_a_withdrawn_closing_opens_the_end_of_the_unit_and_of_its_number() -> None:
    closing = after(REGISTER, closed, Close(unit=THEATRE, last_day=NEXT_YEAR))

    left = after(closing, withdrawn, Withdraw(unit=THEATRE, day=NEXT_YEAR + DAY))

    assert closing.numbers != REGISTER.numbers
    assert left.units[THEATRE] == REGISTER.units[THEATRE]
    assert left.numbers == REGISTER.numbers
    assert left.capabilities == REGISTER.capabilities


def test_a_withdrawn_creation_leaves_nothing_but_a_used_up_code() -> None:
    planned = after(REGISTER, created, department())

    outcome = withdrawn(Withdraw(unit=NEW, day=NEXT_YEAR), planned)
    left = planned.after(outcome.edits)

    assert outcome.edits.withdrawn == {NEW}
    assert NEW not in left.units
    assert created(department(), left).unit == sor_code_of(9101)


def test_what_is_planned_under_a_planned_unit_goes_with_it_or_keeps_it() -> None:
    planned = after(after(REGISTER, created, department()), created, department(NEW, MOVES))
    moving = after(planned, moved, Move(unit=THEATRE, parent=NEW, since=CLOSES))
    below = sor_code_of(9101)

    with pytest.raises(Rejected) as rejected:
        withdrawn(Withdraw(unit=NEW, day=NEXT_YEAR), moving)
    outcome = withdrawn(Withdraw(unit=NEW, day=NEXT_YEAR, dependants=True), moving)
    left = moving.after(outcome.edits)

    (violation,) = rejected.value.violations
    assert violation.rule is Rule.PLAN_HAS_DEPENDANTS
    assert set(zip(violation.units, violation.days, strict=True)) == {(THEATRE, CLOSES), (below, MOVES)}
    assert set(outcome.others) == {THEATRE, below}
    assert outcome.edits.withdrawn == {NEW, below}
    assert left.units == REGISTER.units


def test_a_closing_that_another_one_needs_is_withdrawn_only_with_it() -> None:
    """Surgery can close only because the theatre closes before it."""
    first = after(REGISTER, closed, Close(unit=THEATRE, last_day=MOVES))
    both = after(first, closed, Close(unit=SURGERY, last_day=CLOSES))

    assert broken(withdrawn, Withdraw(unit=THEATRE, day=MOVES + DAY), both) == [
        Broken(Rule.PLAN_HAS_DEPENDANTS, ("dependants",))
    ]
    left = after(both, withdrawn, Withdraw(unit=THEATRE, day=MOVES + DAY, dependants=True))
    assert left.units == REGISTER.units


def test_a_closing_above_can_be_withdrawn_without_those_below_or_with_them() -> None:
    both = after(REGISTER, closed, Close(unit=SURGERY, last_day=CLOSES, below=True))
    end = CLOSES + DAY

    alone = after(both, withdrawn, Withdraw(unit=SURGERY, day=end))
    together = after(both, withdrawn, Withdraw(unit=SURGERY, day=end, dependants=True))

    assert (life_of(alone.units[SURGERY]).end, life_of(alone.units[THEATRE]).end) == (None, end)
    assert together.units == REGISTER.units


def test_a_move_that_a_closing_needs_is_withdrawn_only_with_it() -> None:
    theatre = after(REGISTER, closed, Close(unit=THEATRE, last_day=MOVES))
    both = after(theatre, closed, Close(unit=SURGERY, last_day=CLOSES))

    assert broken(withdrawn, Withdraw(unit=WARD, day=MOVES), both) == [
        Broken(Rule.PLAN_HAS_DEPENDANTS, ("dependants",))
    ]


def test_a_number_that_was_to_come_is_withdrawn_and_stays_used_up() -> None:
    planned = after(REGISTER, number_issued, Issue(unit=SURGERY, number=NUMBER, since=NEXT_YEAR))

    outcome = withdrawn(Withdraw(unit=SURGERY, day=NEXT_YEAR), planned)
    left = planned.after(outcome.edits)

    assert outcome.edits.withdrawn_numbers == {NEXT_NUMBER}
    assert left.units[SURGERY] == REGISTER.units[SURGERY]
    assert gln_of(left.free_numbers[0]) != NEXT_NUMBER


def test_a_planned_closing_of_a_unit_that_closes_below_a_closing_one_stays_inside() -> None:
    known = excerpt()

    outcome = withdrawn(Withdraw(unit=KIDNEY, day=CLOSES), known)

    assert life_of(known.after(outcome.edits).units[KIDNEY]) == Period(date(2025, 1, 1))
