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


@st.composite
def paths(draw: st.DrawFn) -> list[tuple[Unit, ...]]:
    """The paths of all units of a small tree, each below one that came before it; now and then one of a stranger."""
    found: list[tuple[Unit, ...]] = []
    for serial in range(draw(st.integers(1, 12))):
        above = draw(st.sampled_from([(), *found])) if found else ()
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
        found.append((told, *above))
    return draw(st.permutations([*found, *draw(st.lists(st.just(()), max_size=1))]))


@given(paths=paths(), field=st.sampled_from([*RULES]))
def test_addresses_of_many_are_those_of_each(paths: Sequence[tuple[Unit, ...]], field: InheritableField) -> None:
    found = _of_each(inheritance.each(field, paths))

    assert found == [RULES[field](path) if path else None for path in paths]
    assert {one.field for one in found if one is not None} <= {field}
    _alike_are_one(found)


@given(paths=paths(), data=st.data())
def test_location_numbers_of_many_are_those_of_each(paths: Sequence[tuple[Unit, ...]], data: st.DataObject) -> None:
    codes = [path[0].sor_code for path in paths if path]
    numbers = data.draw(st.dictionaries(st.sampled_from(codes), st.just(NUMBER)))

    found = _of_each(inheritance.each_number(paths, numbers))

    assert found == [inheritance.location_number(path, numbers) if path else None for path in paths]
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
    paths = [(section, owner), (other, owner), (owner,)]

    told = _of_each(inheritance.each(InheritableField.ACTIVITY_ADDRESS, paths))

    by_its_visiting_address = Effective(
        PLACES[0], ProvenanceKind.SAME_AS_VISITING, owner, InheritableField.POSTAL_ADDRESS, 1
    )
    assert told == [by_its_visiting_address, by_its_visiting_address, None]
    assert told[0] is told[1]
    assert by_its_visiting_address.field is InheritableField.ACTIVITY_ADDRESS


@pytest.mark.parametrize("field", RULES)
def test_of_no_units_nothing_is_told(field: InheritableField) -> None:
    assert inheritance.each(field, []) == ([None], [])
