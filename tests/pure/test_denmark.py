"""A day is a day in Denmark, in winter, in summer and when the clocks change; deadlines count such days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.denmark import day_of, midnight
from domain.lifecycle import days

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-01-14T22:59:59", date(2026, 1, 14)),
        ("2026-01-14T23:00:00", date(2026, 1, 15)),
        ("2026-07-14T21:59:59", date(2026, 7, 14)),
        ("2026-07-14T22:00:00", date(2026, 7, 15)),
        ("2026-03-28T22:59:59", date(2026, 3, 28)),
        ("2026-03-28T23:00:00", date(2026, 3, 29)),
        ("2026-03-29T01:00:00", date(2026, 3, 29)),
        ("2026-03-29T21:59:59", date(2026, 3, 29)),
        ("2026-03-29T22:00:00", date(2026, 3, 30)),
        ("2026-10-24T21:59:59", date(2026, 10, 24)),
        ("2026-10-24T22:00:00", date(2026, 10, 25)),
        ("2026-10-25T00:30:00", date(2026, 10, 25)),
        ("2026-10-25T22:59:59", date(2026, 10, 25)),
        ("2026-10-25T23:00:00", date(2026, 10, 26)),
    ],
)
def test_the_day_changes_at_danish_midnight(instant: str, day: date) -> None:
    assert day_of(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == day


def test_the_days_on_which_clocks_change_have_23_and_25_hours() -> None:
    assert midnight(date(2026, 3, 30)) - midnight(date(2026, 3, 29)) == timedelta(hours=23)
    assert midnight(date(2026, 10, 26)) - midnight(date(2026, 10, 25)) == timedelta(hours=25)


@given(st.dates(date(1980, 1, 1), date(2100, 1, 1)))
def test_a_day_begins_at_its_midnight_and_ends_at_the_next(day: date) -> None:
    assert day_of(midnight(day)) == day
    assert day_of(midnight(day) - SECOND) == day - timedelta(days=1)


@pytest.mark.parametrize("day", [date(2026, 3, 22), date(2026, 3, 28), date(2026, 10, 18), date(2026, 10, 24)])
def test_deadlines_count_days_also_when_the_clocks_change_in_between(day: date) -> None:
    """Seven days are seven days, be they 167 or 169 hours."""
    last_second = midnight(day + timedelta(days=1)) - SECOND

    assert days.opening(day_of(last_second)) == day + timedelta(days=7)
    assert days.closing(day_of(last_second)) == day + timedelta(days=7)
    assert days.changing(day_of(last_second)) == day + timedelta(days=1)
    assert days.changing(day_of(last_second + SECOND)) == day + timedelta(days=2)


def test_an_instant_without_an_offset_is_no_instant() -> None:
    with pytest.raises(ValueError, match="has an offset"):
        day_of(datetime(2026, 1, 1))  # noqa: DTZ001
