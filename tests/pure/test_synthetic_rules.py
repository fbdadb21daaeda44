"""Every rule of the register holds in a synthetic one, on each of its days."""

import re
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from stdnum import ean, verhoeff
from stdnum.dk import cvr

from domain.code_lists import CodeList
from domain.units import FACTS, Facts, GeographicalRelation, UnitKind
from synthetic.demo.region import region
from tests.synthetic_registers import (
    FOREVER,
    TODAY,
    Told,
    codes,
    covers,
    end,
    gathered,
    generated,
    parents,
    start,
    vocabulary,
)

IE, SI, OE = UnitKind.INSTITUTION_OWNER, UnitKind.HEALTH_INSTITUTION, UnitKind.ORGANIZATIONAL_UNIT


@pytest.fixture(scope="module", params=[10, 137, 6000, "Region Eksempel"])
def told(request: pytest.FixtureRequest) -> Told:
    if isinstance(request.param, int):
        return generated(request.param, seed=request.param)
    return gathered([region(TODAY, vocabulary())])


def test_numbers_have_their_form_and_their_check_digits(told: Told) -> None:
    for code in map(str, told.units):
        assert re.fullmatch(r"9[0-9]{6}100001600[0-9]", code)
        assert verhoeff.is_valid(code)
    for gln in told.numbers:
        assert gln.startswith("579000")
        assert ean.is_valid(gln)
    for life, version in told.versions():
        facts = version.value
        assert facts.cvr is None or cvr.is_valid(facts.cvr), life
        assert facts.p_number is None or re.fullmatch(r"[0-9]{10}", facts.p_number), life
        assert facts.pharmacy_number is None or re.fullmatch(r"[1-9][0-9]*,[1-9][0-9]*", facts.pharmacy_number), life
        assert all(re.fullmatch(r"[0-9]{6}", number) for number in facts.provider_numbers), life


def test_the_versions_of_a_unit_follow_each_other_and_each_says_something_new(told: Told) -> None:
    for life in told.units.values():
        assert life.first_from == start(life)
        for earlier, later in pairwise(life.timeline):
            assert earlier.valid.end == later.valid.start
            assert _without_entry(earlier.value) != _without_entry(later.value)


def test_a_unit_is_never_outside_the_life_of_the_one_above_it(told: Told) -> None:
    for life, version in told.versions():
        if version.value.parent is not None:
            above = told.units[version.value.parent]
            assert start(above) <= version.valid.start, life
            assert (version.valid.end or FOREVER) <= end(above), life


def test_levels_sit_under_each_other_as_the_register_has_them(told: Told) -> None:
    allowed: dict[UnitKind, set[UnitKind | None]] = {IE: {None}, SI: {IE}, OE: {SI, OE}}
    for life, version in told.versions():
        parent = version.value.parent
        assert (None if parent is None else told.units[parent].kind) in allowed[life.kind], life


def test_who_is_above_a_unit_comes_in_the_same_batch_or_before(told: Told) -> None:
    for life, version in told.versions():
        if version.value.parent is not None:
            assert told.batch[version.value.parent] <= told.batch[life.sor_code]
    for succession in told.successions:
        assert told.batch[succession.successor] <= told.batch[succession.predecessor]


def test_no_unit_is_under_itself_on_any_day(told: Told) -> None:
    """A circle would be there on the first day of the version that closes it."""
    for life, version in told.versions():
        path = told.path(life.sor_code, version.valid.start)
        assert len(path) == len(set(path))
        assert told.units[path[-1]].kind is IE


def test_no_unit_moves_back_to_where_it_has_been(told: Told) -> None:
    for life in told.units.values():
        assert len(parents(life)) == len(set(parents(life))), life


def test_names_codes_and_texts_are_as_long_as_they_may_be(told: Told) -> None:
    for life, version in told.versions():
        facts = version.value
        assert 1 <= len(facts.name) <= 60, life
        assert facts.name == " ".join(facts.name.split()), life
        assert "{" not in facts.name, life
        assert facts.local_code is None or 1 <= len(facts.local_code) <= 20
        assert len(facts.local_attributes) <= 5
        assert all(one is None or 1 <= len(one) <= 20 for one in facts.local_attributes)
        assert len(facts.specialities) == len(set(facts.specialities)) <= 8
    assert all(len(version.value.note or "") <= 254 for _, version in told.mailboxes())


def test_types_and_specialities_are_in_their_lists_and_at_their_levels(told: Told) -> None:
    for life, version in told.versions():
        assert version.value.type is not None
        levels = vocabulary().value(CodeList.UNIT_TYPE, version.value.type).levels
        assert not levels or life.kind.value in levels, (life, levels)
        assert set(version.value.specialities) <= codes(CodeList.SPECIALITY)


def test_a_shak_code_extends_that_of_the_unit_above_which_has_one(told: Told) -> None:
    for life, version in told.versions():
        shak = version.value.shak
        if shak is None:
            continue
        assert re.fullmatch(r"[0-9A-Z]+", shak)
        facts = [told.said(code, version.valid.start) for code in told.path(life.sor_code, version.valid.start)[1:]]
        above = [one.shak for one in facts if one is not None and one.shak is not None]
        assert {4: 0, 6: 4, 7: 6}[len(shak)] == (len(above[0]) if above else 0), life
        assert not above or shak.startswith(above[0])


def test_owners_can_be_written_to_and_called_on_each_of_their_days(told: Told) -> None:
    for life, version in told.versions():
        if life.kind is IE:
            assert version.value.postal is not None
            assert version.value.electronic is not None


def test_only_organisational_units_have_an_activity_address(told: Told) -> None:
    assert {life.kind for life, version in told.versions() if version.value.activity is not None} <= {OE}


def test_addresses_are_in_real_towns_of_the_municipality_and_region_they_name(told: Told) -> None:
    for address in told.addresses.values():
        assert address.municipality is not None
        municipality = vocabulary().value(CodeList.MUNICIPALITY, address.municipality)
        assert municipality.parent == address.region
        assert address.post_code is not None
        assert vocabulary().value(CodeList.POSTAL_CODE, address.post_code).name_da == address.district
        assert address.validated != (address.validation_skipped_reason is not None)
        assert address.validated == (address.east is not None) == (address.north is not None)
        assert address.street
        assert address.house_number


def test_nobody_is_at_the_other_end_of_a_telephone_number_or_a_mail_address(told: Told) -> None:
    """Numbers that begin with 12 are not given out in Denmark, names that end in .example nowhere."""
    for electronic in told.electronic.values():
        assert re.fullmatch(r"12[0-9]{6}", electronic.phone or "")
        assert electronic.fax is None or re.fullmatch(r"12[0-9]{6}", electronic.fax)
        assert electronic.email is None or re.fullmatch(r"kontakt@[a-z0-9-]+\.example", electronic.email)
        assert electronic.website is None or re.fullmatch(r"https://www\.[a-z0-9-]+\.example", electronic.website)


def test_a_location_number_has_all_its_fields_and_its_codes_are_in_their_lists(told: Told) -> None:
    for number, version in told.mailboxes():
        said = version.value
        assert said.region in codes(CodeList.REGION), number
        assert said.system in codes(CodeList.SYSTEM)
        assert said.supplier in codes(CodeList.SUPPLIER)
        assert said.network in codes(CodeList.NETWORK)
        assert said.administrator in codes(CodeList.ADMINISTRATOR)
    for capability in told.capabilities:
        assert " ".join(capability.message_type) in codes(CodeList.MESSAGE_TYPE)


def test_a_location_number_is_one_units_and_lives_within_its_life(told: Told) -> None:
    held: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for number in told.numbers.values():
        assert len({version.value.holder for version in number.timeline}) == 1
        holder = told.units[number.timeline[0].value.holder]
        assert start(holder) <= start(number) == number.first_from
        assert end(number) <= end(holder)
        assert all(earlier.valid.end == later.valid.start for earlier, later in pairwise(number.timeline))
        assert all(earlier.value != later.value for earlier, later in pairwise(number.timeline))
        held[holder.sor_code].append((start(number), end(number)))
    for spans in held.values():
        assert all(one_end <= next_start for (_, one_end), (next_start, _) in pairwise(sorted(spans)))


def test_a_location_number_has_message_types_on_all_of_its_days_and_only_on_them(told: Told) -> None:
    exchanged = defaultdict(list)
    for one in told.capabilities:
        exchanged[one.gln].append((one.valid.start, one.valid.end or FOREVER))
    for gln, number in told.numbers.items():
        known_until = start(number)
        for first, after in sorted(exchanged[number.gln]):
            assert start(number) <= first <= known_until, gln
            known_until = max(known_until, after)
        assert known_until == end(number), gln


def test_a_message_type_is_registered_once_a_day(told: Told) -> None:
    registered = defaultdict(list)
    for one in told.capabilities:
        registered[one.gln, one.message_type, one.direction].append((one.valid.start, one.valid.end or FOREVER))
    for spans in registered.values():
        assert all(after <= later for (_, after), (later, _) in pairwise(sorted(spans)))


def test_who_inherits_a_location_number_finds_one_on_each_of_its_days(told: Told) -> None:
    """What is found can only change on a day on which something changes on the way up."""
    held = told.held()
    for life, version in told.versions():
        if not version.value.inherits_location_number:
            continue
        days = {version.valid.start}
        for code in told.path(life.sor_code, version.valid.start):
            periods = [one.valid for one in told.units[code].timeline] + [one.valid for one in held[code]]
            days |= {day for one in periods for day in (one.start, one.end) if day and covers(version, day)}
        for day in days:
            assert not any(covers(one, day) for one in held[life.sor_code]), life
            assert _finds_a_number(told, life.sor_code, day), (life, day)


def test_successors_stand_when_they_take_over(told: Told) -> None:
    for succession in told.successions:
        assert succession.since == end(told.units[succession.predecessor])
        assert told.said(succession.successor, succession.since) is not None


def test_another_mother_is_a_unit_that_stands(told: Told) -> None:
    for _, version in told.versions():
        relation, mother = version.value.geographical_relation, version.value.geographical_parent
        assert (relation is GeographicalRelation.OTHER_MOTHER) == (mother is not None)
        assert mother is None or told.said(mother, version.valid.start) is not None


def test_what_is_planned_is_planned_as_early_as_the_register_asks(told: Told) -> None:
    for life in told.units.values():
        for day in (start(life), end(life)):
            assert day <= TODAY or day >= TODAY + timedelta(days=7), life
    assert all((version.value.source_updated or TODAY) <= TODAY for _, version in told.versions())
    assert all((version.value.source_updated or TODAY) <= TODAY for _, version in told.mailboxes())


def _finds_a_number(told: Told, code: int, day: date) -> bool:
    for one in told.path(code, day):
        if any(covers(number, day) for number in told.held()[one]):
            return True
        facts = told.said(one, day)
        if facts is None or not facts.inherits_location_number:
            return False
    return False


def _without_entry(facts: Facts) -> list[object]:
    return [getattr(facts, name) for name in FACTS if name != "source_updated"]
