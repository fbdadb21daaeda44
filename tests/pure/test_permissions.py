"""What is internal is shown to the owning organisation's own users, and to nobody else."""

from dataclasses import replace
from itertools import product

import pytest

from domain.identifiers import sor_code_of
from domain.location_numbers import LocationNumber
from domain.periods import Period
from domain.permissions import PUBLIC, Actor, Role, sees_local_attributes, sees_number
from tests.builders import MEDICINE, MEDICINE_NUMBER, OPENED, REGION

OPEN = LocationNumber(
    gln=MEDICINE_NUMBER, holder=MEDICINE, valid=Period(OPENED), life=Period(OPENED), first_from=OPENED
)
FOREIGN = sor_code_of(1)


@pytest.mark.parametrize("role", Role)
def test_everyone_sees_a_number_that_is_neither_internal_nor_inactive(role: Role) -> None:
    assert sees_number(Actor("someone", role), OPEN, REGION)


HIDDEN = (replace(OPEN, internal_only=True), replace(OPEN, not_active=True))


@pytest.mark.parametrize(("role", "number"), [*product(Role, HIDDEN)])
def test_hidden_numbers_are_seen_from_within_the_organisation(role: Role, number: LocationNumber) -> None:
    office, public = role is Role.SOR_OFFICE, role is Role.PUBLIC

    assert sees_number(Actor("own", role, REGION), number, REGION) is not public
    assert sees_number(Actor("foreign", role, FOREIGN), number, REGION) is office
    assert sees_number(Actor("nobody's", role), number, REGION) is office


def test_the_public_sees_no_local_attributes() -> None:
    assert not sees_local_attributes(PUBLIC, REGION)
    assert sees_local_attributes(Actor("clerk", Role.REGIONAL_ADMINISTRATOR, REGION), REGION)
    assert not sees_local_attributes(Actor("clerk", Role.REGIONAL_ADMINISTRATOR, FOREIGN), REGION)
