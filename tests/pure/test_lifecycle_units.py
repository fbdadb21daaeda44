"""Units are created, changed, moved and closed on the days, in the places and with the facts that the rules allow."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.addresses import Address, ElectronicAddress
from domain.identifiers import sor_code_of
from domain.lifecycle.altering import changed
from domain.lifecycle.closing import closed
from domain.lifecycle.creating import created
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.lifecycle.moving import moved
from domain.operations import Alter, Close, Create, Move, NewNumber, Said
from domain.periods import Period, Version
from domain.records import UnitLife
from domain.rejections import Rejected, Violation
from domain.rules import Rule
from domain.units import Facts, GeographicalRelation, UnitKind
from tests.builders import (
    CLOSES,
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    MOVES,
    REGION,
    SUCCEEDED,
    SURGERY,
    THEATRE,
    TODAY,
    WARD,
)
from tests.excerpts import COMING, FORMER, NEXT_NUMBER, UPDATED, Broken, broken, ending, excerpt, having

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
NOTICE = TODAY + 7 * DAY
STRANGER = sor_code_of(1)
NEW = sor_code_of(9100)
DEPARTMENT = "550851000005109"
REGISTER = excerpt()
NEXT_YEAR = date(2027, 1, 1)


def opening(**more: Any) -> Create:
    facts = {"name": "Ny afdeling", "type": DEPARTMENT, **more.pop("facts", {})}
    told = {"kind": UnitKind.ORGANIZATIONAL_UNIT, "parent": HOSPITAL, "said": Said(facts=facts), **more}
    return Create(**told)


def saying(unit: Any, since: date | None = None, **facts: Any) -> Alter:
    return Alter(unit=unit, said=Said(facts=facts), since=since)


def refusal(carry_out: Any, operation: Any, of: Excerpt) -> Violation:
    """The one violation that keeps an operation from being carried out."""
    with pytest.raises(Rejected) as rejected:
        carry_out(operation, of)
    (violation,) = rejected.value.violations
    return violation


# Creating


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


# What is said


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"name": "N" * 60}, []),
        ({"name": "N" * 61}, [Broken(Rule.NAME_LENGTH, ("said", "name"))]),
        ({"name": "   "}, [Broken(Rule.NAME_LENGTH, ("said", "name"))]),
        ({"type": "22232009"}, [Broken(Rule.TYPE_NOT_ALLOWED_AT_LEVEL, ("said", "type"))]),
        ({"type": "1"}, [Broken(Rule.UNKNOWN_CODE, ("said", "type"))]),
        ({"type": None}, [Broken(Rule.TYPE_REQUIRED, ("said", "type"))]),
        ({"type": FORMER}, [Broken(Rule.UNKNOWN_CODE, ("said", "type"))]),
        ({"type": COMING}, [Broken(Rule.UNKNOWN_CODE, ("said", "type"), UPDATED)]),
        ({"local_code": "K" * 20}, []),
        ({"local_code": "K" * 21}, [Broken(Rule.TEXT_LENGTH, ("said", "local_code"))]),
        ({"cvr": "33257872"}, []),
        ({"cvr": "33257873"}, [Broken(Rule.CVR_CHECK_DIGIT, ("said", "cvr"))]),
        ({"cvr": "3325787"}, [Broken(Rule.CVR_FORMAT, ("said", "cvr"))]),
        ({"p_number": "123"}, [Broken(Rule.P_NUMBER_FORMAT, ("said", "p_number"))]),
        ({"shak": "13010"}, [Broken(Rule.SHAK_FORMAT, ("said", "shak"))]),
        ({"provider_numbers": ("1",)}, [Broken(Rule.PROVIDER_NUMBER_FORMAT, ("said", "provider_numbers"))]),
        ({"specialities": ("394589003", "394589003")}, [Broken(Rule.SPECIALITY_ONCE, ("said", "specialities", "1"))]),
        ({"specialities": ("1",)}, [Broken(Rule.UNKNOWN_CODE, ("said", "specialities", "0"))]),
        ({"local_attributes": ("x" * 20,) * 5}, []),
        ({"local_attributes": ("x",) * 6}, [Broken(Rule.LOCAL_ATTRIBUTES_AT_MOST, ("said", "local_attributes"))]),
        ({"local_attributes": ("x" * 21,)}, [Broken(Rule.TEXT_LENGTH, ("said", "local_attributes", "0"))]),
        ({"treatment_site": True}, [Broken(Rule.FACT_OF_LEVEL, ("said", "treatment_site"))]),
        ({"geographical_relation": GeographicalRelation.OTHER_MOTHER, "geographical_parent": MEDICINE}, []),
        (
            {"geographical_relation": GeographicalRelation.OTHER_MOTHER},
            [Broken(Rule.GEOGRAPHICAL_PARENT, ("said", "geographical_parent"))],
        ),
        (
            {"geographical_relation": GeographicalRelation.OWN_PLACE, "geographical_parent": MEDICINE},
            [Broken(Rule.GEOGRAPHICAL_PARENT, ("said", "geographical_parent"))],
        ),
        (
            {"geographical_relation": GeographicalRelation.OTHER_MOTHER, "geographical_parent": STRANGER},
            [Broken(Rule.UNIT_UNKNOWN, ("said", "geographical_parent"))],
        ),
    ],
)
def test_each_fact_keeps_its_own_rule(facts: dict[str, Any], wrong: list[Broken]) -> None:
    assert broken(created, opening(facts=facts), REGISTER) == wrong


@pytest.mark.parametrize(
    ("block", "wrong"),
    [
        (ElectronicAddress(phone="70100100"), []),
        (ElectronicAddress(phone="+45 70 10 01 00", email="post@enhed.dk"), []),
        (ElectronicAddress(email="post@enhed.dk"), [Broken(Rule.TELEPHONE_REQUIRED, ("said", "electronic", "phone"))]),
        (ElectronicAddress(phone="omstillingen"), [Broken(Rule.TELEPHONE_FORMAT, ("said", "electronic", "phone"))]),
        (ElectronicAddress(phone="7010010"), [Broken(Rule.TELEPHONE_FORMAT, ("said", "electronic", "phone"))]),
        (
            ElectronicAddress(phone="70100100", email="post.enhed.dk"),
            [Broken(Rule.EMAIL_FORMAT, ("said", "electronic", "email"))],
        ),
    ],
)
def test_an_electronic_address_has_a_telephone_and_is_written_as_such(
    block: ElectronicAddress, wrong: list[Broken]
) -> None:
    said = Said(facts={"electronic": block.id}, electronic_addresses=(block,))

    found = broken(changed, Alter(unit=WARD, said=said), REGISTER)
    assert [one for one in found if one.place != ("said", "electronic")] == wrong


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        (Address(street="Vej", post_code="4000"), []),
        (Address(street="Vej"), [Broken(Rule.POSTAL_CODE_REQUIRED, ("said", "postal", "post_code"))]),
        (Address(street="Gata", country="FO"), []),
        (Address(post_code="9999"), [Broken(Rule.UNKNOWN_CODE, ("said", "postal", "post_code"))]),
        (
            Address(post_code="4000", municipality="9999"),
            [Broken(Rule.UNKNOWN_CODE, ("said", "postal", "municipality"))],
        ),
        (Address(post_code="4000", street="x" * 255), [Broken(Rule.TEXT_LENGTH, ("said", "postal", "street"))]),
    ],
)
def test_an_address_names_codes_that_are_valid(address: Address, wrong: list[Broken]) -> None:
    said = Said(facts={"postal": address.id}, addresses=(address,))

    assert broken(changed, Alter(unit=WARD, said=said), REGISTER) == wrong


def test_a_provider_number_whose_sum_is_odd_is_taken_with_a_warning() -> None:
    outcome = changed(saying(MEDICINE, provider_numbers=("077411", "077410")), REGISTER)

    assert [one.rule for one in outcome.warnings] == [Rule.PROVIDER_NUMBER_SUM]
    assert outcome.edits.units[MEDICINE].timeline[-1].value.provider_numbers == ("077411", "077410")


def test_all_that_is_wrong_is_told_at_once() -> None:
    operation = opening(parent=REGION, since=TOMORROW, facts={"name": "", "type": "1", "cvr": "1"})

    assert {one.rule for one in broken(created, operation, REGISTER)} == {
        Rule.CVR_FORMAT,
        Rule.CREATE_TOO_EARLY,
        Rule.NAME_LENGTH,
        Rule.UNKNOWN_CODE,
        Rule.LEVEL_UNDER,
    }


# Changing


@pytest.mark.parametrize(("since", "told"), [(TODAY, [TOMORROW]), (TODAY - DAY, [TOMORROW]), (TOMORROW, [])])
def test_a_change_holds_from_tomorrow_or_later(since: date, told: list[date]) -> None:
    wrong = [Broken(Rule.CHANGE_TOO_EARLY, ("since",), earliest) for earliest in told]

    assert broken(changed, saying(MEDICINE, since, name="Ny"), REGISTER) == wrong


def test_a_planned_change_of_another_fact_survives_an_earlier_change() -> None:
    planned = REGISTER.after(changed(saying(MEDICINE, NEXT_YEAR, name="Nyt navn"), REGISTER).edits)

    outcome = changed(saying(MEDICINE, TOMORROW, local_code="M2"), planned)

    told = [(one.valid.start, one.value.name, one.value.local_code) for one in outcome.edits.units[MEDICINE].timeline]
    assert told[-2:] == [(TOMORROW, "Medicinsk Afdeling", "M2"), (NEXT_YEAR, "Nyt navn", "M2")]


def test_a_change_holds_until_the_next_planned_change_of_the_same_fact() -> None:
    planned = REGISTER.after(changed(saying(MEDICINE, NEXT_YEAR, name="Nyt navn"), REGISTER).edits)

    outcome = changed(saying(MEDICINE, TOMORROW, name="Navn imens"), planned)

    told = [(one.valid.start, one.value.name) for one in outcome.edits.units[MEDICINE].timeline]
    assert told[-2:] == [(TOMORROW, "Navn imens"), (NEXT_YEAR, "Nyt navn")]


def test_what_holds_already_makes_no_edit() -> None:
    assert changed(saying(MEDICINE, name="Medicinsk  Afdeling"), REGISTER).edits.units == {}


def test_a_change_says_something() -> None:
    assert broken(changed, saying(MEDICINE), REGISTER) == [Broken(Rule.NOTHING_SAID)]


def test_a_closed_unit_is_not_changed_and_a_closing_one_until_its_last_day() -> None:
    assert broken(changed, saying(DIALYSIS, name="Ny"), REGISTER) == [Broken(Rule.UNIT_CLOSED, ("since",))]
    assert broken(changed, saying(KIDNEY, CLOSES - DAY, name="Ny"), REGISTER) == []
    assert broken(changed, saying(KIDNEY, CLOSES, name="Ny"), REGISTER) == [Broken(Rule.UNIT_CLOSED, ("since",))]


def test_a_planned_unit_is_changed_from_its_first_day_on() -> None:
    planned = REGISTER.after(created(opening(since=NEXT_YEAR), REGISTER).edits)

    early = broken(changed, saying(NEW, NEXT_YEAR - DAY, name="Ny"), planned)
    outcome = changed(saying(NEW, name="Ny"), planned)

    assert early == [Broken(Rule.NOT_YET_OPEN, ("since",), NEXT_YEAR)]
    assert outcome.day == NEXT_YEAR
    assert [one.value.name for one in outcome.edits.units[NEW].timeline] == ["Ny"]


def test_whoever_clears_the_last_telephone_is_refused() -> None:
    assert broken(changed, saying(REGION, electronic=None), REGISTER) == [
        Broken(Rule.TELEPHONE_REQUIRED, ("said", "electronic"))
    ]
    assert broken(changed, saying(MEDICINE, electronic=None), REGISTER) == []


def test_a_unit_that_is_to_inherit_closes_its_own_number_first() -> None:
    held = broken(changed, saying(MEDICINE, inherits_location_number=True), REGISTER)

    assert [(one.rule, one.place) for one in held] == [
        (Rule.LOCATION_NUMBER_CHOICE, ("said", "inherits_location_number"))
    ]


def test_a_change_may_bring_a_number() -> None:
    said = {"region": "1085", "system": "WinLAB", "supplier": "AH-support", "network": "KMD", "administrator": "106"}
    outcome = changed(Alter(unit=SURGERY, said=Said(), number=NewNumber(said=said)), REGISTER)

    assert outcome.edits.issued == {NEXT_NUMBER}
    assert outcome.edits.units[SURGERY].timeline[-1].value.inherits_location_number is False


# Moving


@pytest.mark.parametrize(("since", "told"), [(TODAY, [TOMORROW]), (TOMORROW, []), (NEXT_YEAR, [])])
def test_a_move_takes_effect_tomorrow_or_later(since: date, told: list[date]) -> None:
    wrong = [Broken(Rule.MOVE_TOO_EARLY, ("since",), earliest) for earliest in told]

    assert broken(moved, Move(unit=THEATRE, parent=MEDICINE, since=since), REGISTER) == wrong


@pytest.mark.parametrize(("since", "kept"), [(TOMORROW, False), (MOVES - DAY, False), (MOVES, True)])
def test_nothing_comes_under_itself_on_any_day_planned_moves_included(since: date, kept: bool) -> None:
    """The ward is under surgery until it moves away."""
    wrong = broken(moved, Move(unit=SURGERY, parent=WARD, since=since), REGISTER)

    assert wrong == ([] if kept else [Broken(Rule.WOULD_CREATE_CYCLE, ("parent",))])


def test_a_move_that_a_planned_one_would_close_into_a_circle_is_refused() -> None:
    """The ward is to be under medicine from summer on, so medicine cannot be under the ward then."""
    violation = refusal(moved, Move(unit=MEDICINE, parent=WARD, since=TOMORROW), REGISTER)

    assert (violation.rule, violation.during) == (Rule.WOULD_CREATE_CYCLE, Period(MOVES))


def test_a_unit_is_not_moved_back_to_where_it_was_or_will_be() -> None:
    there = REGISTER.after(moved(Move(unit=THEATRE, parent=MEDICINE, since=TOMORROW), REGISTER).edits)

    back = broken(moved, Move(unit=THEATRE, parent=SURGERY, since=NEXT_YEAR), there)
    nowhere = broken(moved, Move(unit=THEATRE, parent=MEDICINE, since=NEXT_YEAR), there)
    onward = broken(moved, Move(unit=THEATRE, parent=HOSPITAL, since=NEXT_YEAR), there)

    assert back == [Broken(Rule.RETURN_MOVE, ("parent",))]
    assert nowhere == [Broken(Rule.ALREADY_UNDER, ("parent",))]
    assert onward == []


def test_a_unit_moves_only_under_what_lives_as_long() -> None:
    assert broken(moved, Move(unit=THEATRE, parent=KIDNEY), REGISTER) == [
        Broken(Rule.OUTSIDE_PARENT_VALIDITY, ("parent",))
    ]
    closing = having(REGISTER, ending(REGISTER.units[THEATRE], CLOSES))
    assert broken(moved, Move(unit=THEATRE, parent=KIDNEY), closing) == []


def test_only_organisational_units_sit_under_organisational_units() -> None:
    wrong = broken(moved, Move(unit=HOSPITAL, parent=COMPANY, confirmed=True), REGISTER)

    assert wrong == []
    assert broken(moved, Move(unit=REGION, parent=COMPANY), REGISTER) == [Broken(Rule.LEVEL_UNDER, ("parent",))]
    assert broken(moved, Move(unit=WARD, parent=REGION), REGISTER) == [Broken(Rule.LEVEL_UNDER, ("parent",))]


def test_leaving_the_organisation_is_confirmed_and_then_warned_of() -> None:
    clinic = _institution_of_the_company()
    known = having(REGISTER, clinic)

    asked = broken(moved, Move(unit=WARD, parent=clinic.sor_code, since=MOVES), known)
    outcome = moved(Move(unit=WARD, parent=clinic.sor_code, since=MOVES, confirmed=True), known)

    assert asked == [Broken(Rule.OTHER_ORGANISATION, ("confirmed",))]
    assert [(one.rule, one.units) for one in outcome.warnings] == [(Rule.OTHER_ORGANISATION, (REGION, COMPANY))]


def test_a_move_that_would_leave_a_unit_without_a_telephone_is_refused() -> None:
    silent = replace(_institution_of_the_company(), sor_code=sor_code_of(9201))
    owner = UnitLife(
        sor_code=sor_code_of(9202),
        kind=UnitKind.INSTITUTION_OWNER,
        first_from=SUCCEEDED,
        timeline=(Version(Period(SUCCEEDED), Facts(name="Stum")),),
    )
    under = replace(silent, timeline=(Version(Period(SUCCEEDED), Facts(name="Stum", parent=owner.sor_code)),))

    move = Move(unit=WARD, parent=under.sor_code, since=TOMORROW, confirmed=True)
    assert broken(moved, move, having(REGISTER, owner, under)) == [Broken(Rule.TELEPHONE_REQUIRED, ("parent",))]


def _institution_of_the_company() -> UnitLife:
    return UnitLife(
        sor_code=sor_code_of(9200),
        kind=UnitKind.HEALTH_INSTITUTION,
        first_from=SUCCEEDED,
        timeline=(Version(Period(SUCCEEDED), Facts(name="Klinik", parent=COMPANY, type="22232009")),),
    )


# Closing


@pytest.mark.parametrize(("last_day", "told"), [(NOTICE - DAY, [NOTICE]), (NOTICE, []), (NEXT_YEAR, [])])
def test_the_last_day_of_a_unit_is_seven_days_ahead_or_later(last_day: date, told: list[date]) -> None:
    wrong = [Broken(Rule.CLOSE_TOO_EARLY, ("last_day",), earliest) for earliest in told]

    assert broken(closed, Close(unit=THEATRE, last_day=last_day), REGISTER) == wrong


def test_a_unit_closes_with_its_own_number_and_what_that_exchanges() -> None:
    outcome = closed(Close(unit=MEDICINE, last_day=CLOSES, below=True), _without_the_ward())

    end = CLOSES + DAY
    assert life_of(outcome.edits.units[MEDICINE]).end == end
    assert outcome.edits.numbers[MEDICINE_NUMBER].timeline[-1].valid.end == end
    assert {one.valid.end for one in outcome.edits.capabilities[MEDICINE_NUMBER]} >= {end}
    assert all(one.valid.end is not None for one in outcome.edits.capabilities[MEDICINE_NUMBER])


def test_open_units_below_keep_a_unit_from_closing_unless_they_close_with_it() -> None:
    known = _without_the_ward()

    violation = refusal(closed, Close(unit=MEDICINE, last_day=NOTICE), known)
    outcome = closed(Close(unit=MEDICINE, last_day=NOTICE, below=True), known)

    assert (violation.rule, violation.units) == (Rule.OPEN_UNITS_BELOW, (KIDNEY,))
    assert outcome.others == (KIDNEY,)
    assert life_of(outcome.edits.units[KIDNEY]).last_day == NOTICE


def test_what_has_closed_by_then_is_not_in_the_way() -> None:
    known = _without_the_ward()

    assert closed(Close(unit=MEDICINE, last_day=CLOSES - DAY), known).others == ()
    assert refusal(closed, Close(unit=MEDICINE, last_day=CLOSES - 2 * DAY), known).rule is Rule.OPEN_UNITS_BELOW


def test_what_moves_away_in_time_is_not_in_the_way_and_what_moves_there_is() -> None:
    """The ward is under surgery until summer, and under medicine from then on."""
    known = having(REGISTER, ending(REGISTER.units[THEATRE], MOVES))

    assert closed(Close(unit=SURGERY, last_day=MOVES - DAY), known).others == ()
    assert {*refusal(closed, Close(unit=SURGERY, last_day=MOVES - 2 * DAY), known).units} == {WARD, THEATRE}
    assert WARD in refusal(closed, Close(unit=MEDICINE, last_day=NOTICE), known).units


def test_a_closing_that_makes_a_plan_impossible_is_refused_and_names_it() -> None:
    violation = refusal(closed, Close(unit=WARD, last_day=NOTICE), REGISTER)

    assert (violation.rule, violation.units, violation.days) == (Rule.CONFLICTS_WITH_PLAN, (WARD,), (MOVES,))


def test_a_unit_that_is_closing_or_closed_is_not_closed_again() -> None:
    assert broken(closed, Close(unit=KIDNEY, last_day=NOTICE), REGISTER) == [Broken(Rule.ALREADY_CLOSING, ("unit",))]
    assert broken(closed, Close(unit=DIALYSIS), REGISTER) == [Broken(Rule.UNIT_CLOSED, ("unit",))]


def test_a_planned_unit_is_not_closed_before_it_opens() -> None:
    planned = REGISTER.after(created(opening(since=NEXT_YEAR), REGISTER).edits)

    assert broken(closed, Close(unit=NEW, last_day=NEXT_YEAR - DAY), planned) == [
        Broken(Rule.NOT_YET_OPEN, ("last_day",), NEXT_YEAR)
    ]
    assert closed(Close(unit=NEW, last_day=NEXT_YEAR), planned).day == NEXT_YEAR


def test_whoever_takes_over_is_in_force_the_day_after() -> None:
    known = REGISTER

    outcome = closed(Close(unit=THEATRE, last_day=NOTICE, replaced_by=(MEDICINE,)), known)
    (relation,) = outcome.edits.beside[MEDICINE]

    assert (relation.type, relation.other, relation.valid) == ("REPLACES", THEATRE, Period(NOTICE + DAY))
    assert broken(closed, Close(unit=THEATRE, last_day=NOTICE, replaced_by=(DIALYSIS, STRANGER, THEATRE)), known) == [
        Broken(Rule.RELATION_UNKNOWN, ("replaced_by", "0")),
        Broken(Rule.UNIT_UNKNOWN, ("replaced_by", "1")),
        Broken(Rule.SUCCEEDS_ITSELF, ("replaced_by", "2")),
    ]


def test_a_company_closes_with_everything_under_it() -> None:
    clinic = _institution_of_the_company()

    outcome = closed(Close(unit=COMPANY, below=True), having(REGISTER, clinic))

    assert outcome.others == (clinic.sor_code,)
    assert {life_of(life).last_day for life in outcome.edits.units.values()} == {NOTICE}
    assert len(outcome.edits.numbers) == 1


def _without_the_ward() -> Excerpt:
    """The hospital, in which nobody is to move."""
    ward = REGISTER.units[WARD]
    here = replace(ward, timeline=(Version(Period(ward.timeline[0].valid.start), ward.timeline[0].value),))
    return having(REGISTER, here)
