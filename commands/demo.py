"""`sor demo`: the demo register, where there are no units."""

import asyncio
from datetime import date

from commands.database import opened, register
from commands.screen import Advance, doing, say
from commands.setting import read_settings
from db.writing.lives import Written
from resolvers.generating import load_demo
from settings import today


def load() -> None:
    """Load the demo register.

    Where there are no units; a register that has some stays as it is.
    """
    settings = read_settings()
    with register(settings, make=True) as url:
        loaded_where_empty(url, today(settings))


def loaded_where_empty(url: str, day: date) -> None:
    with doing("Loading the demo register where there are no units") as advance:
        written = asyncio.run(loaded(url, day, advance))
    say("The register has units already." if written is None else f"The demo register has {written.units_new:,} units.")


async def loaded(url: str, day: date, advance: Advance) -> Written | None:
    async with opened(url, statement_timeout=0) as engine:
        return await load_demo(engine, day, advance)
