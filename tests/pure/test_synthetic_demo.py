"""The demo register: København as it is public, and a region in which everything can be seen, on whatever day."""

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from domain.code_lists import CodeList
from domain.identifiers import provider_number_adds_up
from domain.units import GeographicalRelation, UnitKind
from synthetic.data import rows
from synthetic.demo import demo
from synthetic.demo.koebenhavn import since
from synthetic.issued import DEMO_SERIALS, NATIONAL_SERIALS
from tests.synthetic_registers import FOREVER, TODAY, Told, covers, end, gathered, generated, start, vocabulary

DECISION = Path(__file__).parents[2] / "docs" / "adr" / "0005-synthetic-register-and-demo.md"
KOEBENHAVN, NURSING_HOME, THIRD_FLOOR = 21000016006, 645971000016001, 1128091000016007


@pytest.fixture(scope="module")
def told() -> Told:
    return gathered([demo(TODAY, vocabulary())])


@pytest.fixture(scope="module", params=[date(2024, 2, 29), TODAY, date(2031, 7, 1)])
def day(request: pytest.FixtureRequest) -> date:
    found: date = request.param
    return found


def test_koebenhavn_is_there_with_all_that_is_public_of_it(told: Told) -> None:
    city = [life for life in told.units.values() if _serial(life.sor_code) < DEMO_SERIALS]

    assert Counter(life.kind.value for life in city) == {"IE": 1, "SI": 4, "OE": 1226}
    assert {life.timeline[0].value.cvr for life in city} == {"64942212"}
    assert all(told.path(life.sor_code, TODAY)[-1] == KOEBENHAVN for life in city)
    assert max(len(told.path(life.sor_code, TODAY)) for life in city) == 9


def test_koebenhavn_uses_the_location_numbers_that_the_public_register_tells_of(told: Told) -> None:
    """Independently: the extract tells of each unit that shares a number which one it shares."""
    extract = {int(row["sor_code"]): row for row in _extract()}
    stated = {code: row["gln"] for code, row in extract.items() if row["gln"]}

    assert Counter(row["number"] for row in extract.values()) == {"own": 26, "inherited": 17, "": 1188}
    assert {code: _effective_number(told, code) for code in stated} == stated
    assert all(_effective_number(told, code) is None for code in extract if code not in stated)


def test_the_units_of_koebenhavn_stand_since_about_the_day_their_codes_were_given_out(told: Told) -> None:
    assert since(told.units[KOEBENHAVN].sor_code) == date(2007, 1, 1)
    assert {code: since(told.units[code].sor_code).year for code in (NURSING_HOME, THIRD_FLOOR)} == {
        NURSING_HOME: 2017,
        THIRD_FLOOR: 2022,
    }
    for life in told.units.values():
        assert life.first_from <= start(life) <= TODAY or _serial(life.sor_code) > DEMO_SERIALS


def test_a_unit_is_never_outside_the_life_of_the_one_above_it(told: Told) -> None:
    for life, version in told.versions():
        if version.value.parent is not None:
            above = told.units[version.value.parent]
            assert start(above) <= version.valid.start, life
            assert (version.valid.end or FOREVER) <= end(above), life


def test_only_the_town_hall_is_where_it_is_said_to_be(told: Told) -> None:
    owner = told.said(KOEBENHAVN, TODAY)

    assert owner is not None
    assert owner.postal is not None
    assert told.addresses[owner.postal].one_line == "Rådhuspladsen 1, 1550 København V"
    others = {key: address for key, address in told.addresses.items() if key != owner.postal}
    assert all((address.validation_skipped_reason or "").startswith("Eksempeladresse") for address in others.values())
    assert all(not address.validated and address.east is None for address in others.values())


def test_a_floor_of_a_nursing_home_has_no_address_and_the_home_has(told: Told) -> None:
    home, floor = told.said(NURSING_HOME, TODAY), told.said(THIRD_FLOOR, TODAY)

    assert home is not None
    assert floor is not None
    assert home.postal
    assert home.electronic
    assert (floor.parent, floor.postal, floor.visiting, floor.electronic) == (NURSING_HOME, None, None, None)


def test_visiting_and_activity_addresses_stand_beside_inherited_postal_ones(told: Told) -> None:
    facts = [version.value for _, version in told.versions() if version.value.postal is None]

    assert any(one.visiting for one in facts)
    assert any(one.activity for one in facts)


def test_whatever_day_it_is_all_that_can_be_planned_is_planned(day: date) -> None:
    told = gathered([demo(day, vocabulary())])
    steps = [pair for life in told.units.values() for pair in pairwise(life.timeline)]
    ahead = [(earlier.value, later.value) for earlier, later in steps if later.valid.start > day]

    assert any(earlier.name != later.name for earlier, later in ahead)
    assert any(earlier.parent != later.parent for earlier, later in ahead)
    assert any(earlier.specialities != later.specialities for earlier, later in ahead)
    assert any(earlier.visiting != later.visiting for earlier, later in ahead)
    assert any(day < end(life) < FOREVER for life in told.units.values())
    assert any(start(life) > day for life in told.units.values())
    assert any(version.valid.start > day for _, version in told.mailboxes())
    assert any(succession.since > day for succession in told.successions)


def test_all_that_can_have_happened_has(told: Told) -> None:
    steps = [pair for life in told.units.values() for pair in pairwise(life.timeline)]
    past = [(earlier.value, later.value) for earlier, later in steps if later.valid.start <= TODAY]
    merged = Counter(succession.successor for succession in told.successions if succession.since <= TODAY)

    assert any(earlier.name != later.name for earlier, later in past)
    assert any(earlier.parent != later.parent for earlier, later in past)
    assert any(earlier.postal != later.postal for earlier, later in past)
    assert any(end(life) <= TODAY for life in told.units.values())
    assert max(merged.values()) == 2


def test_hidden_replaced_and_ended_numbers_are_there(told: Told) -> None:
    standing = [version.value for _, version in told.mailboxes() if covers(version, TODAY)]

    assert sum(mailbox.internal_only for mailbox in standing) == 1
    assert sum(mailbox.not_active for mailbox in standing) == 1
    assert any(len({number.valid.start for number in held}) > 1 for held in told.held().values())
    assert any(end(number) <= TODAY for number in told.numbers.values())


def test_codes_are_shared_as_in_the_register(told: Told) -> None:
    standing = [facts for code in told.units if (facts := told.said(code, TODAY)) is not None]
    shaks = Counter(facts.shak for facts in standing if facts.shak)
    provider_numbers = Counter(number for facts in standing for number in facts.provider_numbers)

    assert shaks.most_common(1)[0][1] == 2
    assert provider_numbers.most_common(1)[0][1] == 3
    assert [provider_number_adds_up(number) for number in sorted(provider_numbers)] == [True, False]
    assert any(len(facts.specialities) == 8 for facts in standing)
    assert any(None in facts.local_attributes for facts in standing)
    assert any(facts.geographical_relation is GeographicalRelation.OTHER_MOTHER for facts in standing)
    assert any((facts.pharmacy_number or "").endswith(",2") for facts in standing)


def test_the_region_is_none_of_the_real_ones(told: Told) -> None:
    owners = {life.timeline[0].value.name for life in told.units.values() if life.kind is UnitKind.INSTITUTION_OWNER}

    assert "Region Eksempel" in owners
    assert not owners & {value.name_da for value in vocabulary().lists[CodeList.REGION].values()}


def test_demo_and_national_registers_share_no_numbers(told: Told) -> None:
    national = generated(300)
    companies = [{version.value.cvr for _, version in one.versions()} - {None} for one in (told, national)]

    assert not set(told.units) & set(national.units)
    assert not set(told.numbers) & set(national.numbers)
    assert not companies[0] & companies[1]
    assert all(_serial(code) < NATIONAL_SERIALS for code in told.units)


def test_the_units_that_are_pointed_out_are_there(told: Told) -> None:
    pointed_out = re.findall(r"9000[0-9]{13}", DECISION.read_text(encoding="utf-8"))

    assert len(pointed_out) >= 10
    assert {int(code) for code in pointed_out} <= set(told.units)


def _extract() -> list[dict[str, str]]:
    return list(rows("koebenhavn", "synthetic.demo"))


def _serial(code: int) -> int:
    return code // 10**10


def _effective_number(told: Told, code: int) -> str | None:
    for one in told.path(code, TODAY):
        for gln, number in told.numbers.items():
            if any(version.value.holder == one and covers(version, TODAY) for version in number.timeline):
                return gln
        facts = told.said(one, TODAY)
        if facts is None or not facts.inherits_location_number:
            return None
    return None
