"""When a day begins, and what is forgotten on the occasion."""

from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.forgetting import forget_answers
from resolvers.feed.midnight import until_midnight


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-11-22T00:00:00+01:00", 24),
        ("2026-10-25T00:00:00+02:00", 25),
        ("2026-03-29T00:00:00+01:00", 23),
        ("2026-10-25T02:30:00+01:00", 21.5),
        ("2026-10-25T02:30:00+02:00", 22.5),
        ("2026-12-31T22:59:59+00:00", 1 / 3600),
    ],
)
def test_midnight_is_that_of_denmark_also_when_the_clocks_change(now: str, hours: float) -> None:
    assert until_midnight(datetime.fromisoformat(now).astimezone(UTC)) == pytest.approx(hours * 3600, abs=0.1)


async def test_answers_are_forgotten_after_seven_days(engine: AsyncEngine, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for key, given in (("old", "7 days 1 minute"), ("young", "6 days 23 hours")):
            connection.execute(
                "INSERT INTO answered VALUES ('somebody', %s, '', '{}', now() - %s::interval)", (key, given)
            )

        assert await forget_answers(engine) == 1
        assert connection.execute("SELECT key FROM answered").fetchall() == [("young",)]
