"""How far a question of the whole register is looked for in memory, before it is left to the database."""

from dataclasses import replace

import pytest

from db.reading.lists import Below, Filter, Order, OrderField, Page, TextMatch
from db.reading.resident import among, finding, having, there
from db.reading.resident.among import TooFar
from db.reading.resident.finding import count, find
from db.reading.resident.revision import made
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


def test_no_more_units_are_walked_than_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    register = made(made_of(hospital()))
    owner = SorCode(REGION)
    below = count(register, TODAY, Filter(under=Below((owner,))))
    asked = (Filter(under=Below((owner,))), below), (Filter(within=owner), below + 1)
    assert below > 3

    for wanted, most in asked:
        monkeypatch.setattr(among, "WALKED", most)
        assert count(register, TODAY, wanted) == most
        assert len(find(register, TODAY, wanted, Order(), Page(50)).items) == most
        monkeypatch.setattr(among, "WALKED", most - 1)
        with pytest.raises(TooFar):
            count(register, TODAY, wanted)
        with pytest.raises(TooFar):
            find(register, TODAY, wanted, Order(), Page(50))


def test_no_more_units_are_looked_for_at_an_address_than_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    register = made(made_of(hospital()))
    wanted = Filter(post_code=TextMatch(eq=STREET.post_code))
    most = count(register, TODAY, wanted)
    assert most > 3

    for limit in ("SOME", "FOR_EACH"):
        monkeypatch.setattr(finding, limit, 0)
    monkeypatch.setattr(there, "WALKED", most)
    assert count(register, TODAY, wanted) == len(find(register, TODAY, wanted, Order(), Page(50)).items) == most
    monkeypatch.setattr(there, "WALKED", most - 1)
    with pytest.raises(TooFar):
        count(register, TODAY, wanted)
    with pytest.raises(TooFar):
        find(register, TODAY, wanted, Order(), Page(50))


def test_no_more_units_are_looked_for_by_a_word_than_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    register = made(made_of(hospital()))
    wanted = Filter(name_contains="afd")
    most = count(register, TODAY, wanted)
    assert most > 1

    for limit in ("LOOKED_AT", "SOME", "FOR_EACH"):
        monkeypatch.setattr(finding, limit, 0)
    assert count(register, TODAY, wanted) == len(find(register, TODAY, wanted, Order(), Page(50)).items) == most
    for walked in (most - 1, 0):  # units that are called so, and names
        monkeypatch.setattr(having, "WALKED", walked)
        with pytest.raises(TooFar):
            count(register, TODAY, wanted)
        with pytest.raises(TooFar):
            find(register, TODAY, wanted, Order(), Page(50))
    assert count(register, TODAY, Filter(name_contains="nobody is called so")) == 0
