"""Each fact that is said of a unit keeps its own rule."""

from dataclasses import replace
from typing import Any

import pytest

from domain.addresses import Address, ElectronicAddress
from domain.lifecycle.altering import changed
from domain.lifecycle.creating import created
from domain.operations import Alter, Said
from domain.rules import Rule
from domain.units import GeographicalRelation
from tests.builders import (
    MEDICINE,
    REGION,
    WARD,
)
from tests.excerpts import COMING, FORMER, UPDATED, Broken, broken
from tests.operations import REGISTER, STRANGER, TOMORROW, opening, saying


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"name": "N" * 60}, []),
        ({"name": "N" * 61}, [Broken(Rule.NAME_LENGTH, ("said", "name"))]),
        ({"name": "   "}, [Broken(Rule.NAME_LENGTH, ("said", "name"))]),
        ({"name": "Blovstrød\u200b Skole"}, [Broken(Rule.TEXT_FORMAT, ("said", "name"))]),
        ({"name": "\u202edagA"}, [Broken(Rule.TEXT_FORMAT, ("said", "name"))]),
        ({"name": "A\x07"}, [Broken(Rule.TEXT_FORMAT, ("said", "name"))]),
        ({"name": "Blovstrød\n\u00a0Skole, Ærø"}, []),
        ({"type": "22232009"}, [Broken(Rule.TYPE_NOT_ALLOWED_AT_LEVEL, ("said", "type"))]),
        ({"type": "1"}, [Broken(Rule.UNKNOWN_CODE, ("said", "type"))]),
        ({"type": None}, [Broken(Rule.TYPE_REQUIRED, ("said", "type"))]),
        ({"type": FORMER}, [Broken(Rule.UNKNOWN_CODE, ("said", "type"))]),
        ({"type": COMING}, [Broken(Rule.UNKNOWN_CODE, ("said", "type"), UPDATED)]),
        ({"local_code": "K" * 20}, []),
        ({"local_code": "K" * 21}, [Broken(Rule.TEXT_LENGTH, ("said", "local_code"))]),
        ({"local_code": "K\n1"}, [Broken(Rule.TEXT_FORMAT, ("said", "local_code"))]),
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
        ({"local_attributes": (None, "\x1b[1m")}, [Broken(Rule.TEXT_FORMAT, ("said", "local_attributes", "1"))]),
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
            ElectronicAddress(phone="70100100", website="enhed.dk\x00"),
            [Broken(Rule.TEXT_FORMAT, ("said", "electronic", "website"))],
        ),
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

    assert broken(changed, Alter(unit=WARD, said=said), REGISTER) == wrong
    whole = replace(opening().said, facts={**opening().said.facts, **said.facts}, electronic_addresses=(block,))
    assert broken(created, replace(opening(), said=whole), REGISTER) == wrong


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
        (Address(post_code="4000", country="DANMARK"), [Broken(Rule.COUNTRY_FORMAT, ("said", "postal", "country"))]),
        (Address(post_code="4000", country="ÆØ"), [Broken(Rule.COUNTRY_FORMAT, ("said", "postal", "country"))]),
        (Address(post_code="4000", street="Vej\r\n1"), [Broken(Rule.TEXT_FORMAT, ("said", "postal", "street"))]),
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
