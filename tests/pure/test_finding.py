"""How far a question of the whole register is looked for in memory, before it is left to the database."""

from dataclasses import replace
from types import ModuleType

import pytest

from db.reading.lists import Below, Filter, Order, OrderField, Page, Slice, TextMatch
from db.reading.resident import among, finding, having, there
from db.reading.resident.among import TooFar
from db.reading.resident.finding import count, find
from db.reading.resident.revision import Revision, made
from domain.identifiers import SorCode
from tests.builders import REGION, STREET, TODAY, hospital
from tests.materials import made_of

ORDERS = [Order(OrderField.NAME), Order(OrderField.NAME, descending=True), Order(OrderField.SOR_CODE)]


NOBODY = Filter(types=("a type that nobody has",))


@pytest.mark.parametrize("order", ORDERS, ids=["by name", "by name downwards", "by code"])
@pytest.mark.parametrize("at_once", [1, 2, 200])
def test_no_more_versions_are_looked_at_than_a_page_is_worth(
    monkeypatch: pytest.MonkeyPatch, order: Order, at_once: int
) -> None:
    register = made(made_of(hospital()))
    candidates = len(register.by_code) if order.field is OrderField.SOR_CODE else len(register.by_name)
    assert candidates > 3
    monkeypatch.setattr(finding, "AT_ONCE", at_once)
    monkeypatch.setattr(finding, "FOR_EACH", 1)
    monkeypatch.setattr(finding, "LOOKED_AT", candidates - 1)

    assert find(register, TODAY, NOBODY, order, Page(1)).items == ()
    monkeypatch.setattr(finding, "LOOKED_AT", candidates - 2)
    with pytest.raises(TooFar):
        find(register, TODAY, NOBODY, order, Page(1))
    elsewhere = replace(NOBODY, post_code=TextMatch(is_null=True))
    monkeypatch.setattr(finding, "SOME", candidates - 1)
    assert find(register, TODAY, elsewhere, order, Page(1)).items == ()
    monkeypatch.setattr(finding, "SOME", candidates - 2)
    with pytest.raises(TooFar):
        find(register, TODAY, elsewhere, order, Page(1))
    everybody = find(register, TODAY, Filter(), order, Page(1))
    assert (len(everybody.items), everybody.more) == (1, True)


def found(register: Revision, wanted: Filter) -> int:
    """How many units, counted and listed alike."""
    number = count(register, TODAY, wanted)
    assert len(find(register, TODAY, wanted, Order(), Page(50)).items) == number
    return number


def assert_too_far(register: Revision, wanted: Filter) -> None:
    with pytest.raises(TooFar):
        count(register, TODAY, wanted)
    with pytest.raises(TooFar):
        find(register, TODAY, wanted, Order(), Page(50))


def test_no_more_units_are_walked_than_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    register = made(made_of(hospital()))
    owner = SorCode(REGION)
    below = found(register, Filter(under=Below((owner,))))
    assert below > 3

    for wanted, most in (Filter(under=Below((owner,))), below), (Filter(within=owner), below + 1):
        monkeypatch.setattr(among, "WALKED", most)
        assert found(register, wanted) == most
        monkeypatch.setattr(among, "WALKED", most - 1)
        assert_too_far(register, wanted)


@pytest.mark.parametrize(
    ("way", "wanted"),
    [(there, Filter(post_code=TextMatch(eq=STREET.post_code))), (having, Filter(name_contains="afd"))],
    ids=["at an address", "by a word"],
)
def test_no_more_units_are_looked_for_in_another_way_than_are_worth_it(
    monkeypatch: pytest.MonkeyPatch, way: ModuleType, wanted: Filter
) -> None:
    register = made(made_of(hospital()))
    most = found(register, wanted)
    assert most > 1

    for limit in ("LOOKED_AT", "SOME", "FOR_EACH"):
        monkeypatch.setattr(finding, limit, 0)
    monkeypatch.setattr(way, "WALKED", most)
    assert found(register, wanted) == most
    for fewer in (most - 1, 0):
        monkeypatch.setattr(way, "WALKED", fewer)
        assert_too_far(register, wanted)


def test_nobody_is_found_by_a_word_that_no_name_has() -> None:
    assert found(made(made_of(hospital())), Filter(name_contains="nobody is called so")) == 0


def test_a_page_made_in_memory_is_told_like_any_other() -> None:
    page = find(made(made_of(hospital())), TODAY, Filter(), Order(), Page(2))

    assert page == Slice(page.items, tuple(page.keys), more=True)
    assert (page.total, replace(page, keys=()).total) == (None, None)
