"""What PostgreSQL sends in its own form is read as it would be told in words."""

import pickle
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from db.reading import sent
from domain.periods import Period


@given(told=st.uuids())
def test_an_id_is_the_one_that_its_constructor_makes(told: UUID) -> None:
    made = sent.uuid(told.bytes)

    assert made == told
    assert hash(made) == hash(told)
    assert {made: 1}[told] == 1
    assert (str(made), made.is_safe) == (str(told), UUID(bytes=told.bytes).is_safe)
    assert pickle.loads(pickle.dumps(made)) == told


def test_a_period_is_read_with_and_without_an_end() -> None:
    day = (366).to_bytes(4, "big")  # the year 2000 had as many days
    begins = b"\0\0\0\4" + day

    assert sent.period(b"\x12" + begins) == Period(date(2001, 1, 1))
    assert sent.period(b"\x02" + begins + b"\0\0\0\4" + (367).to_bytes(4, "big")) == Period(
        date(2001, 1, 1), date(2001, 1, 2)
    )


def test_an_instant_is_told_in_microseconds_since_the_year_2000() -> None:
    assert sent.instant((-1).to_bytes(8, "big", signed=True)) == datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
