"""`sor midnight`: what takes effect by date told to the feed, where no server is up at midnight to do so."""

import asyncio
from datetime import date

from commands.database import opened, register
from commands.screen import say
from commands.setting import read_settings
from resolvers.feed.midnight import catch_up
from settings import today


def midnight() -> None:
    """Tell the feed what takes effect today.

    And on the days before that nobody has told of. A running server does it by itself; this is for cron, where none
    is. Whoever comes second has nothing left to tell.
    """
    settings = read_settings()
    day = today(settings)
    with register(settings) as url:
        count = asyncio.run(caught_up(url, day))
    say(f"The feed has told of all days up to {day}; {count} entries are new.")


async def caught_up(url: str, day: date) -> int:
    async with opened(url, statement_timeout=0) as engine:
        return await catch_up(engine, day)
