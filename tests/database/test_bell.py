"""The bell of the feed, where nobody rings it."""

import asyncio
from contextlib import suppress

from sqlalchemy import make_url
from structlog.testing import capture_logs

from db.feed.bell import Bell

AWAY = make_url("postgresql+psycopg://127.0.0.1:1/register")


async def test_a_bell_that_is_lost_is_told_of_once_and_not_with_every_attempt() -> None:
    bell = Bell(AWAY, lambda _: None, lambda: None)
    with capture_logs() as lines, suppress(TimeoutError):
        async with asyncio.timeout(2):
            await bell.listen()

    told = [(line["event"], line["log_level"], line["again_in"]) for line in lines]
    assert told == [("the bell of the feed is lost", "warning", 0.1)]
