"""A synthetic register is as large as asked, always the same for the same seed, and has some of everything."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from uuid import UUID

import pytest

from domain.code_lists import CodeList, CodeValue
from domain.units import Facts, UnitKind
from synthetic.batches import UNITS
from synthetic.dice import Dice
from synthetic.register import MOST, register
from synthetic.vocabulary import Incomplete, Vocabulary
from tests.synthetic_registers import FOREVER, TODAY, Told, end, generated, start, vocabulary

DIGEST = """
import hashlib
from tests.synthetic_registers import TODAY, vocabulary
from synthetic.register import register
print(hashlib.sha256(repr(list(register(2000, 42, TODAY, True, vocabulary()))).encode()).hexdigest())
"""


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize("units", [10, 11, 12, 29, 64, 100, 333, 500, 1032, 2500, 9999])
def test_a_register_has_exactly_as_many_units_as_asked(units: int, history: bool) -> None:
    assert len(generated(units, history=history).units) == units


def test_the_smallest_register_has_a_region_a_municipality_and_a_practice() -> None:
    smallest = generated(10)

    owners = [life for life in smallest.units.values() if life.kind is UnitKind.INSTITUTION_OWNER]
    assert [_type(life.timeline[0].value) for life in owners] == ["region", "kommune", "privat"]
    assert {life.kind for life in smallest.units.values()} == set(UnitKind)


@pytest.mark.parametrize("today", [date(2010, 1, 1), date(2024, 2, 29), date(2060, 12, 31)])
def test_a_register_can_be_made_for_another_day(today: date) -> None:
    told = generated(400, today=today)

    assert any(start(life) > today for life in told.units.values())
    assert any(today < end(life) < FOREVER for life in told.units.values())


@pytest.mark.parametrize("units", [-1, 0, 9, MOST + 1])
def test_a_number_of_units_that_cannot_be_made_is_refused(units: int) -> None:
    with pytest.raises(ValueError, match=rf"10 to 1,000,000 units, not {units:,}"):
        register(units, 1, TODAY, True, vocabulary())


def test_a_day_before_there_is_anything_to_tell_is_refused() -> None:
    with pytest.raises(ValueError, match="2009-12-31 is before 2010-01-01"):
        register(100, 1, date(2009, 12, 31), True, vocabulary())


def test_a_code_list_that_lacks_something_is_named() -> None:
    lists = {**vocabulary().lists, CodeList.POSTAL_CODE: dict[str, CodeValue]()}

    with pytest.raises(Incomplete, match="The code list postal-code has no 1260"):
        register(100, 1, TODAY, True, Vocabulary(lists))


def test_the_same_seed_gives_the_same_register_wherever_it_is_made() -> None:
    digests = [_digest_under(seed) for seed in ("0", "1")]
    here = hashlib.sha256(repr(list(register(2000, 42, TODAY, True, vocabulary()))).encode()).hexdigest()

    assert digests == [here, here]


def test_another_seed_gives_another_register() -> None:
    one, other = (next(register(50, seed, TODAY, True, vocabulary())) for seed in (1, 2))

    assert {address.id for address in one.addresses}.isdisjoint(address.id for address in other.addresses)


def test_the_dice_fall_the_same_on_every_python() -> None:
    """Written down under Python 3.11."""
    dice = Dice(42)

    assert [dice.between(1, 100) for _ in range(8)] == [64, 3, 28, 23, 74, 68, 90, 9]
    assert [dice.one_of("abcdef") for _ in range(6)] == list("cabdab")


def test_without_history_every_unit_has_one_version_that_stands() -> None:
    told = generated(3000, history=False)

    assert {len(life.timeline) for life in told.units.values()} == {1}
    assert {len(number.timeline) for number in told.numbers.values()} == {1}
    assert all(start(life) <= TODAY and end(life) == FOREVER for life in told.units.values())
    assert told.successions == []


def test_with_history_a_unit_has_two_to_three_versions() -> None:
    told = generated(5000)

    assert 2.2 < sum(len(life.timeline) for life in told.units.values()) / len(told.units) < 2.8


def test_a_large_register_comes_in_batches_of_a_few_thousand() -> None:
    sizes = [len(lives.units) for lives in register(15_000, 3, TODAY, True, vocabulary())]

    assert len(sizes) > 2
    assert all(UNITS <= size < 2 * UNITS for size in sizes[:-1])
    assert sum(sizes) == 15_000


def test_all_regions_and_municipalities_are_there_by_their_names() -> None:
    told = generated(2000)
    names = {life.timeline[-1].value.name for life in told.units.values() if life.kind is UnitKind.INSTITUTION_OWNER}

    regions = {value.name_da for value in vocabulary().lists[CodeList.REGION].values()}
    assert {name for name in names if name.startswith("Region ")} == {
        name for name in regions if name.startswith("Region ")
    }
    assert len({name for name in names if name.endswith(("Kommune", "Regionskommune"))}) == 98
    assert {"Københavns Kommune", "Aarhus Kommune", "Vesthimmerlands Kommune", "Bornholms Regionskommune"} <= names
    municipalities = [told.addresses[one] for one in _town_halls(told)]
    assert len({address.municipality for address in municipalities}) == 98


def _type(facts: Facts) -> str:
    assert facts.type is not None
    return vocabulary().value(CodeList.UNIT_TYPE, facts.type).name_da


def _town_halls(told: Told) -> list[UUID]:
    first = [life.timeline[0].value for life in told.units.values() if life.kind is UnitKind.INSTITUTION_OWNER]
    return [facts.postal for facts in first if facts.postal is not None and _type(facts) == "kommune"]


def _digest_under(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    ran = subprocess.run([sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True)
    return ran.stdout.strip()
