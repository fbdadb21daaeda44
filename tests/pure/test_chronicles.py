"""Which effective value a unit has had, from whom and in which days."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import chronicles
from domain.addresses import Address
from domain.chronicles import Chronicle, Provided
from domain.inheritance import InheritableField
from domain.location_numbers import Mailbox
from domain.periods import Period, Version, value_on
from domain.records import Lives, NumberLife, UnitLife
from domain.units import Facts, UnitKind
from tests import naive
from tests.registers import code, days, number, registers

HOME, TOWN = Address(street="Prøvevej", house_number="1"), Address(street="Eksempelgade", house_number="22")
OWNER, WARD = code(0), code(1)
OPENED, MOVED, CLOSED = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)

REGISTER = Lives(
    units=(
        UnitLife(
            sor_code=OWNER,
            kind=UnitKind.INSTITUTION_OWNER,
            first_from=OPENED,
            timeline=(
                Version(Period(OPENED, MOVED), Facts(name="Prøve Kommune", postal=HOME.id)),
                Version(Period(MOVED), Facts(name="Prøve Kommune", postal=TOWN.id)),
            ),
        ),
        UnitLife(
            sor_code=WARD,
            kind=UnitKind.HEALTH_INSTITUTION,
            first_from=OPENED,
            timeline=(
                Version(
                    Period(date(2020, 6, 1), date(2020, 9, 1)),
                    Facts(name="Klinik", parent=OWNER, inherits_location_number=True),
                ),
                Version(
                    Period(date(2020, 9, 1), CLOSED),
                    Facts(name="Klinik Ø", parent=OWNER, visiting=TOWN.id, inherits_location_number=True),
                ),
            ),
        ),
    ),
    numbers=(
        NumberLife(
            gln=number(1),
            first_from=OPENED,
            timeline=(Version(Period(date(2020, 7, 1), date(2020, 12, 1)), Mailbox(holder=OWNER)),),
        ),
    ),
)


def test_an_inherited_address_lasts_from_the_units_first_day_to_the_day_its_ancestor_moves() -> None:
    told = chronicles.timeline(naive.chronicle(REGISTER, WARD), InheritableField.POSTAL_ADDRESS)

    assert told == (
        Version(Period(date(2020, 6, 1), MOVED), Provided(HOME.id, OWNER)),
        Version(Period(MOVED, CLOSED), Provided(TOWN.id, OWNER)),
    )


def test_a_visiting_address_of_its_own_takes_over_from_the_postal_address() -> None:
    told = chronicles.timeline(naive.chronicle(REGISTER, WARD), InheritableField.VISITING_ADDRESS)

    assert told == (
        Version(Period(date(2020, 6, 1), date(2020, 9, 1)), Provided(HOME.id, OWNER)),
        Version(Period(date(2020, 9, 1), CLOSED), Provided(TOWN.id, WARD)),
    )


def test_days_without_a_location_number_are_left_out() -> None:
    told = chronicles.timeline(naive.chronicle(REGISTER, WARD), InheritableField.LOCATION_NUMBER)

    assert told == (Version(Period(date(2020, 7, 1), date(2020, 12, 1)), Provided(number(1), OWNER)),)


def test_a_closed_unit_keeps_its_last_days_and_a_planned_one_its_first() -> None:
    ward = naive.chronicle(REGISTER, WARD)

    assert chronicles.effective(ward, InheritableField.POSTAL_ADDRESS, date(2030, 1, 1)) == Period(MOVED, CLOSED)
    assert chronicles.effective(ward, InheritableField.POSTAL_ADDRESS, date(2019, 1, 1)) == Period(
        date(2020, 6, 1), MOVED
    )


def test_a_stranger_has_no_timeline() -> None:
    stranger = Chronicle(code(99))

    assert chronicles.timeline(stranger, InheritableField.POSTAL_ADDRESS) == ()
    assert chronicles.effective(stranger, InheritableField.POSTAL_ADDRESS, OPENED) is None


@pytest.mark.parametrize("field", InheritableField)
@given(register=registers(), day=days, data=st.data())
def test_a_timeline_says_on_every_day_what_the_rules_say_of_that_day(
    field: InheritableField, register: Lives, day: date, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from([unit.sor_code for unit in register.units]))

    told = chronicles.timeline(naive.chronicle(register, unit), field)

    expected = naive.effective(register, unit, field, day)
    assert value_on(day, told) == (None if expected is None else Provided(expected.value, expected.source))
    for one, other in pairwise(told):
        assert one.valid.end is not None
        assert one.valid.end < other.valid.start or (one.valid.end == other.valid.start and one.value != other.value)
