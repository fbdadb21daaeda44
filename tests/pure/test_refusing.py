"""Why something is refused, and to whom: each reason by its rule, and on which days it is asked whose a unit is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.identifiers import Cvr, SorCode, gln_of, sor_code_of
from domain.lifecycle.excerpt import Excerpt
from domain.location_numbers import Direction
from domain.operations import (
    AddMessages,
    Alter,
    AlterNumber,
    Close,
    Correct,
    Create,
    Exchange,
    Inherit,
    Merge,
    Move,
    NewNumber,
    Operation,
    Relate,
    Said,
    Split,
    Withdraw,
)
from domain.periods import Period, Version
from domain.permissions import PUBLIC, Actor, Role
from domain.permissions.refusing import by_request, refused
from domain.records import UnitLife
from domain.rules import Rule
from domain.units import UnitKind
from tests.builders import TODAY
from tests.excerpts import excerpt
from tests.organisations import (
    COMPANY,
    COMPANY_CVR,
    DISCHARGE,
    MUNICIPALITY,
    NEIGHBOUR,
    OPENED,
    PLANNED,
    REGION,
    register,
)

EXCERPT = excerpt(register())
RENAMED = Said(facts={"name": "Nyt navn"})
OFFICE = Actor("kontoret", Role.SOR_OFFICE)
REGIONAL = Actor("regionen", Role.REGIONAL_ADMINISTRATOR, REGION.owner)
OTHER = Actor("naboregionen", Role.REGIONAL_ADMINISTRATOR, NEIGHBOUR.owner)
MUNICIPAL = Actor("kommunen", Role.MUNICIPAL_ADMINISTRATOR, MUNICIPALITY.owner)
MEDCOM = Actor("MedCom", Role.MEDCOM)
SUPPLIER = Actor("leverandøren", Role.SYSTEM_SUPPLIER)
PRIVATE = Actor("klinikken", Role.PRIVATE_COMPANY, COMPANY.owner, cvr=COMPANY_CVR)
MOVES, AFTER = date(2027, 1, 15), date(2027, 2, 1)
SUPPLEMENT = (Exchange(message_type=DISCHARGE, direction=Direction.SEND),)


def rename(unit: SorCode, since: date | None = None) -> Alter:
    return Alter(unit=unit, said=RENAMED, since=since)


def reasons(actor: Actor, operation: Operation, known: Excerpt = EXCERPT) -> list[tuple[Rule, tuple[str, ...]]]:
    return [(one.rule, one.place) for one in refused(actor, operation, known)]


@pytest.mark.parametrize(
    ("actor", "operation", "expected"),
    [
        (PUBLIC, rename(REGION.unit), [(Rule.FORBIDDEN_READ_ONLY, ("unit",))]),
        (REGIONAL, rename(REGION.institution), [(Rule.FORBIDDEN_INSTITUTIONS, ("unit",))]),
        (REGIONAL, rename(NEIGHBOUR.unit), [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))]),
        (
            REGIONAL,
            rename(NEIGHBOUR.institution),
            [(Rule.FORBIDDEN_INSTITUTIONS, ("unit",)), (Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))],
        ),
        (
            REGIONAL,
            Create(kind=UnitKind.ORGANIZATIONAL_UNIT, parent=NEIGHBOUR.institution, said=RENAMED),
            [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("parent",))],
        ),
        (
            REGIONAL,
            Create(kind=UnitKind.INSTITUTION_OWNER, parent=None, said=RENAMED),
            [(Rule.FORBIDDEN_INSTITUTIONS, ("parent",))],
        ),
        (REGIONAL, Correct(unit=REGION.unit, said=RENAMED), [(Rule.FORBIDDEN_OFFICE_ONLY, ("unit",))]),
        (
            Actor("ingens", Role.REGIONAL_ADMINISTRATOR),
            rename(REGION.unit),
            [(Rule.FORBIDDEN_NO_ORGANISATION, ("unit",))],
        ),
        (
            MUNICIPAL,
            Alter(unit=MUNICIPALITY.unit, said=RENAMED, number=NewNumber(said={})),
            [(Rule.FORBIDDEN_LOCATION_NUMBERS, ("number",))],
        ),
        (MUNICIPAL, Inherit(unit=MUNICIPALITY.unit, inherits=True), [(Rule.FORBIDDEN_LOCATION_NUMBERS, ("unit",))]),
        (
            MUNICIPAL,
            AddMessages(gln=MUNICIPALITY.numbers[2], exchanges=SUPPLEMENT),
            [(Rule.FORBIDDEN_LOCATION_NUMBERS, ("gln",))],
        ),
        (MEDCOM, rename(MUNICIPALITY.unit), [(Rule.FORBIDDEN_BEYOND_NUMBERS, ("unit",))]),
        (
            MEDCOM,
            AlterNumber(gln=REGION.numbers[2], said={"note": "x"}),
            [(Rule.FORBIDDEN_NUMBERS_OF_OTHERS, ("gln",))],
        ),
        (
            SUPPLIER,
            AlterNumber(gln=REGION.numbers[2], said={"system": "x"}),
            [(Rule.FORBIDDEN_BEYOND_MESSAGE_TYPES, ("gln",))],
        ),
        (
            PRIVATE,
            Move(unit=COMPANY.unit, parent=COMPANY.sister),
            [(Rule.FORBIDDEN_BEYOND_REQUESTS, ("unit",))],
        ),
        (PRIVATE, rename(REGION.unit), [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))]),
    ],
)
def test_each_refusal_names_its_rule_and_its_place(
    actor: Actor, operation: Operation, expected: list[tuple[Rule, tuple[str, ...]]]
) -> None:
    assert reasons(actor, operation) == expected


def test_a_clerk_is_told_whose_the_unit_is_and_who_keeps_it() -> None:
    (told,) = refused(REGIONAL, rename(NEIGHBOUR.unit), EXCERPT)

    assert told.units == (NEIGHBOUR.unit,)
    assert told.words.en == (
        f"Afdeling ny ({NEIGHBOUR.unit}) belongs to Region Nabo ny ({NEIGHBOUR.owner}), and this is asked on behalf of "
        f"Region Egen ny ({REGION.owner}): the unit is kept by its own organisation's administrators or by the SOR "
        "office."
    )
    assert "hører under Region Nabo" in told.words.da


def test_who_holds_a_number_is_not_told_to_those_who_may_not_change_it() -> None:
    """It may be internal; whoever names a unit by its code knows it anyway."""
    for actor in (OTHER, MEDCOM, PRIVATE):
        (told,) = refused(actor, AlterNumber(gln=REGION.numbers[2], said={"note": "x"}), EXCERPT)

        assert told.units == ()
        assert str(REGION.unit) not in f"{told.words.da} {told.words.en}"
        assert "Region Egen" not in f"{told.words.da} {told.words.en}"


# Whose a unit is, on which days


def moving(to: SorCode) -> Excerpt:
    """The region's unit is to move under another unit on MOVES."""
    life = EXCERPT.units[REGION.unit]
    facts = life.timeline[0].value
    there = replace(facts, parent=to)
    timeline = (Version(Period(OPENED, MOVES), facts), Version(Period(MOVES), there))
    return replace(EXCERPT, units={**EXCERPT.units, REGION.unit: replace(life, timeline=timeline)})


def test_a_unit_that_will_have_left_is_changed_by_its_organisation_until_the_day_before() -> None:
    leaving = moving(NEIGHBOUR.institution)

    assert reasons(REGIONAL, rename(REGION.unit, MOVES - timedelta(days=1)), leaving) == []
    assert reasons(REGIONAL, rename(REGION.unit, MOVES), leaving) == [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))]


def test_a_relation_said_without_a_day_is_asked_of_tomorrow_when_it_holds() -> None:
    leaving = replace(moving(NEIGHBOUR.institution), today=MOVES - timedelta(days=1))
    said = Relate(unit=REGION.unit, type="COOPERATES", other=REGION.sister)

    assert reasons(REGIONAL, said, leaving) == [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))]
    assert reasons(REGIONAL, said, replace(leaving, today=MOVES - timedelta(days=2))) == []


def test_whoever_a_unit_will_belong_to_does_not_change_it_while_it_is_another_s() -> None:
    leaving = moving(NEIGHBOUR.institution)

    assert reasons(OTHER, rename(REGION.unit, AFTER), leaving) == [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))]
    assert reasons(OTHER, rename(REGION.unit, AFTER), replace(leaving, today=MOVES)) == []
    assert reasons(OFFICE, rename(REGION.unit, AFTER), leaving) == []


def test_a_unit_that_is_planned_belongs_to_those_it_is_planned_under() -> None:
    planned = UnitLife(
        sor_code=sor_code_of(9299),
        kind=UnitKind.ORGANIZATIONAL_UNIT,
        first_from=AFTER,
        timeline=(Version(Period(AFTER), replace(EXCERPT.units[REGION.unit].timeline[0].value, name="Kommende")),),
    )
    known = replace(EXCERPT, units={**EXCERPT.units, planned.sor_code: planned})

    assert reasons(REGIONAL, rename(planned.sor_code), known) == []
    assert reasons(OTHER, rename(planned.sor_code), known) == [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))]


def test_an_own_unit_moves_to_another_organisation_and_nobody_but_the_office_takes_it_from_there() -> None:
    leaving = Move(unit=REGION.unit, parent=NEIGHBOUR.institution, confirmed=True)
    taking = Move(unit=NEIGHBOUR.unit, parent=REGION.institution, confirmed=True)

    assert reasons(REGIONAL, leaving) == []
    assert reasons(REGIONAL, taking) == [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))]
    assert reasons(OFFICE, taking) == []


def test_an_excerpt_that_does_not_reach_up_to_the_owner_lets_nobody_but_the_office_in() -> None:
    torn = replace(EXCERPT, units={REGION.unit: EXCERPT.units[REGION.unit]})

    assert reasons(REGIONAL, rename(REGION.unit), torn) == [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("unit",))]
    assert reasons(OFFICE, rename(REGION.unit), torn) == []


def test_that_a_unit_or_number_is_unknown_is_told_by_other_rules_to_those_who_might_keep_it() -> None:
    stranger, number = sor_code_of(7777), gln_of(579000990999)

    assert reasons(REGIONAL, rename(stranger)) == []
    assert reasons(MEDCOM, AlterNumber(gln=number, said={})) == []
    assert reasons(SUPPLIER, rename(stranger)) == [(Rule.FORBIDDEN_BEYOND_MESSAGE_TYPES, ("unit",))]


# Operations that touch several units


def test_what_closes_with_a_unit_is_asked_for_too() -> None:
    """A neighbour's unit that is to move in later would be closed with the one it moves under."""
    coming = moving(NEIGHBOUR.unit)
    closing = Close(unit=NEIGHBOUR.unit, last_day=AFTER, below=True)

    assert reasons(OTHER, closing, coming) == [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("below",))]
    assert reasons(OTHER, replace(closing, below=False), coming) == []


def test_a_successor_is_one_s_own() -> None:
    assert reasons(REGIONAL, Close(unit=REGION.unit, replaced_by=(REGION.sister, NEIGHBOUR.unit))) == [
        (Rule.FORBIDDEN_OTHER_ORGANISATION, ("replaced_by", "1"))
    ]


def test_a_merger_is_allowed_where_each_part_is() -> None:
    new = Create(kind=UnitKind.ORGANIZATIONAL_UNIT, parent=REGION.institution, said=RENAMED)
    foreign = replace(new, parent=NEIGHBOUR.institution)

    assert reasons(REGIONAL, Merge(units=(REGION.unit, REGION.sister), into=new)) == []
    assert reasons(REGIONAL, Merge(units=(REGION.unit, NEIGHBOUR.unit), into=new)) == [
        (Rule.FORBIDDEN_OTHER_ORGANISATION, ("units", "1"))
    ]
    assert reasons(REGIONAL, Merge(units=(REGION.unit,), into=foreign)) == [
        (Rule.FORBIDDEN_OTHER_ORGANISATION, ("into", "parent"))
    ]
    assert reasons(REGIONAL, Split(unit=REGION.unit, into=(new, NEIGHBOUR.unit))) == [
        (Rule.FORBIDDEN_OTHER_ORGANISATION, ("into", "1"))
    ]


def test_to_replace_another_s_unit_is_for_the_office_and_to_work_with_it_is_one_s_own_to_say() -> None:
    replacing = Relate(unit=REGION.unit, type="REPLACES", other=NEIGHBOUR.unit)

    assert reasons(REGIONAL, replacing) == [(Rule.FORBIDDEN_OTHER_ORGANISATION, ("other",))]
    assert reasons(REGIONAL, replace(replacing, other=sor_code_of(7777))) == []
    assert reasons(REGIONAL, replace(replacing, type="COOPERATES")) == []


# Withdrawals


def test_a_withdrawal_that_takes_an_institution_s_closing_along_is_not_the_administrator_s() -> None:
    units = {
        code: replace(life, timeline=(replace(life.timeline[0], valid=Period(OPENED, AFTER)),))
        for code, life in EXCERPT.units.items()
        if code in (REGION.institution, REGION.unit, REGION.sister)
    }
    closing = replace(EXCERPT, units={**EXCERPT.units, **units})
    alone = Withdraw(unit=REGION.unit, day=AFTER)

    assert reasons(REGIONAL, alone, closing) == []
    assert reasons(REGIONAL, replace(alone, dependants=True), closing) == [
        (Rule.FORBIDDEN_INSTITUTIONS, ("dependants",))
    ]
    assert reasons(OFFICE, replace(alone, dependants=True), closing) == []


def test_plans_of_a_number_are_withdrawn_by_those_who_keep_numbers() -> None:
    number = EXCERPT.numbers[MUNICIPALITY.numbers[2]]
    (held,) = number.timeline
    noted = (Version(Period(OPENED, AFTER), held.value), Version(Period(AFTER), replace(held.value, note="ny")))
    known = replace(EXCERPT, numbers={**EXCERPT.numbers, number.gln: replace(number, timeline=noted)})

    assert reasons(MEDCOM, Withdraw(unit=MUNICIPALITY.unit, day=AFTER), known) == []
    assert reasons(MUNICIPAL, Withdraw(unit=MUNICIPALITY.unit, day=AFTER), known) == [
        (Rule.FORBIDDEN_LOCATION_NUMBERS, ("unit",))
    ]
    assert reasons(MUNICIPAL, Withdraw(unit=MUNICIPALITY.unit, day=PLANNED), known) == []
    assert reasons(MEDCOM, Withdraw(unit=MUNICIPALITY.unit, day=PLANNED), known) == [
        (Rule.FORBIDDEN_BEYOND_NUMBERS, ("unit",))
    ]


def test_a_municipal_administrator_creates_a_unit_without_a_number() -> None:
    creation = Create(kind=UnitKind.ORGANIZATIONAL_UNIT, parent=MUNICIPALITY.unit, said=RENAMED)

    assert reasons(MUNICIPAL, creation) == []
    for said, refusals in (({"inherits_location_number": False}, 0), ({"inherits_location_number": True}, 1)):
        assert len(reasons(MUNICIPAL, replace(creation, said=Said(facts=said)))) == refusals


# Private companies


def test_a_company_that_the_register_does_not_have_asks_to_be_created_under_its_own_number() -> None:
    new = Actor("ny klinik", Role.PRIVATE_COMPANY, cvr=Cvr("64942212"))
    creation = Create(kind=UnitKind.INSTITUTION_OWNER, parent=None, said=Said(facts={"cvr": Cvr("64942212")}))
    other = replace(creation, said=Said(facts={"cvr": Cvr("33257872")}))

    assert reasons(new, creation) == []
    assert reasons(new, other) == [(Rule.FORBIDDEN_OTHER_COMPANY, ("parent",))]
    assert reasons(PRIVATE, creation) == [(Rule.FORBIDDEN_OTHER_COMPANY, ("parent",))]
    assert reasons(replace(new, cvr=None), creation) == [(Rule.FORBIDDEN_OTHER_COMPANY, ("parent",))]
    assert reasons(new, rename(COMPANY.unit)) == [(Rule.FORBIDDEN_NO_ORGANISATION, ("unit",))]


def test_only_private_companies_ask_by_request() -> None:
    assert {role for role in Role if by_request(Actor("x", role))} == {Role.PRIVATE_COMPANY}
    assert EXCERPT.today == TODAY
