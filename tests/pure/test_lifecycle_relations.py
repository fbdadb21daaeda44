"""Relations between units are added and ended on the days the register's rules allow."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.identifiers import SorCode
from domain.lifecycle.excerpt import Beside, Excerpt
from domain.lifecycle.relating import related, unrelated
from domain.operations import Relate, Unrelate
from domain.periods import Period
from domain.rejections import Rejected
from domain.rules import Rule
from tests.builders import (
    CLOSES,
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    SUCCEEDED,
    SURGERY,
    THEATRE,
    TODAY,
    WARD,
)
from tests.excerpts import Broken, beside, broken, excerpt

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
LATER = date(2027, 1, 1)
STRANGER = SorCode(99)
REGISTER = excerpt()
TOGETHER = beside(REGISTER, Beside(WARD, "COOPERATES", COMPANY, Period(date(2020, 1, 1)), "fælles vagt"))
THE_TWO: dict[str, Any] = {"unit": WARD, "type": "COOPERATES", "other": COMPANY}
SOON = beside(REGISTER, Beside(WARD, "COOPERATES", COMPANY, Period(LATER)))


def relating(**more: Any) -> Relate:
    return Relate(**THE_TWO | more)


def parting(**more: Any) -> Unrelate:
    return Unrelate(**THE_TWO | more)


# Adding


def test_a_unit_replaces_another_for_good() -> None:
    outcome = related(relating(unit=SURGERY, type="REPLACES", other=THEATRE), REGISTER)

    assert outcome.edits.beside == {SURGERY: (Beside(SURGERY, "REPLACES", THEATRE, Period(TOMORROW)),)}
    assert (outcome.unit, outcome.day) == (SURGERY, TOMORROW)


def test_a_closed_unit_may_be_replaced() -> None:
    outcome = related(relating(type="REPLACES", other=DIALYSIS, since=LATER, note=" efter ombygning "), REGISTER)

    assert outcome.edits.beside[WARD] == (Beside(WARD, "REPLACES", DIALYSIS, Period(LATER), "efter ombygning"),)


def test_a_cooperation_lasts_as_long_as_both() -> None:
    outcome = related(relating(other=KIDNEY), REGISTER)

    assert outcome.edits.beside[WARD] == (Beside(WARD, "COOPERATES", KIDNEY, Period(TOMORROW, CLOSES)),)


def test_a_relation_stands_beside_those_there_are() -> None:
    outcome = related(relating(unit=KIDNEY, other=MEDICINE), REGISTER)

    assert outcome.edits.beside[KIDNEY] == (
        Beside(KIDNEY, "REPLACES", DIALYSIS, Period(SUCCEEDED)),
        Beside(KIDNEY, "COOPERATES", MEDICINE, Period(TOMORROW, CLOSES)),
    )


CHAIN = beside(
    REGISTER,
    Beside(MEDICINE, "REPLACES", SURGERY, Period(LATER)),
    Beside(SURGERY, "REPLACES", THEATRE, Period(date(2010, 1, 1), date(2012, 1, 1))),
)

ADDINGS = [
    ("tomorrow", relating(since=TOMORROW), REGISTER, []),
    ("today", relating(since=TODAY), REGISTER, [Broken(Rule.RELATION_TOO_EARLY, ("since",), TOMORROW)]),
    ("of a type that is none", relating(type="FOLLOWS"), REGISTER, [Broken(Rule.RELATION_TYPE, ("type",))]),
    ("of nobody", relating(unit=STRANGER), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("unit",))]),
    ("to nobody", relating(other=STRANGER), REGISTER, [Broken(Rule.RELATION_UNKNOWN, ("other",))]),
    ("with itself", relating(other=WARD), REGISTER, [Broken(Rule.RELATION_TO_ITSELF, ("other",))]),
    ("in its own place", relating(type="REPLACES", other=WARD), REGISTER, [Broken(Rule.SUCCEEDS_ITSELF, ("other",))]),
    (
        "in the place of its successor",
        relating(unit=DIALYSIS, type="REPLACES", other=KIDNEY),
        REGISTER,
        [Broken(Rule.RELATION_IN_FORCE, ("unit",)), Broken(Rule.SUCCEEDS_ITSELF, ("other",))],
    ),
    (
        "in the place of its successor's successor",
        relating(unit=THEATRE, type="REPLACES", other=MEDICINE),
        CHAIN,
        [Broken(Rule.SUCCEEDS_ITSELF, ("other",))],
    ),
    ("in the place of a predecessor's predecessor", relating(unit=MEDICINE, type="REPLACES", other=THEATRE), CHAIN, []),
    ("on a unit's last day", relating(unit=KIDNEY, other=WARD, since=CLOSES - DAY), REGISTER, []),
    (
        "after a unit's last day",
        relating(unit=KIDNEY, other=WARD, since=CLOSES),
        REGISTER,
        [Broken(Rule.RELATION_IN_FORCE, ("unit",))],
    ),
    (
        "after the other's last day",
        relating(other=KIDNEY, since=CLOSES),
        REGISTER,
        [Broken(Rule.RELATION_IN_FORCE, ("other",))],
    ),
    ("with a closed unit", relating(other=DIALYSIS), REGISTER, [Broken(Rule.RELATION_IN_FORCE, ("other",))]),
    ("that is there", relating(), TOGETHER, [Broken(Rule.RELATION_ONCE, ("other",))]),
    (
        "that is there from the other's side",
        relating(unit=COMPANY, other=WARD),
        TOGETHER,
        [Broken(Rule.RELATION_ONCE, ("other",))],
    ),
    ("that is planned", relating(), SOON, [Broken(Rule.RELATION_ONCE, ("other",))]),
    ("with a note of 254 characters", relating(note="x" * 254), REGISTER, []),
    ("with a note of 255 characters", relating(note="x" * 255), REGISTER, [Broken(Rule.TEXT_LENGTH, ("note",))]),
    (
        "of nobody to nobody with a note too long",
        relating(unit=STRANGER, other=SorCode(98), note="x" * 255),
        REGISTER,
        [
            Broken(Rule.TEXT_LENGTH, ("note",)),
            Broken(Rule.UNIT_UNKNOWN, ("unit",)),
            Broken(Rule.RELATION_UNKNOWN, ("other",)),
        ],
    ),
]


@pytest.mark.parametrize(("what", "operation", "register", "expected"), ADDINGS, ids=[one[0] for one in ADDINGS])
def test_a_relation_is_added(what: str, operation: Relate, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(related, operation, register) == expected


def test_a_circle_is_told_with_the_units_on_it() -> None:
    with pytest.raises(Rejected) as refused:
        related(relating(unit=THEATRE, type="REPLACES", other=MEDICINE), CHAIN)

    (violation,) = refused.value.violations
    assert violation.units == (MEDICINE, SURGERY, THEATRE)
    assert violation.words.da == (
        f"Medicinsk Afdeling ({MEDICINE}) erstatter Operationsgangen ({THEATRE}) gennem Kirurgisk Afdeling ({SURGERY}) "
        "og kan ikke selv erstattes af den."
    )


# Ending


def test_a_relation_ends_today_by_itself() -> None:
    outcome = unrelated(parting(), TOGETHER)

    assert outcome.edits.beside == {
        WARD: (Beside(WARD, "COOPERATES", COMPANY, Period(date(2020, 1, 1), TOMORROW), "fælles vagt"),)
    }
    assert (outcome.unit, outcome.day) == (WARD, TODAY)


def test_either_side_ends_a_cooperation() -> None:
    outcome = unrelated(parting(unit=COMPANY, other=WARD, last_day=LATER), TOGETHER)

    assert [one.valid.last_day for one in outcome.edits.beside[WARD]] == [LATER]


def test_a_planned_relation_never_begins() -> None:
    assert unrelated(parting(), SOON).edits.beside == {WARD: ()}


def test_a_relation_to_a_stranger_ends() -> None:
    register = beside(REGISTER, Beside(HOSPITAL, "REPLACES", STRANGER, Period(date(2001, 1, 1))))

    outcome = unrelated(parting(unit=HOSPITAL, type="REPLACES", other=STRANGER, last_day=LATER), register)

    assert [one.valid.last_day for one in outcome.edits.beside[HOSPITAL]] == [LATER]


ENDINGS = [
    ("today", parting(last_day=TODAY), TOGETHER, []),
    (
        "yesterday",
        parting(last_day=TODAY - DAY),
        TOGETHER,
        [Broken(Rule.RELATION_ENDS_TOO_EARLY, ("last_day",), TODAY)],
    ),
    ("that is none", parting(), REGISTER, [Broken(Rule.RELATION_NOT_RECORDED, ("other",))]),
    (
        "the wrong way round",
        parting(unit=DIALYSIS, type="REPLACES", other=KIDNEY),
        REGISTER,
        [Broken(Rule.RELATION_NOT_RECORDED, ("other",))],
    ),
    ("of a type that is none", parting(type="FOLLOWS"), TOGETHER, [Broken(Rule.RELATION_TYPE, ("type",))]),
    ("of nobody", parting(unit=STRANGER), TOGETHER, [Broken(Rule.UNIT_UNKNOWN, ("unit",))]),
]


@pytest.mark.parametrize(("what", "operation", "register", "expected"), ENDINGS, ids=[one[0] for one in ENDINGS])
def test_a_relation_ends(what: str, operation: Unrelate, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(unrelated, operation, register) == expected
