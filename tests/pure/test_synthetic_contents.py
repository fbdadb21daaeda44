"""A synthetic register has some of everything, in a small register already."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from domain.code_lists import CodeList
from domain.identifiers import provider_number_adds_up
from domain.location_numbers import Mailbox
from domain.units import SPECIALITIES_AT_MOST, Facts, GeographicalRelation
from tests.synthetic_registers import FOREVER, TODAY, Told, end, generated, parents, start, vocabulary


@pytest.fixture(scope="module")
def told() -> Told:
    return generated(2000)


OF_UNITS: dict[str, Callable[[Facts], object]] = {
    "a SHAK code of a hospital": lambda facts: len(facts.shak or "") == 4,
    "a SHAK code of a department": lambda facts: len(facts.shak or "") == 6,
    "a SHAK code of a section": lambda facts: len(facts.shak or "") == 7,
    "a provider number": lambda facts: facts.provider_numbers,
    "two provider numbers": lambda facts: len(facts.provider_numbers) == 2,
    "a provider number whose sum is wrong": lambda facts: not all(map(provider_number_adds_up, facts.provider_numbers)),
    "a pharmacy": lambda facts: (facts.pharmacy_number or "").endswith(",1"),
    "a branch of a pharmacy": lambda facts: (facts.pharmacy_number or "").endswith(",2"),
    "a company number": lambda facts: facts.cvr,
    "a P-number": lambda facts: facts.p_number,
    "a local code": lambda facts: facts.local_code,
    "all the specialities there may be": lambda facts: len(facts.specialities) == SPECIALITIES_AT_MOST,
    "local attributes, one left empty": lambda facts: None in facts.local_attributes,
    "a visiting address beside the postal one": lambda facts: facts.visiting and facts.postal,
    "a visiting address alone": lambda facts: facts.visiting and not facts.postal,
    "an activity address": lambda facts: facts.activity,
    "no address of its own": lambda facts: not (facts.postal or facts.visiting or facts.activity),
    "an inherited location number": lambda facts: facts.inherits_location_number is True,
    "said to inherit none": lambda facts: facts.inherits_location_number is False,
    "nothing said of inheriting": lambda facts: facts.inherits_location_number is None,
    "patients admitted": lambda facts: facts.inpatient,
    "ambulant activity": lambda facts: facts.ambulant,
    "a reporting level": lambda facts: facts.reporting_level,
    "a treatment site": lambda facts: facts.treatment_site,
    "the place of another mother": lambda facts: facts.geographical_relation is GeographicalRelation.OTHER_MOTHER,
    "a place of its own": lambda facts: facts.geographical_relation is GeographicalRelation.OWN_PLACE,
}

OF_NUMBERS: dict[str, Callable[[Mailbox], object]] = {
    "internal only": lambda mailbox: mailbox.internal_only,
    "not active": lambda mailbox: mailbox.not_active,
    "a note": lambda mailbox: mailbox.note,
}


@pytest.mark.parametrize("kind", OF_UNITS)
def test_there_are_units_with(told: Told, kind: str) -> None:
    assert any(OF_UNITS[kind](version.value) for _, version in told.versions())


@pytest.mark.parametrize("kind", OF_NUMBERS)
def test_there_are_location_numbers_that_are(told: Told, kind: str) -> None:
    assert any(OF_NUMBERS[kind](version.value) for _, version in told.mailboxes())


CHANGING = (
    "name parent type postal visiting electronic shak specialities local_code local_attributes ambulant "
    "inherits_location_number"
)


@pytest.mark.parametrize("field", CHANGING.split())
def test_there_are_units_of_which_it_has_changed(told: Told, field: str) -> None:
    changes = (pair for life in told.units.values() for pair in pairwise(life.timeline))

    assert any(getattr(earlier.value, field) != getattr(later.value, field) for earlier, later in changes)


def test_units_have_opened_and_closed_and_will(told: Told) -> None:
    lives = told.units.values()

    assert any(end(life) <= TODAY for life in lives)
    assert any(TODAY < end(life) < FOREVER for life in lives)
    assert any(start(life) > TODAY for life in lives)


def test_renames_and_moves_are_planned(told: Told) -> None:
    ahead = [
        (earlier.value, later.value)
        for life in told.units.values()
        for earlier, later in pairwise(life.timeline)
        if later.valid.start > TODAY
    ]

    assert any(earlier.name != later.name for earlier, later in ahead)
    assert any(earlier.parent != later.parent for earlier, later in ahead)


def test_a_unit_has_moved_more_than_once(told: Told) -> None:
    assert max(len(parents(life)) for life in told.units.values()) >= 3


def test_when_a_unit_closes_what_is_below_it_closes_or_has_moved_to_its_successor(told: Told) -> None:
    """That all below has closed or left is a rule; here: both happen."""
    heirs = {succession.predecessor: succession.successor for succession in told.successions}
    moves = {(one.value.parent, two.value.parent, two.valid.start) for life in told.units.values()
             for one, two in pairwise(life.timeline)}  # fmt: skip
    lasts = [(end(life), life.timeline[-1].value.parent) for life in told.units.values() if end(life) < FOREVER]
    together = [day for day, above in lasts if above is not None and day == end(told.units[above])]

    assert any((before, after, end(told.units[before])) in moves for before, after in heirs.items())
    assert together


def test_several_units_share_a_shak_code_and_a_provider_number(told: Told) -> None:
    standing = [facts for code in told.units if (facts := told.said(code, TODAY)) is not None]
    shaks = [facts.shak for facts in standing if facts.shak]
    numbers = [number for facts in standing for number in facts.provider_numbers]

    assert len(set(shaks)) < len(shaks)
    assert len(set(numbers)) < len(numbers)


def test_location_numbers_change_and_have_plans_and_give_way_to_others(told: Told) -> None:
    changes = [pair for number in told.numbers.values() for pair in pairwise(number.timeline)]

    assert any(earlier.value.system != later.value.system for earlier, later in changes)
    assert any(earlier.value.network != later.value.network for earlier, later in changes)
    assert any(later.valid.start > TODAY for _, later in changes)
    assert any(len({number.valid.start for number in held}) > 1 for held in told.held().values())
    assert any(capability.valid.end is not None for capability in told.capabilities)


def test_units_sit_down_to_six_levels_deep() -> None:
    told = generated(6000)

    assert max(len(told.path(code, start(life))) for code, life in told.units.items()) == 6


def test_every_trade_of_private_owners_is_there(told: Told) -> None:
    types = {_type(version.value) for _, version in told.versions()}

    assert types >= {
        "almen lægepraksis", "tandlægepraksis", "fysioterapiklinik", "speciallægepraksis", "apotek", "apoteksfilial",
        "optikervirksomhed", "kiropraktorklinik", "fodterapeutklinik", "psykologisk rådgivningsklinik",
    }  # fmt: skip


def test_practitioners_are_numbered_and_not_named(told: Told) -> None:
    lives = [life for life in told.units.values() if _type(life.timeline[0].value) == "Supplerende værdier"]

    assert lives
    for life in lives:
        first = life.timeline[0].value.name
        assert len(first.split()) == 2
        assert len(first.split()[1]) <= 2


def _type(facts: Facts) -> str:
    assert facts.type is not None
    return vocabulary().value(CodeList.UNIT_TYPE, facts.type).name_da
