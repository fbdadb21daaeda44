"""Effective values of many units at once are those that each unit's own path tells, and alike ones are one object."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import inheritance
from domain.addresses import AddressId, ElectronicAddressId
from domain.identifiers import Gln, SorCode, sor_code_of
from domain.inheritance import Alike, Effective, InheritableField, ProvenanceKind
from domain.periods import Period
from domain.units import Unit, UnitKind

OPENED = Period(date(2020, 1, 1))
RECORDED = datetime(2020, 1, 1, tzinfo=UTC)
PLACES = tuple(AddressId(UUID(int=number)) for number in range(3))
BLOCKS = tuple(ElectronicAddressId(UUID(int=number)) for number in range(3))
NUMBER = Gln("5790000000005")

RULES: Mapping[InheritableField, Callable[[inheritance.Path], Effective[Any] | None]] = {
    InheritableField.POSTAL_ADDRESS: inheritance.postal,
    InheritableField.VISITING_ADDRESS: inheritance.visiting,
    InheritableField.ACTIVITY_ADDRESS: inheritance.activity,
    InheritableField.ELECTRONIC_ADDRESS: inheritance.electronic,
}


def unit(
    serial: int, parent: SorCode | None = None, kind: UnitKind = UnitKind.ORGANIZATIONAL_UNIT, **said: Any
) -> Unit:
    return Unit(
        sor_code=sor_code_of(1001 + serial),
        parent=parent,
        name="Prøve",
        kind=kind,
        valid=OPENED,
        life=OPENED,
        first_from=OPENED.start,
        version=1,
        changed=RECORDED,
        **said,
    )


Standing = list[tuple[Unit, tuple[Unit, ...]]]
"""Units with those above each, one tuple for all below one parent."""


@st.composite
def standing(draw: st.DrawFn) -> Standing:
    """All units of a small tree, each below one that came before it."""
    found: Standing = []
    paths: list[tuple[Unit, ...]] = [()]
    for serial in range(draw(st.integers(1, 12))):
        above = draw(st.sampled_from(paths))
        told = unit(
            serial,
            above[0].sor_code if above else None,
            draw(st.sampled_from(UnitKind)),
            postal=draw(st.none() | st.sampled_from(PLACES)),
            visiting=draw(st.none() | st.sampled_from(PLACES)),
            activity=draw(st.none() | st.sampled_from(PLACES)),
            electronic=draw(st.none() | st.sampled_from(BLOCKS)),
            inherits_location_number=draw(st.none() | st.booleans()),
        )
        found.append((told, above))
        paths.append((told, *above))
    return draw(st.permutations(found))


@given(standing=standing(), field=st.sampled_from([*RULES]))
def test_addresses_of_many_are_those_of_each(standing: Standing, field: InheritableField) -> None:
    found = _of_each(inheritance.each(field, [unit for unit, _ in standing], [above for _, above in standing]))

    assert found == [RULES[field]((unit, *above)) for unit, above in standing]
    assert {one.field for one in found if one is not None} <= {field}
    _alike_are_one(found)


@given(standing=standing(), data=st.data())
def test_location_numbers_of_many_are_those_of_each(standing: Standing, data: st.DataObject) -> None:
    units, above = [unit for unit, _ in standing], [above for _, above in standing]
    numbers = data.draw(st.dictionaries(st.sampled_from([unit.sor_code for unit in units]), st.just(NUMBER)))

    found = _of_each(inheritance.each_number(units, above, numbers))

    assert found == [inheritance.location_number((unit, *up), numbers) for unit, up in standing]
    _alike_are_one(found)


def _of_each(alike: Alike[Any]) -> list[Effective[Any] | None]:
    assert alike.found[0] is None
    assert None not in alike.found[1:]
    return [alike.found[place] for place in alike.places]


def _alike_are_one(found: Sequence[Effective[Any] | None]) -> None:
    """What is inherited the same way from the same unit equally far up is one object; nothing else is."""
    inherited = [one for one in found if one is not None and one.distance]
    assert all((one is other) == (one == other) for one in inherited for other in inherited)


def test_a_unit_names_the_field_in_which_an_address_counts_and_the_one_it_is_stated_in() -> None:
    owner = unit(1, kind=UnitKind.INSTITUTION_OWNER, postal=PLACES[0])
    section, other = unit(2, owner.sor_code), unit(3, owner.sor_code)
    above = (owner,)

    told = _of_each(inheritance.each(InheritableField.ACTIVITY_ADDRESS, [section, other, owner], [above, above, ()]))

    by_its_visiting_address = Effective(
        PLACES[0], ProvenanceKind.SAME_AS_VISITING, owner, InheritableField.POSTAL_ADDRESS, 1
    )
    assert told == [by_its_visiting_address, by_its_visiting_address, None]
    assert told[0] is told[1]
    assert by_its_visiting_address.field is InheritableField.ACTIVITY_ADDRESS


@pytest.mark.parametrize("field", RULES)
def test_of_no_units_nothing_is_told(field: InheritableField) -> None:
    assert inheritance.each(field, [], []) == ([None], [])
