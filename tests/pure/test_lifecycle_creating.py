"""Units are created on the days and in the places that the rules allow."""

from datetime import date
from typing import Any

import pytest

from domain.addresses import Address, ElectronicAddress
from domain.identifiers import sor_code_of
from domain.lifecycle.creating import created
from domain.lifecycle.excerpt import life_of
from domain.operations import Create, Said
from domain.periods import Period
from domain.rules import Rule
from domain.units import UnitKind
from tests.builders import (
    CLOSES,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    REGION,
    WARD,
)
from tests.excerpts import Broken, broken
from tests.operations import DAY, DEPARTMENT, NEW, NEXT_YEAR, NOTICE, REGISTER, STRANGER, opening, refusal


@pytest.mark.parametrize(("since", "told"), [(NOTICE - DAY, [NOTICE]), (NOTICE, []), (date(2030, 2, 28), [])])
def test_a_unit_is_created_seven_days_ahead_or_later(since: date, told: list[date]) -> None:
    wrong = [Broken(Rule.CREATE_TOO_EARLY, ("since",), earliest) for earliest in told]

    assert broken(created, opening(since=since), REGISTER) == wrong


def test_without_a_day_a_unit_opens_on_the_first_one_allowed() -> None:
    outcome = created(opening(), REGISTER)

    life = outcome.edits.units[NEW]
    assert (outcome.unit, outcome.day, life_of(life)) == (NEW, NOTICE, Period(NOTICE))
    assert life.timeline[0].value.parent == HOSPITAL


def test_a_unit_with_a_last_day_ends_after_it() -> None:
    outcome = created(opening(last_day=NEXT_YEAR), REGISTER)

    assert life_of(outcome.edits.units[NEW]) == Period(NOTICE, NEXT_YEAR + DAY)


def test_a_last_day_before_the_first_is_refused() -> None:
    assert broken(created, opening(last_day=NOTICE - DAY), REGISTER) == [Broken(Rule.DATES_IN_ORDER, ("last_day",))]
    assert broken(created, opening(last_day=NOTICE), REGISTER) == []


@pytest.mark.parametrize(
    ("kind", "parent", "kept"),
    [
        (UnitKind.ORGANIZATIONAL_UNIT, HOSPITAL, True),
        (UnitKind.ORGANIZATIONAL_UNIT, WARD, True),
        (UnitKind.ORGANIZATIONAL_UNIT, REGION, False),
        (UnitKind.ORGANIZATIONAL_UNIT, None, False),
        (UnitKind.HEALTH_INSTITUTION, REGION, True),
        (UnitKind.HEALTH_INSTITUTION, HOSPITAL, False),
        (UnitKind.HEALTH_INSTITUTION, MEDICINE, False),
        (UnitKind.INSTITUTION_OWNER, REGION, False),
    ],
)
def test_each_level_sits_under_its_own(kind: UnitKind, parent: Any, kept: bool) -> None:
    types = {"IE": "550881000005103", "SI": "22232009", "OE": DEPARTMENT}
    facts = {"type": types[kind.value], "electronic": ElectronicAddress(phone="70100100").id}
    said = Said(
        facts={"name": "Ny", "postal": Address(post_code="4000").id, **facts},
        addresses=(Address(post_code="4000"),),
        electronic_addresses=(ElectronicAddress(phone="70100100"),),
    )
    wrong = broken(created, Create(kind=kind, parent=parent, said=said), REGISTER)

    assert wrong == ([] if kept else [Broken(Rule.LEVEL_UNDER, ("parent",))])


def test_an_owner_has_a_postal_address_and_a_telephone() -> None:
    owner = Create(
        kind=UnitKind.INSTITUTION_OWNER, parent=None, said=Said(facts={"name": "Ny ejer", "type": "550891000005100"})
    )

    assert broken(created, owner, REGISTER) == [
        Broken(Rule.OWNER_POSTAL_ADDRESS, ("said", "postal")),
        Broken(Rule.TELEPHONE_REQUIRED, ("said", "electronic")),
    ]


@pytest.mark.parametrize(("last_day", "kept"), [(CLOSES - DAY, True), (CLOSES, False), (None, False)])
def test_a_unit_lives_within_the_life_of_the_one_above_its_planned_closing_included(
    last_day: date | None, kept: bool
) -> None:
    wrong = broken(created, opening(parent=KIDNEY, last_day=last_day), REGISTER)

    assert wrong == ([] if kept else [Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("parent",))])


def test_under_a_closed_or_unknown_unit_nothing_is_created() -> None:
    assert broken(created, opening(parent=DIALYSIS), REGISTER) == [Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("parent",))]
    assert Broken(Rule.UNIT_UNKNOWN, ("parent",)) in broken(created, opening(parent=STRANGER), REGISTER)


def test_under_a_planned_unit_a_unit_opens_with_it_at_the_earliest() -> None:
    planned = created(opening(since=NEXT_YEAR), REGISTER)
    known = REGISTER.after(planned.edits)

    early = refusal(created, opening(parent=NEW, since=NEXT_YEAR - DAY), known)

    assert (early.rule, early.earliest) == (Rule.OUTSIDE_PARENT_VALIDITY, NEXT_YEAR)
    assert created(opening(parent=NEW, since=NEXT_YEAR), known).unit == sor_code_of(9101)
