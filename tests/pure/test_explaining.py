"""Why a unit has the effective value it has, or none: the chain, and the sentence that says it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import Address
from domain.explaining import Explanation, Link, explained
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Period, Version
from domain.records import Lives, UnitLife
from domain.sentences import sentence
from domain.units import Facts, Unit, UnitKind
from tests import naive
from tests.registers import FIRST_DAY, code, days, number, registers

POSTAL, VISITING, ACTIVITY, ELECTRONIC, NUMBER = InheritableField
PLACE = Address(street="Prøvevej", house_number="1").id
GLN = number(1)


def unit(serial: int, name: str, **said: object) -> Unit:
    """A unit below the one with the next lower number; the lowest is an owner, the next one an institution."""
    facts = Facts(name=name, parent=None if serial == 0 else code(serial - 1), **said)  # type: ignore[arg-type]
    kind = list(UnitKind)[min(serial, 2)]
    life = UnitLife(
        sor_code=code(serial), kind=kind, first_from=FIRST_DAY, timeline=(Version(Period(FIRST_DAY), facts),)
    )
    return naive.unit_versions(life)[0]


def chain(told: Explanation) -> list[tuple[str, InheritableField, Link]]:
    return [(step.unit.name, step.field, step.link) for step in told.steps]


REGION = unit(0, "Region Prøve", postal=PLACE)
HOSPITAL = unit(1, "Prøve Sygehus", inherits_location_number=True)
WARD = unit(2, "Afsnit B1", inherits_location_number=True)
PATH = (WARD, HOSPITAL, REGION)


def test_an_activity_address_falls_sideways_before_it_climbs() -> None:
    told = explained(PATH, ACTIVITY, {})

    assert chain(told) == [
        ("Afsnit B1", ACTIVITY, Link.SAME_AS_VISITING),
        ("Afsnit B1", VISITING, Link.SAME_AS_POSTAL),
        ("Afsnit B1", POSTAL, Link.FROM_ABOVE),
        ("Prøve Sygehus", POSTAL, Link.FROM_ABOVE),
        ("Region Prøve", POSTAL, Link.OWN),
    ]
    assert (told.found, told.distance) == (True, 2)
    assert [step.stops for step in told.steps] == [False, False, False, False, True]
    assert sentence(told, Period(date(2020, 1, 1), date(2027, 3, 1))) == (
        "Aktivitetsadressen er den samme som postadressen, som er arvet fra Region Prøve, 2 niveauer op, "
        "gældende fra 1. januar 2020 til og med 28. februar 2027.",
        "The activity address is the same as the postal address, which is inherited from Region Prøve, 2 levels up, "
        "in effect from 1 January 2020 to 28 February 2027 inclusive.",
    )


def test_a_number_is_inherited_as_long_as_each_unit_says_so() -> None:
    told = explained(PATH, NUMBER, {HOSPITAL.sor_code: GLN})

    assert chain(told) == [
        ("Afsnit B1", NUMBER, Link.NUMBER_FROM_ABOVE),
        ("Prøve Sygehus", NUMBER, Link.OWN),
    ]
    assert sentence(told, Period(date(2020, 1, 1))) == (
        "Lokationsnummeret er arvet fra Prøve Sygehus, 1 niveau op, gældende fra 1. januar 2020.",
        "The location number is inherited from Prøve Sygehus, 1 level up, in effect from 1 January 2020.",
    )


def test_what_a_unit_states_itself_is_its_own() -> None:
    told = explained((WARD, HOSPITAL, REGION), NUMBER, {WARD.sor_code: GLN, HOSPITAL.sor_code: number(2)})

    assert chain(told) == [("Afsnit B1", NUMBER, Link.OWN)]
    assert sentence(told) == (
        "Lokationsnummeret er enhedens eget.",
        "The location number is the unit's own.",
    )


def test_the_chain_ends_where_a_unit_is_not_set_to_inherit() -> None:
    alone = unit(1, "Prøve Sygehus", inherits_location_number=False)
    told = explained((WARD, alone, REGION), NUMBER, {REGION.sor_code: GLN})

    assert chain(told) == [
        ("Afsnit B1", NUMBER, Link.NUMBER_FROM_ABOVE),
        ("Prøve Sygehus", NUMBER, Link.NOT_INHERITED),
    ]
    assert told.found is False
    assert sentence(told).da == (
        "Afsnit B1 har intet lokationsnummer: det skal arves fra Prøve Sygehus, "
        "som intet eget viser og ikke er sat til at arve."
    )
    assert sentence(explained((alone, REGION), NUMBER, {})).en == (
        "Prøve Sygehus has no location number: the unit shows none of its own and is not set to inherit."
    )


def test_a_hidden_number_is_told_as_none_and_still_ends_the_chain() -> None:
    held = {HOSPITAL.sor_code: GLN, REGION.sor_code: number(2)}
    told = explained(PATH, NUMBER, held, hidden={GLN})

    assert told.end == (HOSPITAL, NUMBER, Link.NOT_INHERITED, False, True)
    assert GLN not in sentence(told).da + sentence(told).en


def test_where_nobody_above_has_a_value_there_is_none() -> None:
    told = explained(PATH, ELECTRONIC, {})

    assert told.end == (REGION, ELECTRONIC, Link.NOTHING_ABOVE, False, True)
    assert sentence(told) == (
        "Afsnit B1 har ingen virtuel adresse: hverken enheden eller nogen over den har en virtuel adresse.",
        "Afsnit B1 has no electronic address: neither the unit nor any above it has an electronic address.",
    )


def test_only_organisational_units_have_an_activity_address() -> None:
    told = explained((HOSPITAL, REGION), ACTIVITY, {})

    assert chain(told) == [("Prøve Sygehus", ACTIVITY, Link.NOT_AT_LEVEL)]
    assert sentence(told) == (
        "Prøve Sygehus har ingen aktivitetsadresse: det har kun organisatoriske enheder.",
        "Prøve Sygehus has no activity address: only organisational units do.",
    )


@pytest.mark.parametrize("field", InheritableField)
@given(register=registers(), day=days, data=st.data())
def test_an_explanation_ends_where_the_effective_value_comes_from(
    field: InheritableField, register: Lives, day: date, data: st.DataObject
) -> None:
    standing = naive.standing(register, day)
    if not standing:
        return
    asked = data.draw(st.sampled_from(standing))
    path = _path(register, asked, day)
    numbers = {one.sor_code: gln for one in path if (gln := naive.own_number(register, one.sor_code, day))}

    told = explained(path, field, numbers)

    expected = naive.effective(register, asked, field, day)
    assert told.found is (expected is not None)
    assert [step.stops for step in told.steps] == [False] * (len(told.steps) - 1) + [True]
    if expected is not None:
        assert (told.end.unit.sor_code, told.end.field) == (expected.source, expected.field)
        assert path[told.distance].sor_code == expected.source
    assert sentence(told).da.endswith(".")


def _path(register: Lives, asked: SorCode, day: date) -> tuple[Unit, ...]:
    [life] = [life for life in register.units if life.sor_code == asked]
    [unit] = [unit for unit in naive.unit_versions(life) if unit.valid.covers(day)]
    return (unit,) if unit.parent is None else (unit, *_path(register, unit.parent, day))
