"""Message types are added to location numbers and ended on the days the register's rules allow."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.identifiers import gln_of
from domain.lifecycle.excerpt import Excerpt
from domain.lifecycle.exchanging import messages_added, messages_ended
from domain.location_numbers import Capability, Direction, MessageType
from domain.operations import AddMessages, EndMessages, Exchange
from domain.periods import Period
from domain.rejections import Rejected
from domain.rules import Rule
from tests.builders import MEDICINE, MEDICINE_NUMBER, OPENED, RENAMED, TODAY
from tests.excerpts import UPDATED, Broken, broken, excerpt, having, number_ending

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
LAST_DAY = date(2027, 3, 31)
LATER = date(2027, 1, 1)
NOBODY = gln_of(579000999999)
REGISTER = excerpt()
CLOSING = having(REGISTER, number_ending(REGISTER.numbers[MEDICINE_NUMBER], LAST_DAY + DAY))
CLOSED = having(REGISTER, number_ending(REGISTER.numbers[MEDICINE_NUMBER], TODAY))


def exchange(code: str, version: str, direction: Direction = Direction.RECEIVE) -> Exchange:
    return Exchange(message_type=MessageType(code, version), direction=direction)


LAB = exchange("LAB01", "R0131K")
DISCHARGES = exchange("DIS01", "D0133L")
REFERRALS = exchange("REF01", "H0130R", Direction.SEND)
FORMER_DISCHARGES = exchange("DIS01", "D0130L")
"""Received until RENAMED."""


def adding(*exchanges: Exchange, **more: Any) -> AddMessages:
    return AddMessages(**{"gln": MEDICINE_NUMBER, "exchanges": exchanges or (LAB,)} | more)


def stopping(*exchanges: Exchange, **more: Any) -> EndMessages:
    return EndMessages(**{"gln": MEDICINE_NUMBER, "exchanges": exchanges or (DISCHARGES,)} | more)


def days(register: Excerpt, one: Exchange) -> list[Period]:
    """When the number exchanges messages of a type."""
    return [
        has.valid
        for has in register.capabilities[MEDICINE_NUMBER]
        if (has.message_type, has.direction) == (one.message_type, one.direction)
    ]


# Adding


def test_messages_are_added_beside_those_there_are() -> None:
    outcome = messages_added(adding(), REGISTER)

    assert outcome.edits.capabilities[MEDICINE_NUMBER] == (
        Capability(MEDICINE_NUMBER, MessageType("DIS01", "D0130L"), Direction.RECEIVE, Period(OPENED, RENAMED)),
        Capability(MEDICINE_NUMBER, MessageType("DIS01", "D0133L"), Direction.RECEIVE, Period(OPENED)),
        Capability(MEDICINE_NUMBER, MessageType("LAB01", "R0131K"), Direction.RECEIVE, Period(TOMORROW)),
        Capability(MEDICINE_NUMBER, MessageType("REF01", "H0130R"), Direction.SEND, Period(OPENED)),
    )
    assert (outcome.unit, outcome.gln, outcome.day, outcome.warnings) == (MEDICINE, MEDICINE_NUMBER, TOMORROW, ())


def test_messages_are_added_as_long_as_the_number_is_valid() -> None:
    outcome = messages_added(adding(since=LAST_DAY), CLOSING)

    assert days(CLOSING.after(outcome.edits), LAB) == [Period(LAST_DAY, LAST_DAY + DAY)]


def test_what_was_exchanged_once_is_exchanged_again_after_a_break() -> None:
    outcome = messages_added(adding(FORMER_DISCHARGES, since=LATER), REGISTER)

    assert days(REGISTER.after(outcome.edits), FORMER_DISCHARGES) == [Period(OPENED, RENAMED), Period(LATER)]


def test_what_is_planned_for_later_is_exchanged_from_the_earlier_day() -> None:
    planned = REGISTER.after(messages_added(adding(since=LATER), REGISTER).edits)

    outcome = messages_added(adding(since=TOMORROW), planned)

    assert days(planned.after(outcome.edits), LAB) == [Period(TOMORROW)]
    assert outcome.warnings == ()


def test_what_ends_is_continued_without_a_break() -> None:
    ended = REGISTER.after(messages_ended(stopping(last_day=LATER - DAY), REGISTER).edits)

    outcome = messages_added(adding(DISCHARGES, since=LATER), ended)

    assert days(ended.after(outcome.edits), DISCHARGES) == [Period(OPENED)]


def test_what_is_exchanged_already_stays_so_with_a_warning() -> None:
    outcome = messages_added(adding(DISCHARGES, LAB, LAB), REGISTER)

    assert [(one.rule, one.place) for one in outcome.warnings] == [
        (Rule.MESSAGE_ONCE, ("exchanges", "0")),
        (Rule.MESSAGE_ONCE, ("exchanges", "2")),
    ]
    assert days(REGISTER.after(outcome.edits), DISCHARGES) == [Period(OPENED)]
    assert days(REGISTER.after(outcome.edits), LAB) == [Period(TOMORROW)]
    assert outcome.warnings[0].words.da == (
        f"DIS01 D0133L modtages allerede på {MEDICINE_NUMBER} alle de dage; intet er ændret for den."
    )


def test_adding_nothing_new_makes_no_edit() -> None:
    assert messages_added(adding(DISCHARGES, REFERRALS), REGISTER).edits.capabilities == {}


def test_to_send_and_to_receive_are_two_things() -> None:
    outcome = messages_added(adding(exchange("DIS01", "D0133L", Direction.SEND)), REGISTER)

    assert outcome.warnings == ()
    assert days(REGISTER.after(outcome.edits), exchange("DIS01", "D0133L", Direction.SEND)) == [Period(TOMORROW)]


UNKNOWN = exchange("LAB01", "R9999K")
COME = exchange("COME", "01")

ADDINGS = [
    ("tomorrow", adding(since=TOMORROW), REGISTER, []),
    ("today", adding(since=TODAY), REGISTER, [Broken(Rule.MESSAGE_TOO_EARLY, ("since",), TOMORROW)]),
    ("on the number's last day", adding(since=LAST_DAY), CLOSING, []),
    (
        "after the number's last day",
        adding(since=LAST_DAY + DAY),
        CLOSING,
        [Broken(Rule.MESSAGE_TYPE_OUTSIDE_NUMBER, ("since",))],
    ),
    ("to a closed number", adding(), CLOSED, [Broken(Rule.NUMBER_CLOSED, ("gln",))]),
    ("to no number", adding(gln=NOBODY), REGISTER, [Broken(Rule.NUMBER_UNKNOWN, ("gln",))]),
    ("none", adding(exchanges=()), REGISTER, [Broken(Rule.NOTHING_SAID, ("exchanges",))]),
    ("of a type that is none", adding(LAB, UNKNOWN), REGISTER, [Broken(Rule.UNKNOWN_CODE, ("exchanges", "1"))]),
    ("of a type from its first day", adding(COME, since=UPDATED), REGISTER, []),
    (
        "of a type on the day before its first",
        adding(COME, since=UPDATED - DAY),
        REGISTER,
        [Broken(Rule.UNKNOWN_CODE, ("exchanges", "0"), UPDATED)],
    ),
    (
        "of a type no longer used",
        adding(exchange("FORM", "01")),
        REGISTER,
        [Broken(Rule.UNKNOWN_CODE, ("exchanges", "0"))],
    ),
    (
        "too early and of two types that are none",
        adding(UNKNOWN, LAB, UNKNOWN, since=TODAY - DAY),
        REGISTER,
        [
            Broken(Rule.MESSAGE_TOO_EARLY, ("since",), TOMORROW),
            Broken(Rule.UNKNOWN_CODE, ("exchanges", "0")),
            Broken(Rule.UNKNOWN_CODE, ("exchanges", "2")),
        ],
    ),
]


@pytest.mark.parametrize(("what", "operation", "register", "expected"), ADDINGS, ids=[one[0] for one in ADDINGS])
def test_messages_are_added(what: str, operation: AddMessages, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(messages_added, operation, register) == expected


# Ending


def test_messages_end_today_by_themselves() -> None:
    outcome = messages_ended(stopping(), REGISTER)

    assert days(REGISTER.after(outcome.edits), DISCHARGES) == [Period(OPENED, TOMORROW)]
    assert days(REGISTER.after(outcome.edits), REFERRALS) == [Period(OPENED)]
    assert (outcome.unit, outcome.gln, outcome.day, outcome.warnings) == (MEDICINE, MEDICINE_NUMBER, TODAY, ())


def test_what_has_not_begun_never_does() -> None:
    planned = REGISTER.after(messages_added(adding(since=LATER), REGISTER).edits)

    outcome = messages_ended(stopping(LAB), planned)

    assert days(planned.after(outcome.edits), LAB) == []


def test_a_number_left_without_messages_is_warned_of() -> None:
    outcome = messages_ended(stopping(DISCHARGES, REFERRALS, last_day=LAST_DAY), REGISTER)

    assert [one.rule for one in outcome.warnings] == [Rule.MESSAGE_TYPES_MISSING]
    assert messages_ended(stopping(DISCHARGES, REFERRALS, last_day=LAST_DAY - DAY), CLOSING).warnings != ()


ENDINGS = [
    ("today", stopping(last_day=TODAY), REGISTER, []),
    (
        "yesterday",
        stopping(last_day=TODAY - DAY),
        REGISTER,
        [Broken(Rule.MESSAGE_ENDS_TOO_EARLY, ("last_day",), TODAY)],
    ),
    ("that are not there", stopping(LAB), REGISTER, [Broken(Rule.MESSAGE_NOT_REGISTERED, ("exchanges", "0"))]),
    (
        "that are not there any more",
        stopping(DISCHARGES, FORMER_DISCHARGES),
        REGISTER,
        [Broken(Rule.MESSAGE_NOT_REGISTERED, ("exchanges", "1"))],
    ),
    (
        "in the other direction",
        stopping(exchange("DIS01", "D0133L", Direction.SEND)),
        REGISTER,
        [Broken(Rule.MESSAGE_NOT_REGISTERED, ("exchanges", "0"))],
    ),
    ("of a closed number", stopping(), CLOSED, [Broken(Rule.NUMBER_CLOSED, ("gln",))]),
    ("of no number", stopping(gln=NOBODY), REGISTER, [Broken(Rule.NUMBER_UNKNOWN, ("gln",))]),
    ("none", stopping(exchanges=()), REGISTER, [Broken(Rule.NOTHING_SAID, ("exchanges",))]),
]


@pytest.mark.parametrize(("what", "operation", "register", "expected"), ENDINGS, ids=[one[0] for one in ENDINGS])
def test_messages_end(what: str, operation: EndMessages, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(messages_ended, operation, register) == expected


def test_a_refusal_says_which_message_is_not_there() -> None:
    with pytest.raises(Rejected) as refused:
        messages_ended(stopping(LAB, last_day=LAST_DAY), REGISTER)

    assert refused.value.violations[0].words.da == (
        f"LAB01 R0131K modtages ikke på {MEDICINE_NUMBER} efter 31. marts 2027; der er intet at afslutte."
    )
