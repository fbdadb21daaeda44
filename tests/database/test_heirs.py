"""Heirs: who takes a value over from whom, in one statement however many are asked."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import heirs
from db.reading.lists import Page
from db.reading.orders import StrangeSortKey
from domain.inheritance import InheritableField
from domain.periods import Moment, Period, Version
from domain.records import Lives, UnitLife
from domain.units import Facts, UnitKind
from tests import naive
from tests.registers import ADDRESSES, code, days, reading, registers

OPENED = date(2020, 1, 1)
POSTAL = InheritableField.POSTAL_ADDRESS


def unit(serial: int, name: str, kind: UnitKind, parent: int | None, **said: object) -> UnitLife:
    facts = Facts(name=name, parent=None if parent is None else code(parent), **said)  # type: ignore[arg-type]
    return UnitLife(sor_code=code(serial), kind=kind, first_from=OPENED, timeline=(Version(Period(OPENED), facts),))


WARDS = Lives(
    units=(
        unit(0, "Region Prøve", UnitKind.INSTITUTION_OWNER, None, postal=ADDRESSES[0].id),
        unit(1, "Klinik", UnitKind.HEALTH_INSTITUTION, 0),
        unit(2, "Ørelægen", UnitKind.HEALTH_INSTITUTION, 0),
        unit(3, "Afsnit 1", UnitKind.ORGANIZATIONAL_UNIT, 1),
        unit(4, "Afsnit 2", UnitKind.ORGANIZATIONAL_UNIT, 1, postal=ADDRESSES[1].id),
    ),
    addresses=ADDRESSES,
)


@settings(max_examples=250)
@given(field=st.sampled_from(InheritableField), register=registers(), day=days, include_self=st.booleans())
async def test_heirs_are_the_units_whose_effective_value_comes_from_the_unit(
    engine: AsyncEngine, field: InheritableField, register: Lives, day: date, include_self: bool
) -> None:
    asked = [*(unit.sor_code for unit in register.units), code(99)]
    moment = Moment(day)
    async with reading(engine, register) as db:
        told = await heirs.heirs(db, asked, field, moment, Page(50), include_self)
        counted = await heirs.heir_counts(db, asked, field, moment, include_self)
        assert db.statements == 2

    expected = [set(naive.heirs(register, one, field, day, include_self)) for one in asked]
    assert [{unit.sor_code for unit in page.items} for page in told] == expected
    assert counted == [len(found) for found in expected]


async def test_heirs_come_by_name_page_by_page_for_each_unit_of_its_own(engine: AsyncEngine) -> None:
    async with reading(engine, WARDS) as db:
        first, none = await heirs.heirs(db, [code(0), code(1)], POSTAL, Moment(OPENED), Page(2), False)
        [second] = await heirs.heirs(db, [code(0)], POSTAL, Moment(OPENED), Page(2, first.keys[-1]), False)
        assert await heirs.heir_counts(db, [code(1), code(0)], POSTAL, Moment(OPENED), True) == [0, 4]

    assert [unit.name for unit in first.items] == ["Afsnit 1", "Klinik"]
    assert (first.more, first.earlier) == (True, False)
    assert [unit.name for unit in second.items] == ["Ørelægen"]
    assert (second.more, second.earlier) == (False, True)
    assert none.items == ()


async def test_a_place_in_another_list_is_refused(engine: AsyncEngine) -> None:
    async with reading(engine, WARDS) as db:
        with pytest.raises(StrangeSortKey):
            await heirs.heirs(db, [code(0)], POSTAL, Moment(OPENED), Page(2, (1.0, "x", 2)), False)
        assert db.statements == 0
