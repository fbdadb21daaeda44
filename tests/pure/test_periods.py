"""Days and what holds on them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import Period, Version, merged, standing_on, value_on

FIRST = date(2020, 1, 1)
days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
periods = st.builds(
    lambda start, length: Period(start, None if length is None else start + timedelta(days=length)),
    days,
    st.none() | st.integers(1, 20),
)


def test_a_period_holds_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Period(FIRST, FIRST)


def test_the_last_day_is_the_day_before_the_end() -> None:
    assert Period(FIRST, date(2020, 3, 1)).last_day == date(2020, 2, 29)
    assert Period(FIRST).last_day is None


@given(one=periods, other=periods, day=days)
def test_an_overlap_holds_the_days_that_both_hold(one: Period, other: Period, day: date) -> None:
    both = one.overlap(other)

    assert (both is not None and both.covers(day)) == (one.covers(day) and other.covers(day))


@given(period=periods, day=days, asked=days)
def test_what_is_left_before_and_after_a_day_is_the_whole(period: Period, day: date, asked: date) -> None:
    before, after = period.until(day), period.since(day)

    assert period.covers(asked) == any(part is not None and part.covers(asked) for part in (before, after))
    assert not (before and before.covers(asked) and after and after.covers(asked))


@given(period=periods, day=days)
def test_a_day_is_clamped_to_the_nearest_that_is_covered(period: Period, day: date) -> None:
    nearest = period.clamp(day)

    assert period.covers(nearest)
    assert nearest == day or not period.covers(day)


@given(one=periods, other=periods)
def test_within_means_every_day_of_it(one: Period, other: Period) -> None:
    horizon = [FIRST + timedelta(days=n) for n in range(-1, 70)]

    assert one.within(other) == all(other.covers(day) for day in [*horizon, date.max] if one.covers(day))


@given(
    cuts=st.lists(st.integers(1, 40), min_size=1, max_size=6, unique=True), values=st.lists(st.booleans()), asked=days
)
def test_merging_neighbours_changes_no_day(cuts: list[int], values: list[bool], asked: date) -> None:
    starts = [FIRST, *(FIRST + timedelta(days=cut) for cut in sorted(cuts))]
    ends: list[date | None] = [*starts[1:], None]
    timeline = [
        Version(Period(start, end), values[n % len(values)] if values else True)
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    shorter = list(merged(timeline))

    assert value_on(asked, shorter) == value_on(asked, timeline)
    assert all(one.value != other.value for one, other in pairwise(shorter))


def test_a_closed_unit_stands_as_it_last_did_and_a_planned_one_as_it_first_will() -> None:
    timeline = [
        Version(Period(FIRST, date(2021, 1, 1)), "first"),
        Version(Period(date(2021, 1, 1), date(2022, 1, 1)), "last"),
    ]

    assert standing_on(date(2019, 1, 1), timeline).value == "first"
    assert standing_on(date(2020, 12, 31), timeline).value == "first"
    assert standing_on(date(2021, 1, 1), timeline).value == "last"
    assert standing_on(date(2030, 1, 1), timeline).value == "last"
