"""How far a question of the whole register is looked for in memory, before it is left to the database."""

import pytest

from db.reading.lists import Order, OrderField, Page
from db.reading.resident import finding
from db.reading.resident.finding import TooFar, find
from db.reading.resident.revision import made
from domain.units import Unit
from tests.builders import TODAY, hospital
from tests.materials import made_of

ORDERS = [Order(OrderField.NAME), Order(OrderField.NAME, descending=True), Order(OrderField.SOR_CODE)]


def nobody(_: Unit) -> bool:
    return False


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

    assert find(register, TODAY, nobody, order, Page(1)).items == ()
    monkeypatch.setattr(finding, "LOOKED_AT", candidates - 2)
    with pytest.raises(TooFar):
        find(register, TODAY, nobody, order, Page(1))
    everybody = find(register, TODAY, None, order, Page(1))
    assert (len(everybody.items), everybody.more) == (1, True)
