"""What is withdrawn leaves nothing outside its days, and takes with it only what cannot be without it."""

from datetime import date, timedelta
from typing import Any

from domain.identifiers import gln_of
from domain.lifecycle.carrying_out import carried_out
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.location_numbers import Direction, MessageType
from domain.operations import (
    AddMessages,
    Close,
    CloseNumber,
    EndMessages,
    Exchange,
    Inherit,
    Issue,
    Merge,
    Move,
    NewNumber,
    Operation,
    Relate,
    Unrelate,
    Withdraw,
)
from domain.periods import Period
from domain.rules import Rule
from tests.builders import (
    HOSPITAL,
    MEDICINE,
    MEDICINE_NUMBER,
    OPENED,
    SURGERY,
    THEATRE,
)
from tests.excerpts import NEXT_NUMBER, Broken, broken
from tests.operations import NEW, REGISTER, TOMORROW, opening, saying

DAY = timedelta(days=1)
SPRING, SUMMER, AUTUMN = date(2027, 3, 1), date(2027, 8, 1), date(2027, 10, 1)
NUMBER = NewNumber(
    said={"region": "1085", "system": "WinLAB", "supplier": "AH-support", "network": "KMD", "administrator": "106"}
)
DISCHARGE = Exchange(message_type=MessageType("DIS01", "D0133L"), direction=Direction.RECEIVE)


def after(*operations: Operation, of: Excerpt = REGISTER) -> Excerpt:
    for operation in operations:
        of = of.after(carried_out(operation, of).edits)
    return of


def refused(operation: Operation, of: Excerpt) -> list[Rule]:
    return [one.rule for one in broken(carried_out, operation, of)]


def inheriting(register: Excerpt, unit: Any) -> list[tuple[date, bool | None]]:
    return [(one.valid.start, one.value.inherits_location_number) for one in register.units[unit].timeline]


def exchanging(register: Excerpt) -> list[Period]:
    told = register.capabilities[MEDICINE_NUMBER]
    return [one.valid for one in told if one.message_type == DISCHARGE.message_type]


def test_a_number_whose_closing_is_withdrawn_still_closes_with_its_unit() -> None:
    closing = CloseNumber(gln=MEDICINE_NUMBER, last_day=SUMMER - DAY)
    register = after(Close(unit=MEDICINE, last_day=AUTUMN - DAY, below=True), closing, of=_with_nobody_moving())

    left = after(Withdraw(unit=MEDICINE, day=SUMMER), of=register)

    assert left.numbers[MEDICINE_NUMBER].timeline[-1].valid.end == AUTUMN
    assert {one.valid.end for one in left.capabilities[MEDICINE_NUMBER]} >= {AUTUMN}
    assert None not in {one.valid.end for one in left.capabilities[MEDICINE_NUMBER]}


def test_messages_whose_end_is_withdrawn_go_on_as_long_as_their_number() -> None:
    ending = EndMessages(gln=MEDICINE_NUMBER, exchanges=(DISCHARGE,), last_day=SPRING - DAY)
    register = after(CloseNumber(gln=MEDICINE_NUMBER, last_day=SUMMER - DAY), ending)

    assert exchanging(after(Withdraw(unit=MEDICINE, day=SPRING), of=register)) == [Period(OPENED, SUMMER)]


def test_messages_whose_end_is_withdrawn_go_on_into_those_that_were_to_begin_again() -> None:
    ending = EndMessages(gln=MEDICINE_NUMBER, exchanges=(DISCHARGE,), last_day=SPRING - DAY)
    register = after(ending, AddMessages(gln=MEDICINE_NUMBER, exchanges=(DISCHARGE,), since=SUMMER))

    assert exchanging(register) == [Period(OPENED, SPRING), Period(SUMMER)]
    assert exchanging(after(Withdraw(unit=MEDICINE, day=SPRING), of=register)) == [Period(OPENED)]


def test_a_relation_whose_end_is_withdrawn_goes_on_until_it_is_said_anew() -> None:
    first = Relate(unit=MEDICINE, type="COOPERATES", other=SURGERY)
    ending = Unrelate(unit=MEDICINE, type="COOPERATES", other=SURGERY, last_day=SPRING - DAY)
    again = Relate(unit=MEDICINE, type="COOPERATES", other=SURGERY, since=SUMMER)

    left = after(first, ending, again, Withdraw(unit=MEDICINE, day=SPRING))

    assert [one.valid for one in left.beside[MEDICINE]] == [Period(TOMORROW, SUMMER), Period(SUMMER)]


def test_the_closing_of_a_number_that_makes_room_for_the_next_is_withdrawn_only_with_it() -> None:
    closing = CloseNumber(gln=MEDICINE_NUMBER, last_day=SPRING - DAY)
    register = after(closing, Issue(unit=MEDICINE, number=NUMBER, since=SUMMER))

    assert refused(Withdraw(unit=MEDICINE, day=SPRING), register) == [Rule.PLAN_HAS_DEPENDANTS]
    left = after(Withdraw(unit=MEDICINE, day=SPRING, dependants=True), of=register)
    assert left.numbers == REGISTER.numbers
    assert gln_of(left.free_numbers[0]) != NEXT_NUMBER


def test_the_closing_of_a_number_after_which_its_unit_is_to_inherit_is_withdrawn_only_with_that() -> None:
    closing = CloseNumber(gln=MEDICINE_NUMBER, last_day=SPRING - DAY)
    register = after(closing, Inherit(unit=MEDICINE, inherits=True, since=SUMMER))

    assert refused(Withdraw(unit=MEDICINE, day=SPRING), register) == [Rule.PLAN_HAS_DEPENDANTS]
    left = after(Withdraw(unit=MEDICINE, day=SPRING, dependants=True), of=register)
    assert not any(inherits for _, inherits in inheriting(left, MEDICINE))
    assert left.numbers == REGISTER.numbers


def test_who_inherits_again_does_so_until_a_planned_number_of_its_own_begins() -> None:
    not_inheriting = Inherit(unit=SURGERY, inherits=False, since=SPRING)
    register = after(not_inheriting, Issue(unit=SURGERY, number=NUMBER, since=SUMMER))

    left = after(Withdraw(unit=SURGERY, day=SPRING), of=register)

    assert inheriting(left, SURGERY)[-1] == (SUMMER, False)
    assert all(inherits for start, inherits in inheriting(left, SURGERY) if start < SUMMER)


def test_what_else_is_planned_of_a_unit_stays_when_its_coming_is_withdrawn() -> None:
    creation = opening(since=SPRING)
    moving = Move(unit=THEATRE, parent=NEW, since=SUMMER)
    register = after(creation, moving, saying(THEATRE, since=AUTUMN, name="Operation"))

    left = after(Withdraw(unit=NEW, day=SPRING, dependants=True), of=register)

    told = [(one.valid.start, one.value.parent, one.value.name) for one in left.units[THEATRE].timeline]
    assert told == [(OPENED, SURGERY, "Operationsgangen"), (AUTUMN, SURGERY, "Operation")]


def test_a_move_is_withdrawn_from_under_a_closing_that_a_later_move_makes_room_for() -> None:
    register = after(
        Move(unit=THEATRE, parent=MEDICINE, since=SPRING),
        Move(unit=THEATRE, parent=HOSPITAL, since=SUMMER),
        Close(unit=SURGERY, last_day=AUTUMN, below=False),
    )

    left = after(Withdraw(unit=THEATRE, day=SPRING), of=register)

    assert [(one.valid.start, one.value.parent) for one in left.units[THEATRE].timeline] == [
        (OPENED, SURGERY),
        (SUMMER, HOSPITAL),
    ]


def test_closings_that_came_along_with_that_of_a_unit_above_stay_when_only_it_is_needed() -> None:
    register = after(Close(unit=HOSPITAL, last_day=AUTUMN - DAY, below=True), of=_with_nobody_moving())

    left = after(Withdraw(unit=THEATRE, day=AUTUMN, dependants=True), of=register)

    assert {code for code in (HOSPITAL, SURGERY, THEATRE) if life_of(left.units[code]).end} == set()
    assert life_of(left.units[MEDICINE]).end == AUTUMN


def test_what_is_planned_of_messages_and_relations_keeps_a_unit_and_its_number_from_closing_before() -> None:
    messages = after(AddMessages(gln=MEDICINE_NUMBER, exchanges=(_SENT,), since=SUMMER), of=_with_nobody_moving())
    relation = after(Relate(unit=THEATRE, type="COOPERATES", other=SURGERY, since=SUMMER))

    assert broken(carried_out, CloseNumber(gln=MEDICINE_NUMBER, last_day=SPRING), messages) == [
        Broken(Rule.CONFLICTS_WITH_PLAN, ("last_day",))
    ]
    assert broken(carried_out, Close(unit=MEDICINE, last_day=SPRING, below=True), messages) == [
        Broken(Rule.CONFLICTS_WITH_PLAN, ("last_day",))
    ]
    assert broken(carried_out, Close(unit=THEATRE, last_day=SPRING), relation) == [
        Broken(Rule.CONFLICTS_WITH_PLAN, ("last_day",))
    ]
    assert broken(carried_out, Close(unit=THEATRE, last_day=SUMMER), relation) == []


def test_who_was_to_take_over_later_does_so_when_the_unit_closes() -> None:
    later = after(Relate(unit=MEDICINE, type="REPLACES", other=THEATRE, since=AUTUMN, note="aftalt"))

    for operation in (
        Close(unit=THEATRE, last_day=SPRING - DAY, replaced_by=(MEDICINE, MEDICINE)),
        Merge(units=(THEATRE,), into=MEDICINE, last_day=SPRING - DAY),
    ):
        (relation,) = after(operation, of=later).beside[MEDICINE]
        assert (relation.other, relation.valid, relation.note) == (THEATRE, Period(SPRING), "aftalt")


_SENT = Exchange(message_type=MessageType("LAB01", "R0131K"), direction=Direction.SEND)


def _with_nobody_moving() -> Excerpt:
    """The hospital, in which no move or closing is planned."""
    ahead = [(code, end) for code, life in REGISTER.units.items() for end in (_planned(life),) if end is not None]
    return after(*(Withdraw(unit=code, day=end) for code, end in ahead))


def _planned(life: Any) -> date | None:
    starts = [one.valid.start for one in life.timeline if one.valid.start > REGISTER.today]
    end = life_of(life).end
    return next(iter(starts), end if end is not None and end > REGISTER.today else None)
