"""Effective values that are kept in memory are those that would be worked out anew, whatever changes meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.reading.kept import Missing
from db.reading.resident import worked_out
from db.reading.resident.reader import ResidentReader
from db.reading.resident.revision import Revision, made
from domain.inheritance import Held, InheritableField
from domain.periods import Moment
from domain.permissions import Actor, Role
from domain.records import Lives, UnitLife
from domain.units import Unit
from resolvers import inheritance
from resolvers.context import Context
from tests.builders import TODAY
from tests.materials import change, made_of
from tests.registers import code, days, registers
from tests.residents import Alone

OFFICE = Actor("Kontoret", Role.SOR_OFFICE, subject="office-1")
UNITS = 7
CODES = [code(serial) for serial in range(UNITS)]
RELATIONS = {
    InheritableField.POSTAL_ADDRESS: inheritance.postal_address,
    InheritableField.VISITING_ADDRESS: inheritance.visiting_address,
    InheritableField.ACTIVITY_ADDRESS: inheritance.activity_address,
    InheritableField.ELECTRONIC_ADDRESS: inheritance.electronic_address,
    InheritableField.LOCATION_NUMBER: inheritance.location_number,
}
Told = list[tuple[object, list[Any]]]


@st.composite
def changed(draw: st.DrawFn) -> tuple[Lives, Lives]:
    """A register before and after a change of some of its units."""
    before, other = draw(registers(UNITS)), draw(registers(UNITS))
    among = draw(st.sets(st.sampled_from(CODES)))
    units = [one for one in before.units if one.sor_code not in among]
    units += [one for one in other.units if one.sor_code in among]
    while orphans := _orphans(units):
        units = [one for one in units if one not in orphans]
    holders = {unit.sor_code for unit in units}
    numbers = [one for one in other.numbers if {held.value.holder for held in one.timeline} <= among & holders]
    glns = {one.gln for one in numbers}
    numbers += [
        one for one in before.numbers if one.gln not in glns and {held.value.holder for held in one.timeline} <= holders
    ]
    return before, replace(before, units=tuple(units), numbers=tuple(numbers), successions=())


def _orphans(units: Sequence[UnitLife]) -> list[UnitLife]:
    """Those that say they are below nobody who is there, which the database does not let happen."""
    there = {None, *(unit.sor_code for unit in units)}
    return [unit for unit in units if not {version.value.parent for version in unit.timeline} <= there]


@given(registers=changed(), asked=st.lists(days, min_size=1, max_size=3), touched=st.sampled_from([0, 5_000]))
async def test_what_was_worked_out_holds_until_a_change_bears_on_it(
    registers: tuple[Lives, Lives], asked: Sequence[date], touched: int
) -> None:
    first, second = map(made_of, registers)
    before = made(first)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(worked_out, "TOUCHED", touched)
        for day in asked:
            expected = await told(made(first), day)
            assert await told(before, day) == expected
            assert await told(before, day) == expected
        after = before.after(change(first, second))
        for day in asked:
            expected = await told(made(second), day)
            assert await told(after, day) == expected
            assert await told(before, day) == await told(made(first), day)
            assert await told(after, day) == expected


@given(register=registers(UNITS), day=days)
async def test_what_is_no_version_of_the_register_is_not_kept(register: Lives, day: date) -> None:
    revision = made(made_of(register))
    standing = await units(revision, day)
    strangers = [replace(unit, name=f"{unit.name} 2") for unit in standing]
    reader = resident(revision)
    kept = reader.kept(InheritableField.POSTAL_ADDRESS, Moment(day))
    assert kept is not None
    told = await inheritance.postal_address(context(reader), [*strangers, *standing], moment=Moment(day))

    assert kept.each(strangers) == [Missing.MISSING] * len(strangers)
    assert kept.each(standing) == told[len(strangers) :]


async def told(revision: Revision, day: date) -> Told:
    """What stands above every unit, and what counts for it in every field."""
    asked = await units(revision, day)
    reader = resident(revision)
    paths = await reader.paths(CODES, Moment(day))
    return [
        ("path", [*paths]),
        *[
            (field, [_plain(one) for one in await relation(context(reader), asked, moment=Moment(day))])
            for field, relation in RELATIONS.items()
        ],
    ]


async def units(revision: Revision, day: date) -> list[Unit]:
    return [unit for unit in await resident(revision).units(CODES, Moment(day)) if unit is not None]


def resident(revision: Revision) -> ResidentReader:
    """Nothing is behind it."""
    nobody: Any = None
    return ResidentReader(revision, nobody, Alone())


def context(reader: ResidentReader) -> Context:
    return Context(reader, TODAY, OFFICE)


def _plain(held: Held | None) -> Any:
    return None if held is None else (held.unit, held.found)
