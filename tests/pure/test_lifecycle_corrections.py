"""What was recorded wrongly is corrected on exactly the days on which it was, and every rule holds after it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.addresses import ElectronicAddress
from domain.identifiers import SorCode
from domain.lifecycle.correcting import corrected
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.operations import Correct, Said
from domain.periods import Period, Version
from domain.rejections import Rejected
from domain.rules import Rule
from domain.units import GeographicalRelation
from tests.builders import (
    CLOSES,
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    OPENED,
    REGION,
    RENAMED,
    STREET,
    SUCCEEDED,
    SURGERY,
    THEATRE,
    THEATRE_NUMBER,
    TODAY,
    WARD,
    WARD_PHONE,
)
from tests.excerpts import Broken, broken, ending, excerpt, having, number_ending

DAY = timedelta(days=1)
SPRING, SUMMER = date(2022, 3, 1), date(2022, 6, 1)
STRANGER = SorCode(99)
NEVER = date.max
REGISTER = excerpt()
WITHOUT_NUMBERS = replace(REGISTER, numbers={})


def correcting(unit: SorCode = THEATRE, facts: Mapping[str, Any] | None = None, **more: Any) -> Correct:
    return Correct(unit=unit, said=Said(facts=facts or {}), **more)


def told(register: Excerpt, unit: SorCode, name: str) -> list[tuple[date, date | None, Any]]:
    return [
        (version.valid.start, version.valid.last_day, getattr(version.value, name))
        for version in register.units[unit].timeline
    ]


# What was said


def test_a_name_is_corrected_on_the_days_said_and_on_no_others() -> None:
    outcome = corrected(correcting(facts={"name": "Operation 1"}, since=SPRING, last_day=SUMMER - DAY), REGISTER)

    assert told(REGISTER.after(outcome.edits), THEATRE, "name") == [
        (OPENED, SPRING - DAY, "Operationsgangen"),
        (SPRING, SUMMER - DAY, "Operation 1"),
        (SUMMER, None, "Operationsgangen"),
    ]
    assert (outcome.unit, outcome.day, outcome.others) == (THEATRE, SPRING, ())


def test_days_left_out_are_those_of_the_whole_life() -> None:
    outcome = corrected(correcting(SURGERY, {"name": "Kirurgien"}), REGISTER)

    register = REGISTER.after(outcome.edits)
    assert [one[2] for one in told(register, SURGERY, "name")] == ["Kirurgien", "Kirurgien"]
    assert told(register, SURGERY, "geographical_parent") == [
        (OPENED, RENAMED - DAY, None),
        (RENAMED, None, MEDICINE),
    ]


def test_a_correction_runs_over_planned_changes_and_leaves_their_other_facts() -> None:
    outcome = corrected(correcting(WARD, {"name": "Sengeafsnit Å"}, since=SPRING), REGISTER)

    register = REGISTER.after(outcome.edits)
    assert told(register, WARD, "name") == [
        (OPENED, SPRING - DAY, "Sengeafsnit Ærø"),
        (SPRING, MOVES - DAY, "Sengeafsnit Å"),
        (MOVES, None, "Sengeafsnit Å"),
    ]
    assert [one[2] for one in told(register, WARD, "parent")] == [SURGERY, SURGERY, MEDICINE]


def test_what_was_so_already_makes_no_edit() -> None:
    assert corrected(correcting(facts={"name": " Operationsgangen "}), REGISTER).edits.units == {}


def test_where_a_unit_was_is_corrected_in_the_past() -> None:
    outcome = corrected(correcting(parent=MEDICINE, last_day=SUMMER - DAY), REGISTER)

    assert told(REGISTER.after(outcome.edits), THEATRE, "parent") == [
        (OPENED, SUMMER - DAY, MEDICINE),
        (SUMMER, None, SURGERY),
    ]


def test_a_corrected_fact_is_entered_today() -> None:
    outcome = corrected(correcting(facts={"name": "Operation 1"}, since=SPRING), REGISTER)

    assert [one.value.source_updated for one in outcome.edits.units[THEATRE].timeline] == [None, TODAY]


# When it lived


def test_a_closed_unit_is_reopened_by_a_correction_only_and_keeps_what_was_said_last() -> None:
    outcome = corrected(correcting(DIALYSIS, closed=NEVER), REGISTER)

    assert told(REGISTER.after(outcome.edits), DIALYSIS, "name") == [(OPENED, None, "Dialyse")]
    assert outcome.day == SUCCEEDED


def test_a_unit_closed_earlier_than_recorded_takes_its_number_along() -> None:
    outcome = corrected(correcting(closed=SUMMER - DAY), REGISTER)

    register = REGISTER.after(outcome.edits)
    assert life_of(register.units[THEATRE]) == Period(OPENED, SUMMER)
    assert [one.valid for one in register.numbers[THEATRE_NUMBER].timeline] == [Period(OPENED, SUMMER)]
    assert [(one.rule, one.units) for one in outcome.warnings] == [(Rule.LOCATION_NUMBER_OUTLIVES_UNIT, (THEATRE,))]
    assert outcome.day == SUMMER


def test_what_a_number_exchanged_is_cut_with_it() -> None:
    alone = replace(
        having(REGISTER, ending(REGISTER.units[WARD], MOVES)),
        units={code: REGISTER.units[code] for code in (REGION, HOSPITAL, MEDICINE)},
    )

    outcome = corrected(correcting(MEDICINE, closed=SUMMER - DAY), alone)

    assert {one.valid.end for one in outcome.edits.capabilities[MEDICINE_NUMBER]} == {SUMMER, RENAMED}


def test_a_unit_that_opened_earlier_says_what_it_first_said() -> None:
    opened = date(1999, 5, 1)
    older = having(
        WITHOUT_NUMBERS,
        *(
            replace(
                REGISTER.units[code],
                timeline=(
                    replace(
                        REGISTER.units[code].timeline[0],
                        valid=Period(opened, REGISTER.units[code].timeline[0].valid.end),
                    ),
                    *REGISTER.units[code].timeline[1:],
                ),
            )
            for code in (REGION, HOSPITAL, SURGERY)
        ),
    )

    outcome = corrected(correcting(opened=opened), older)

    life = outcome.edits.units[THEATRE]
    assert (life.first_from, life_of(life), life.timeline[0].value.name) == (opened, Period(opened), "Operationsgangen")
    assert outcome.day == opened


def test_a_unit_opens_on_the_first_day_of_the_calendar_where_the_one_above_it_does() -> None:
    refused = broken(corrected, correcting(opened=date.min), REGISTER)

    assert refused == [Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("opened",), OPENED)]
    assert corrected(correcting(REGION, opened=date.min), WITHOUT_NUMBERS).day == date.min


def test_a_unit_that_opened_later_loses_the_days_before() -> None:
    outcome = corrected(correcting(opened=SPRING), REGISTER)

    register = REGISTER.after(outcome.edits)
    assert life_of(register.units[THEATRE]) == Period(SPRING)
    assert register.numbers[THEATRE_NUMBER].timeline[0].valid == Period(SPRING)
    assert register.numbers[THEATRE_NUMBER].first_from == SPRING
    assert outcome.day == OPENED


def test_life_and_facts_are_corrected_in_one() -> None:
    outcome = corrected(
        correcting(DIALYSIS, {"name": "Dialysen"}, closed=SUCCEEDED + DAY, since=SUCCEEDED, last_day=SUCCEEDED + DAY),
        REGISTER,
    )

    assert told(REGISTER.after(outcome.edits), DIALYSIS, "name") == [
        (OPENED, SUCCEEDED - DAY, "Dialyse"),
        (SUCCEEDED, SUCCEEDED + DAY, "Dialysen"),
    ]


SILENT = ElectronicAddress(website="tavs.example")
UNDER_EACH_OTHER = correcting(MEDICINE, parent=KIDNEY, since=SUCCEEDED)
AND_BACK = correcting(parent=MEDICINE, since=SPRING, last_day=SUMMER - DAY)
HELD = having(REGISTER, number_ending(REGISTER.numbers[MEDICINE_NUMBER], SPRING))
LATE_NUMBER = having(
    REGISTER,
    replace(
        REGISTER.numbers[THEATRE_NUMBER],
        timeline=(Version(Period(SUMMER), REGISTER.numbers[THEATRE_NUMBER].timeline[0].value),),
    ),
)

CORRECTIONS = [
    ("from its first day", correcting(facts={"name": "A"}, since=OPENED), REGISTER, []),
    ("from before its first day", correcting(facts={"name": "A"}, since=OPENED - DAY), REGISTER, [
        Broken(Rule.CORRECTION_DAYS, ("since",), OPENED)
    ]),
    ("to its last day", correcting(KIDNEY, {"name": "A"}, last_day=CLOSES - DAY), REGISTER, []),
    ("to the day after its last", correcting(KIDNEY, {"name": "A"}, last_day=CLOSES), REGISTER, [
        Broken(Rule.CORRECTION_DAYS, ("last_day",))
    ]),
    ("of one day", correcting(facts={"name": "A"}, since=SPRING, last_day=SPRING), REGISTER, []),
    ("of days that run backwards", correcting(facts={"name": "A"}, since=SPRING, last_day=SPRING - DAY), REGISTER, [
        Broken(Rule.CORRECTION_DAYS, ("last_day",))
    ]),
    ("of nothing", correcting(), REGISTER, [Broken(Rule.NOTHING_SAID)]),
    ("of nobody", correcting(STRANGER, {"name": "A"}), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("unit",))]),
    ("to values that break rules of their own", correcting(facts={"name": "", "type": "22232009"}), REGISTER, [
        Broken(Rule.NAME_LENGTH, ("said", "name")),
        Broken(Rule.TYPE_NOT_ALLOWED_AT_LEVEL, ("said", "type")),
    ]),
    ("to no telephone", Correct(
        unit=COMPANY, said=Said(facts={"electronic": SILENT.id}, electronic_addresses=(SILENT,))
    ), REGISTER, [
        Broken(Rule.TELEPHONE_REQUIRED, ("said", "electronic", "phone")),
    ]),
    ("to none of its own, with none above", correcting(COMPANY, {"electronic": None}, since=SPRING), REGISTER, [
        Broken(Rule.TELEPHONE_REQUIRED, ("said", "electronic"))
    ]),
    ("to another mother without her name", correcting(
        facts={"geographical_relation": GeographicalRelation.OTHER_MOTHER}
    ), REGISTER, [Broken(Rule.GEOGRAPHICAL_PARENT, ("said", "geographical_parent"))]),
    ("to another mother", correcting(
        facts={"geographical_relation": GeographicalRelation.OTHER_MOTHER, "geographical_parent": MEDICINE}
    ), REGISTER, []),
    ("to a mother where there is another on other days", correcting(SURGERY, {"geographical_parent": HOSPITAL}),
     REGISTER, [Broken(Rule.GEOGRAPHICAL_PARENT, ("said", "geographical_parent"))]),
    ("to a mother where there is another", correcting(SURGERY, {"geographical_parent": HOSPITAL}, since=RENAMED),
     REGISTER, []),
    ("to under nobody", correcting(parent=STRANGER), REGISTER, [Broken(Rule.UNIT_UNKNOWN, ("parent",))]),
    ("to under a unit of the wrong level", correcting(parent=REGION), REGISTER, [
        Broken(Rule.LEVEL_UNDER, ("parent",))
    ]),
    ("of an owner to under another", correcting(COMPANY, parent=REGION), REGISTER, [
        Broken(Rule.LEVEL_UNDER, ("parent",))
    ]),
    ("to under a unit to its last day", correcting(parent=DIALYSIS, last_day=SUCCEEDED - DAY),
     REGISTER, []),
    ("to under a unit after its last day", correcting(parent=DIALYSIS, last_day=SUCCEEDED), REGISTER, [
        Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("parent",))
    ]),
    ("to under a unit before its first day", correcting(parent=KIDNEY, since=SUCCEEDED - DAY), REGISTER, [
        Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("parent",), SUCCEEDED)
    ]),
    ("to under what is under it", UNDER_EACH_OTHER, having(REGISTER, replace(
        REGISTER.units[KIDNEY], timeline=(Version(Period(SUCCEEDED), REGISTER.units[KIDNEY].timeline[0].value),)
    )), [Broken(Rule.WOULD_CREATE_CYCLE, ("parent",))]),
    ("to under another unit and back", AND_BACK, REGISTER, [Broken(Rule.RETURN_MOVE, ("parent",))]),
    ("to under itself", correcting(parent=THEATRE), REGISTER, [Broken(Rule.WOULD_CREATE_CYCLE, ("parent",))]),
    ("back to where it was before", correcting(WARD, parent=SURGERY, since=MOVES), REGISTER, []),
    ("of a closing to before units below it close", correcting(MEDICINE, closed=SUCCEEDED), REGISTER, [
        Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("closed",))
    ]),
    ("of a closing to the last day of all below it", correcting(MEDICINE, closed=CLOSES - DAY), replace(
        REGISTER, units={code: life for code, life in REGISTER.units.items() if code != WARD}
    ), []),
    ("of a closing to a day before all below it", correcting(MEDICINE, closed=CLOSES - 2 * DAY), replace(
        REGISTER, units={code: life for code, life in REGISTER.units.items() if code != WARD}
    ), [Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("closed",))]),
    ("of an opening to after units below it open", correcting(SURGERY, opened=SPRING), REGISTER, [
        Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("opened",))
    ]),
    ("of an opening to before the unit above", correcting(opened=OPENED - DAY), REGISTER, [
        Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("opened",), OPENED)
    ]),
    ("of a closing to after the unit above", correcting(closed=NEVER), having(
        REGISTER, ending(REGISTER.units[THEATRE], SPRING), ending(REGISTER.units[SURGERY], SUMMER)
    ), [Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("closed",))]),
    ("to one day of life", correcting(opened=SPRING, closed=SPRING), REGISTER, []),
    ("to no day of life", correcting(opened=SPRING, closed=SPRING - DAY), REGISTER, [
        Broken(Rule.CORRECTION_LIFE, ("opened",))
    ]),
    ("to a life that closes before it opened", correcting(closed=OPENED - DAY), REGISTER, [
        Broken(Rule.CORRECTION_LIFE, ("closed",))
    ]),
    ("to a life without any day of its number", correcting(closed=SUMMER - DAY), LATE_NUMBER, [
        Broken(Rule.LOCATION_NUMBER_OUTLIVES_UNIT, ("closed",))
    ]),
    ("to a life with one day of its number", correcting(closed=SUMMER), LATE_NUMBER, []),
    ("to inheriting beside its own number", correcting(MEDICINE, {"inherits_location_number": True}), HELD, [
        Broken(Rule.LOCATION_NUMBER_CHOICE, ("said", "inherits_location_number"))
    ]),
    ("to inheriting after its own number", correcting(MEDICINE, {"inherits_location_number": True}, since=SPRING),
     HELD, []),
    ("of everything at once", correcting(
        KIDNEY, {"name": "x" * 61}, since=SUCCEEDED - DAY, parent=STRANGER, closed=CLOSES
    ), REGISTER, [
        Broken(Rule.CORRECTION_DAYS, ("since",), SUCCEEDED),
        Broken(Rule.NAME_LENGTH, ("said", "name")),
        Broken(Rule.UNIT_UNKNOWN, ("parent",)),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "operation", "register", "expected"), CORRECTIONS, ids=[one[0] for one in CORRECTIONS]
)
def test_a_correction(what: str, operation: Correct, register: Excerpt, expected: list[Broken]) -> None:
    assert broken(corrected, operation, register) == expected


def test_a_refusal_names_the_units_in_the_way() -> None:
    with pytest.raises(Rejected) as refused:
        corrected(correcting(MEDICINE, closed=SUCCEEDED), REGISTER)

    (violation,) = refused.value.violations
    assert violation.units == (WARD, KIDNEY)
    assert violation.during == Period(SUCCEEDED + DAY, CLOSES)
    assert violation.words.da == (
        f"Medicinsk Afdeling ({MEDICINE}) kan ikke have 1. januar 2025 som sidste dag: efter den dag er "
        f"Sengeafsnit Ærø ({WARD}), Dialyse og Nyre ({KIDNEY}) under den. Ret eller flyt dem først."
    )


def test_the_telephone_that_was_missing_before_does_not_stop_a_correction() -> None:
    mute = having(
        REGISTER,
        replace(
            REGISTER.units[COMPANY],
            timeline=tuple(
                replace(one, value=replace(one.value, electronic=None)) for one in REGISTER.units[COMPANY].timeline
            ),
        ),
    )

    assert broken(corrected, correcting(COMPANY, {"name": "Lægehuset"}), mute) == []
    given = Correct(
        unit=COMPANY, said=Said(facts={"electronic": WARD_PHONE.id}, electronic_addresses=(WARD_PHONE,)), since=SPRING
    )
    assert broken(corrected, given, mute) == []


def test_an_owner_cannot_be_corrected_to_have_had_no_address() -> None:
    assert broken(corrected, correcting(REGION, {"postal": None}, since=SPRING), REGISTER) == [
        Broken(Rule.OWNER_POSTAL_ADDRESS, ("said", "postal"))
    ]
    assert REGISTER.units[REGION].timeline[0].value.postal == STREET.id
