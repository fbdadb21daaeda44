"""Location numbers are issued on the days, and with the facts, that the register's rules allow."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.identifiers import SorCode, gln_of
from domain.lifecycle.choosing import inheritance_chosen
from domain.lifecycle.excerpt import Excerpt
from domain.lifecycle.issuing import number_issued
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.operations import Exchange, Inherit, Issue, NewNumber
from domain.periods import Period, Version
from domain.records import NumberLife
from domain.rejections import Rejected
from domain.rules import Rule
from tests.builders import (
    CLOSES,
    DIALYSIS,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    OPENED,
    SURGERY,
    THEATRE,
    TODAY,
    WARD,
)
from tests.excerpts import (
    COMING,
    FORMER,
    NEXT_NUMBER,
    UPDATED,
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
SAID = {"region": "1085", "system": "WinLAB", "supplier": "EG", "network": "KMD", "administrator": "107"}
DISCHARGES = Exchange(message_type=MessageType("DIS01", "D0133L"), direction=Direction.RECEIVE)
REFERRALS = Exchange(message_type=MessageType("REF01", "H0130R"), direction=Direction.SEND)
NEW = NewNumber(said=SAID, exchanges=(DISCHARGES, REFERRALS))


def issue(**more: Any) -> Issue:
    said: dict[str, Any] = {"unit": WARD, "number": NEW}
    return Issue(**said | more)


def saying(**said: Any) -> NewNumber:
    return NewNumber(said=SAID | said, exchanges=(DISCHARGES,))


def test_a_number_is_issued_from_the_range_and_the_unit_no_longer_inherits() -> None:
    outcome = number_issued(issue(), REGISTER)

    life = outcome.edits.numbers[NEXT_NUMBER]
    box = Mailbox(
        holder=WARD,
        region="1085",
        system="WinLAB",
        supplier="EG",
        network="KMD",
        administrator="107",
        source_updated=TODAY,
    )
    assert (outcome.unit, outcome.gln, outcome.day, outcome.warnings) == (WARD, NEXT_NUMBER, TOMORROW, ())
    assert outcome.edits.issued == {NEXT_NUMBER}
    assert life == NumberLife(gln=NEXT_NUMBER, first_from=TOMORROW, timeline=(Version(Period(TOMORROW), box),))
    assert outcome.edits.capabilities[NEXT_NUMBER] == (
        Capability(NEXT_NUMBER, MessageType("DIS01", "D0133L"), Direction.RECEIVE, Period(TOMORROW)),
        Capability(NEXT_NUMBER, MessageType("REF01", "H0130R"), Direction.SEND, Period(TOMORROW)),
    )
    inherits = [(one.valid.start, one.value.inherits_location_number) for one in outcome.edits.units[WARD].timeline]
    assert inherits == [(OPENED, True), (TOMORROW, False), (date(2027, 6, 1), False)]


def test_a_number_lives_as_long_as_its_unit_is_planned_to() -> None:
    outcome = number_issued(issue(unit=KIDNEY), REGISTER)

    assert outcome.edits.numbers[NEXT_NUMBER].timeline[-1].valid == Period(TOMORROW, CLOSES)
    assert {one.valid.end for one in outcome.edits.capabilities[NEXT_NUMBER]} == {CLOSES}


def test_the_next_number_is_the_next_of_the_range() -> None:
    first = number_issued(issue(), REGISTER)
    second = number_issued(issue(unit=SURGERY), REGISTER.after(first.edits))

    assert (first.gln, second.gln) == (gln_of(579000990010), gln_of(579000990011))


def test_a_number_without_message_types_is_issued_with_a_warning() -> None:
    outcome = number_issued(issue(number=NewNumber(said=SAID)), REGISTER)

    assert [(one.rule, one.place) for one in outcome.warnings] == [
        (Rule.MESSAGE_TYPES_MISSING, ("number", "exchanges"))
    ]
    assert outcome.edits.capabilities == {NEXT_NUMBER: ()}


def test_a_note_of_254_characters_and_flags_are_kept() -> None:
    outcome = number_issued(issue(number=saying(note="x" * 254, internal_only=True)), REGISTER)

    box = outcome.edits.numbers[NEXT_NUMBER].timeline[0].value
    assert (box.note, box.internal_only, box.not_active) == ("x" * 254, True, False)


def test_a_number_follows_one_that_closes_the_day_before() -> None:
    closing = having(REGISTER, number_ending(REGISTER.numbers[MEDICINE_NUMBER], LAST_DAY + DAY))

    outcome = number_issued(issue(unit=MEDICINE, since=LAST_DAY + DAY), closing)

    assert outcome.edits.numbers[NEXT_NUMBER].timeline[0].valid == Period(LAST_DAY + DAY)
    assert outcome.edits.units == {}


EXHAUSTED = replace(REGISTER, free_numbers=())

ISSUES = [
    ("tomorrow", issue(since=TOMORROW), REGISTER, []),
    ("today", issue(since=TODAY), REGISTER, [Broken(Rule.NUMBER_TOO_EARLY, ("since",), TOMORROW)]),
    ("the first day of a planned unit", issue(unit=THEATRE, since=LATER), UNHELD, []),
    ("by itself the first day of a planned unit", issue(unit=THEATRE), UNHELD, []),
    (
        "the day before a planned unit opens",
        issue(unit=THEATRE, since=LATER - DAY),
        UNHELD,
        [Broken(Rule.NUMBER_TOO_EARLY, ("since",), LATER)],
    ),
    ("the last day of a closing unit", issue(unit=KIDNEY, since=CLOSES - DAY), REGISTER, []),
    (
        "the day after a closing unit's last",
        issue(unit=KIDNEY, since=CLOSES),
        REGISTER,
        [Broken(Rule.UNIT_CLOSED, ("since",))],
    ),
    ("at a closed unit", issue(unit=DIALYSIS), REGISTER, [Broken(Rule.UNIT_CLOSED, ("since",))]),
    ("at a unit that is none", issue(unit=STRANGER), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("unit",))]),
    (
        "beside another",
        issue(unit=MEDICINE),
        REGISTER,
        [Broken(Rule.LOCATION_NUMBER_HELD_ONCE, ("number",))],
    ),
    (
        "on the last day of another",
        issue(unit=MEDICINE, since=LAST_DAY),
        CLOSING_NUMBER,
        [Broken(Rule.LOCATION_NUMBER_HELD_ONCE, ("number",), LAST_DAY + DAY)],
    ),
    ("of a range used up", issue(), EXHAUSTED, [Broken(Rule.NUMBERS_EXHAUSTED, ("number",))]),
    (
        "with a note of 255 characters",
        issue(number=saying(note="x" * 255)),
        REGISTER,
        [Broken(Rule.TEXT_LENGTH, ("number", "said", "note"))],
    ),
    ("with a code that is in force on the day", issue(number=saying(system=COMING), since=UPDATED), REGISTER, []),
    (
        "with a code that comes the day after",
        issue(number=saying(system=COMING), since=UPDATED - DAY),
        REGISTER,
        [Broken(Rule.UNKNOWN_CODE, ("number", "said", "system"), UPDATED)],
    ),
    (
        "with a code no longer in use",
        issue(number=saying(network=FORMER)),
        REGISTER,
        [Broken(Rule.UNKNOWN_CODE, ("number", "said", "network"))],
    ),
    (
        "in a region that is none",
        issue(number=saying(region="1089")),
        REGISTER,
        [Broken(Rule.UNKNOWN_CODE, ("number", "said", "region"))],
    ),
    (
        "with a message type that is none",
        issue(
            number=NewNumber(
                said=SAID,
                exchanges=(
                    DISCHARGES,
                    Exchange(message_type=MessageType("DIS99", "X"), direction=Direction.SEND),
                ),
            )
        ),
        REGISTER,
        [Broken(Rule.UNKNOWN_CODE, ("number", "exchanges", "1"))],
    ),
]


@pytest.mark.parametrize(("what", "operation", "register", "expected"), ISSUES, ids=[one[0] for one in ISSUES])
def test_a_number_is_issued(what: str, operation: Issue, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(number_issued, operation, register) == expected


@pytest.mark.parametrize("name", list(SAID))
@pytest.mark.parametrize("value", [None, "", "  "])
def test_each_of_the_five_is_required(name: str, value: str | None) -> None:
    assert broken(number_issued, issue(number=saying(**{name: value})), REGISTER) == [
        Broken(Rule.LOCATION_NUMBER_FIELDS, ("number", "said", name))
    ]


def test_an_unsaid_field_is_told_with_all_the_others_that_are_missing() -> None:
    told = broken(number_issued, issue(number=NewNumber(said={"region": "1085"}), since=TODAY), REGISTER)

    assert told == [
        Broken(Rule.NUMBER_TOO_EARLY, ("since",), TOMORROW),
        *(Broken(Rule.LOCATION_NUMBER_FIELDS, ("number", "said", name)) for name in list(SAID)[1:]),
    ]


def test_who_is_to_inherit_later_gets_no_number_before_that_plan_is_withdrawn() -> None:
    stopped = inheritance_chosen(Inherit(unit=WARD, inherits=False), REGISTER)
    again = REGISTER.after(stopped.edits)
    again = again.after(inheritance_chosen(Inherit(unit=WARD, inherits=True, since=LATER), again).edits)

    with pytest.raises(Rejected) as refused:
        number_issued(issue(), again)

    (violation,) = refused.value.violations
    assert (violation.rule, violation.days, violation.units) == (Rule.CONFLICTS_WITH_PLAN, (LATER,), (WARD,))


def test_a_refusal_names_the_number_that_is_in_the_way() -> None:
    with pytest.raises(Rejected) as refused:
        number_issued(issue(unit=MEDICINE, since=LAST_DAY), CLOSING_NUMBER)

    (violation,) = refused.value.violations
    assert violation.words.da == (
        f"Medicinsk Afdeling ({MEDICINE}) har lokationsnummeret {MEDICINE_NUMBER} til og med 31. marts 2027; det nye "
        "kan gælde fra dagen efter."
    )
    assert violation.during == Period(LAST_DAY, LAST_DAY + DAY)
