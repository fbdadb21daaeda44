"""Python and the database tell the same of days and periods."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.range import Range
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.periods import Period

DAYS = st.dates(date(2019, 12, 25), date(2020, 3, 5))
LENGTHS = st.none() | st.integers(1, 40)
PERIODS = st.builds(
    lambda start, length: Period(start, None if length is None else start + timedelta(days=length)), DAYS, LENGTHS
)

ASKED = text(
    "SELECT one @> CAST(:day AS date), one <@ other, one * other, one * daterange(NULL, :day),"
    " one * daterange(:day, NULL), upper(one) - 1"
    " FROM (SELECT daterange(:start, :end), daterange(:other_start, :other_end)) AS periods (one, other)"
)


@given(one=PERIODS, other=PERIODS, day=DAYS)
async def test_what_holds_when_and_what_two_periods_share(
    standing_engine: AsyncEngine, one: Period, other: Period, day: date
) -> None:
    asked = {"start": one.start, "end": one.end, "other_start": other.start, "other_end": other.end, "day": day}
    async with standing_engine.connect() as connection:
        covers, within, shared, before, after, last_day = _told((await connection.execute(ASKED, asked)).one())

    assert covers == one.covers(day)
    assert within == one.within(other)
    assert shared == one.overlap(other)
    assert before == one.until(day)
    assert after == one.since(day)
    assert last_day == one.last_day


@given(period=PERIODS)
async def test_a_period_comes_back_as_it_was_stored(standing_engine: AsyncEngine, period: Period) -> None:
    asked = text("SELECT daterange(:start, :end, '[]')")
    async with standing_engine.connect() as connection:
        found = (await connection.execute(asked, {"start": period.start, "end": period.last_day})).one()

    assert _told(found) == (period,)


def _told(row: Row[tuple[object, ...]]) -> tuple[object, ...]:
    """The database's ranges as periods; an empty one is none."""
    return tuple(_period(value) if isinstance(value, Range) else value for value in row)


def _period(days: Range[date]) -> Period | None:
    return None if days.isempty or days.lower is None else Period(days.lower, days.upper)
