"""Units are merged and split: the old ones close, and those that take over are there on the day after."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.identifiers import SorCode, gln_of, sor_code_of
from domain.lifecycle.closing import closed
from domain.lifecycle.excerpt import Beside, Excerpt
from domain.lifecycle.succession import merged, split
from domain.operations import Close, Create, Merge, NewNumber, Said, Split
from domain.periods import Period
from domain.records import UnitLife
from domain.rejections import Rejected
from domain.rules import Rule
from domain.units import UnitKind
from tests.builders import (
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    OPENED,
    SUCCEEDED,
    SURGERY,
    THEATRE,
    THEATRE_NUMBER,
    TODAY,
    WARD,
)
from tests.excerpts import NEXT_NUMBER, Broken, beside, broken, ending, excerpt, having

DAY = timedelta(days=1)
NOTICE = TODAY + 7 * DAY
LAST_DAY = date(2027, 3, 31)
FIRST_DAY = LAST_DAY + DAY
STRANGER = SorCode(99)
NEW_UNIT, NEXT_UNIT = sor_code_of(9100), sor_code_of(9101)
REGISTER = excerpt()
QUIET = having(
    REGISTER,
    replace(REGISTER.units[WARD], timeline=(replace(REGISTER.units[WARD].timeline[0], valid=Period(OPENED)),)),
)
"""Without the ward's planned move: it stays under surgery."""
OPEN_DIALYSIS = replace(
    having(
        REGISTER,
        replace(
            REGISTER.units[DIALYSIS],
            timeline=(replace(REGISTER.units[DIALYSIS].timeline[0], valid=Period(OPENED)),),
        ),
    ),
    beside={},
)
"""Dialysis never closed, and nobody replaced it."""


def opening(name: str = "Fælles Operation", **more: Any) -> Create:
    told: dict[str, Any] = {
        "kind": UnitKind.ORGANIZATIONAL_UNIT,
        "parent": HOSPITAL,
        "said": Said(facts={"name": name, "type": "550851000005109"}),
    }
    return Create(**told | more)


def merging(*units: SorCode, **more: Any) -> Merge:
    told: dict[str, Any] = {"units": units or (SURGERY, THEATRE), "into": MEDICINE, "last_day": LAST_DAY, "below": True}
    return Merge(**told | more)


def splitting(**more: Any) -> Split:
    told: dict[str, Any] = {"unit": THEATRE, "into": (WARD, MEDICINE), "last_day": LAST_DAY}
    return Split(**told | more)


def end(life: UnitLife) -> date | None:
    return life.timeline[-1].valid.end


# Merging


def test_units_merge_into_one_that_is_there() -> None:
    outcome = merged(merging(THEATRE, DIALYSIS, into=MEDICINE), OPEN_DIALYSIS)

    edits = outcome.edits
    assert {code: end(life) for code, life in edits.units.items()} == {THEATRE: FIRST_DAY, DIALYSIS: FIRST_DAY}
    assert edits.numbers[THEATRE_NUMBER].timeline[-1].valid.end == FIRST_DAY
    assert edits.beside == {
        MEDICINE: (
            Beside(MEDICINE, "REPLACES", THEATRE, Period(FIRST_DAY)),
            Beside(MEDICINE, "REPLACES", DIALYSIS, Period(FIRST_DAY)),
        )
    }
    assert (outcome.unit, outcome.day, outcome.others) == (MEDICINE, LAST_DAY, (THEATRE, DIALYSIS))


def test_units_merge_into_one_that_opens_for_it_with_a_number_of_its_own() -> None:
    number = NewNumber(
        said={"region": "1085", "system": "EG Clinea", "supplier": "EG", "network": "KMD", "administrator": "107"}
    )

    outcome = merged(merging(SURGERY, THEATRE, into=opening(number=number)), QUIET)

    edits = outcome.edits
    assert edits.units[NEW_UNIT].timeline[0].valid == Period(FIRST_DAY)
    assert edits.issued == {NEXT_NUMBER}
    assert {end(edits.units[code]) for code in (SURGERY, THEATRE, WARD)} == {FIRST_DAY}
    assert {(one.other, one.valid) for one in edits.beside[NEW_UNIT]} == {
        (SURGERY, Period(FIRST_DAY)),
        (THEATRE, Period(FIRST_DAY)),
    }
    assert (outcome.unit, outcome.others) == (NEW_UNIT, (THEATRE, SURGERY, WARD))
    assert [(one.rule, one.place) for one in outcome.warnings] == [
        (Rule.MESSAGE_TYPES_MISSING, ("into", "number", "exchanges"))
    ]


def test_what_is_under_another_closes_before_it() -> None:
    """In whatever order the clerk names them; and nothing else under it is left open unasked."""
    alone = having(QUIET, ending(QUIET.units[WARD], TODAY))

    for units in ((SURGERY, THEATRE), (THEATRE, SURGERY)):
        assert broken(merged, merging(*units, below=False), alone) == []


def test_what_was_said_of_the_succession_before_is_not_said_again() -> None:
    known = Beside(MEDICINE, "REPLACES", THEATRE, Period(date(2020, 1, 1)))

    outcome = merged(merging(THEATRE), beside(REGISTER, known))

    assert MEDICINE not in outcome.edits.beside


CLOSING = having(REGISTER, ending(REGISTER.units[COMPANY], FIRST_DAY + DAY))

MERGERS = [
    ("in seven days", merging(THEATRE, last_day=NOTICE), REGISTER, []),
    ("by itself in seven days", merging(THEATRE, last_day=None), REGISTER, []),
    (
        "in six days",
        merging(THEATRE, last_day=NOTICE - DAY),
        REGISTER,
        [Broken(Rule.CLOSE_TOO_EARLY, ("last_day",), NOTICE)],
    ),
    (
        "two of them in six days, told once",
        merging(THEATRE, DIALYSIS, last_day=NOTICE - DAY),
        OPEN_DIALYSIS,
        [Broken(Rule.CLOSE_TOO_EARLY, ("last_day",), NOTICE)],
    ),
    (
        "with units open below",
        merging(below=False),
        QUIET,
        [Broken(Rule.OPEN_UNITS_BELOW, ("below",))],
    ),
    ("with nobody", merging(THEATRE, STRANGER), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("units", "1"))]),
    ("with a closed unit", merging(DIALYSIS, THEATRE), REGISTER, [Broken(Rule.UNIT_CLOSED, ("units", "0"))]),
    ("into nobody", merging(THEATRE, into=STRANGER), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("into",))]),
    ("into one of themselves", merging(THEATRE, SURGERY, into=SURGERY), QUIET, [
        Broken(Rule.SUCCESSOR_STAYS, ("into",))
    ]),
    ("into one below that closes too", merging(SURGERY, into=WARD), QUIET, [Broken(Rule.SUCCESSOR_STAYS, ("into",))]),
    ("of one with itself", merging(THEATRE, into=THEATRE), REGISTER, [
        Broken(Rule.SUCCESSION_OF_SEVERAL, ("units",)),
        Broken(Rule.SUCCESSOR_STAYS, ("into",)),
    ]),
    ("of none", Merge(units=(), into=MEDICINE, last_day=LAST_DAY), REGISTER, [
        Broken(Rule.SUCCESSION_OF_SEVERAL, ("units",))
    ]),
    ("into one that closes a day later", merging(THEATRE, into=COMPANY), CLOSING, []),
    ("into one that closes with them", merging(THEATRE, into=COMPANY, last_day=FIRST_DAY), CLOSING, [
        Broken(Rule.SUCCESSOR_IN_FORCE, ("into",))
    ]),
    ("into one that opens on that day", merging(THEATRE, DIALYSIS, into=opening(since=FIRST_DAY)), OPEN_DIALYSIS, []),
    ("into one that opens later", merging(THEATRE, DIALYSIS, into=opening(since=FIRST_DAY + DAY)), OPEN_DIALYSIS, [
        Broken(Rule.SUCCESSOR_IN_FORCE, ("into", "since"), FIRST_DAY)
    ]),
    ("into a new one under one that closes", merging(into=opening(parent=SURGERY)), QUIET, [
        Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("into", "parent")),
    ]),
    ("into its own predecessor", merging(KIDNEY, into=DIALYSIS), replace(
        having(OPEN_DIALYSIS, replace(
            REGISTER.units[KIDNEY],
            timeline=(replace(REGISTER.units[KIDNEY].timeline[0], valid=Period(SUCCEEDED)),),
        )),
        beside=REGISTER.beside,
    ), [Broken(Rule.SUCCEEDS_ITSELF, ("into",))]),
    ("wrongly in every part", merging(THEATRE, STRANGER, last_day=NOTICE - DAY, into=opening("x" * 61)), REGISTER, [
        Broken(Rule.CLOSE_TOO_EARLY, ("last_day",), NOTICE),
        Broken(Rule.UNIT_UNKNOWN, ("units", "1")),
        Broken(Rule.NAME_LENGTH, ("into", "said", "name")),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "operation", "register", "expected"), MERGERS, ids=[one[0] for one in MERGERS])
def test_units_merge(what: str, operation: Merge, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(merged, operation, register) == expected


# Splitting


def test_a_unit_splits_into_one_that_is_there_and_two_that_open() -> None:
    into = (WARD, opening("Operation Nord"), opening("Operation Syd"))

    outcome = split(splitting(into=into), REGISTER)

    edits = outcome.edits
    assert end(edits.units[THEATRE]) == FIRST_DAY
    assert [edits.units[code].timeline[0].value.name for code in (NEW_UNIT, NEXT_UNIT)] == [
        "Operation Nord",
        "Operation Syd",
    ]
    assert edits.beside == {
        code: (Beside(code, "REPLACES", THEATRE, Period(FIRST_DAY)),) for code in (WARD, NEW_UNIT, NEXT_UNIT)
    }
    assert (outcome.unit, outcome.day, outcome.others) == (THEATRE, LAST_DAY, (NEW_UNIT, NEXT_UNIT))


def test_each_part_of_a_split_gets_the_next_number() -> None:
    number = NewNumber(
        said={"region": "1085", "system": "EG Clinea", "supplier": "EG", "network": "KMD", "administrator": "107"}
    )
    into = (opening("Operation Nord", number=number), opening("Operation Syd", number=number))

    edits = split(splitting(into=into), REGISTER).edits

    assert edits.issued == {gln_of(579000990010), gln_of(579000990011)}
    assert {edits.numbers[gln].timeline[0].value.holder for gln in edits.issued} == {NEW_UNIT, NEXT_UNIT}
    assert MEDICINE_NUMBER not in edits.numbers


SPLITS = [
    ("in seven days", splitting(last_day=NOTICE), REGISTER, []),
    ("in six days", splitting(last_day=NOTICE - DAY), REGISTER, [
        Broken(Rule.CLOSE_TOO_EARLY, ("last_day",), NOTICE)
    ]),
    ("into one", splitting(into=(WARD,)), REGISTER, [Broken(Rule.SUCCESSION_OF_SEVERAL, ("into",))]),
    ("into one twice", splitting(into=(WARD, WARD)), REGISTER, [Broken(Rule.SUCCESSION_OF_SEVERAL, ("into",))]),
    ("into itself and another", splitting(into=(WARD, THEATRE)), REGISTER, [
        Broken(Rule.SUCCESSOR_STAYS, ("into", "1"))
    ]),
    ("into nobody and one that is closed", splitting(into=(STRANGER, DIALYSIS)), REGISTER, [
        Broken(Rule.UNIT_UNKNOWN, ("into", "0")),
        Broken(Rule.SUCCESSOR_IN_FORCE, ("into", "1")),
    ]),
    ("of nobody", splitting(unit=STRANGER), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("unit",))]),
    ("with units open below", splitting(unit=MEDICINE, into=(SURGERY, COMPANY)), REGISTER, [
        Broken(Rule.OPEN_UNITS_BELOW, ("below",))
    ]),
    ("with a new part that has no name", splitting(into=(WARD, opening(""))), REGISTER, [
        Broken(Rule.NAME_LENGTH, ("into", "1", "said", "name"))
    ]),
    ("with a new part that opens on another day", splitting(into=(opening(since=LAST_DAY), WARD)), REGISTER, [
        Broken(Rule.SUCCESSOR_IN_FORCE, ("into", "0", "since"), FIRST_DAY)
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "operation", "register", "expected"), SPLITS, ids=[one[0] for one in SPLITS])
def test_a_unit_splits(what: str, operation: Split, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(split, operation, register) == expected


def test_a_refusal_names_who_cannot_take_over_and_why() -> None:
    with pytest.raises(Rejected) as refused:
        split(splitting(into=(WARD, DIALYSIS)), REGISTER)

    assert [one.words.da for one in refused.value.violations] == [
        f"Dialyse ({DIALYSIS}) har 31. december 2024 som sidste dag og kan ikke tage over 1. april 2027."
    ]


# Closing with successors


def replacing(unit: SorCode, *successors: SorCode) -> Close:
    return Close(unit=unit, last_day=LAST_DAY, below=True, replaced_by=successors)


KNOWN = beside(REGISTER, Beside(MEDICINE, "REPLACES", THEATRE, Period(date(2020, 1, 1))))
SUCCESSORS = [
    ("by one that stays", replacing(THEATRE, MEDICINE), REGISTER, []),
    ("by one that closes with it", replacing(SURGERY, MEDICINE, WARD), QUIET, [
        Broken(Rule.SUCCESSOR_STAYS, ("replaced_by", "1"))
    ]),
    ("by itself", replacing(THEATRE, THEATRE), REGISTER, [Broken(Rule.SUCCEEDS_ITSELF, ("replaced_by", "0"))]),
    ("by one that it replaces", replacing(MEDICINE, THEATRE), beside(
        QUIET,
        Beside(MEDICINE, "REPLACES", SURGERY, Period(OPENED)),
        Beside(SURGERY, "REPLACES", THEATRE, Period(OPENED)),
    ), [Broken(Rule.SUCCEEDS_ITSELF, ("replaced_by", "0"))]),
    ("by nobody", replacing(THEATRE, STRANGER), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("replaced_by", "0"))]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "operation", "register", "expected"), SUCCESSORS, ids=[one[0] for one in SUCCESSORS])
def test_a_unit_that_closes_is_replaced(what: str, operation: Close, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(closed, operation, register) == expected


def test_a_succession_that_is_recorded_is_not_recorded_again_when_the_unit_closes() -> None:
    assert closed(replacing(THEATRE, MEDICINE), KNOWN).edits.beside == {}
    assert closed(replacing(THEATRE, MEDICINE), REGISTER).edits.beside == {
        MEDICINE: (Beside(MEDICINE, "REPLACES", THEATRE, Period(FIRST_DAY)),)
    }
