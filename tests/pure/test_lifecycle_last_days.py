"""What is ended has a last day: that of the calendar, which files write for none, ends nothing a day too early."""

from datetime import date
from typing import Any

import pytest

from domain.lifecycle.carrying_out import carried_out
from domain.location_numbers import Direction, MessageType
from domain.operations import Close, CloseNumber, EndMessages, Exchange, Merge, Relate, Split, Unrelate
from domain.rules import Rule
from tests.builders import HOSPITAL, MEDICINE_NUMBER, SURGERY, THEATRE, WARD
from tests.excerpts import Broken, broken
from tests.operations import NEXT_YEAR, REGISTER

NEVER = date.max
RECEIVED = Exchange(message_type=MessageType("DIS01", "D0133L"), direction=Direction.RECEIVE)
TOGETHER = REGISTER.after(
    carried_out(Relate(unit=WARD, type="COOPERATES", other=THEATRE, since=NEXT_YEAR), REGISTER).edits
)
ENDED: list[tuple[type[Any], dict[str, Any]]] = [
    (Close, {"unit": THEATRE}),
    (CloseNumber, {"gln": MEDICINE_NUMBER}),
    (EndMessages, {"gln": MEDICINE_NUMBER, "exchanges": (RECEIVED,)}),
    (Unrelate, {"unit": WARD, "type": "COOPERATES", "other": THEATRE}),
    (Merge, {"units": (THEATRE, WARD), "into": SURGERY, "below": True}),
    (Split, {"unit": THEATRE, "into": (SURGERY, HOSPITAL)}),
]


@pytest.mark.parametrize(("kind", "told"), ENDED)
def test_the_last_day_of_the_calendar_is_no_last_day(kind: type[Any], told: dict[str, Any]) -> None:
    assert broken(carried_out, kind(last_day=NEVER, **told), TOGETHER) == [Broken(Rule.LAST_DAY_FORMAT, ("last_day",))]


@pytest.mark.parametrize(("kind", "told"), ENDED)
def test_the_day_before_it_is_one(kind: type[Any], told: dict[str, Any]) -> None:
    assert broken(carried_out, kind(last_day=date(9999, 12, 30), **told), TOGETHER) == []
