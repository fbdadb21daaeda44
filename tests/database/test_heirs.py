"""Heirs: who takes a value over from whom, in one statement however many are asked."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import heirs
from db.reading.reader import Page
from domain.inheritance import InheritableField
from domain.periods import Moment
from domain.records import Lives
from tests import naive
from tests.registers import code, days, reading, registers


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
