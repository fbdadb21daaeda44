"""`sor generate`: a synthetic national register in an empty database."""

import asyncio
from datetime import date
from typing import Annotated

import typer

from commands.database import opened, register
from commands.outcome import Exit, NotDone
from commands.screen import Advance, doing, say
from commands.setting import read_settings
from db.writing.lives import Written
from resolvers import generating
from settings import today
from synthetic.register import EARLIEST_TODAY, FEWEST, MOST


def generate(
    units: Annotated[int, typer.Option(help="How many units the register has.", min=FEWEST, max=MOST)],
    seed: Annotated[int, typer.Option(help="The same seed gives the same register.")] = 1,
    history: Annotated[
        bool, typer.Option("--history/--no-history", help="Years behind it and plans ahead, or one version a unit.")
    ] = True,
) -> None:
    """Generate a synthetic national register.

    Only into an empty one. Units, owners and numbers are invented; the same seed gives the same register.
    """
    settings = read_settings()
    if (day := today(settings)) < EARLIEST_TODAY:
        raise NotDone(f"A synthetic register needs years behind it: SOR_TODAY is before {EARLIEST_TODAY}.", Exit.USAGE)
    with register(settings, make=True) as url:
        try:
            with doing(f"Generating {units:,} units") as advance:
                written = asyncio.run(generated(url, units, seed, day, history, advance))
        except generating.NotEmpty as reason:
            raise NotDone(str(reason)) from None
    say(f"The register has {written.units_new:,} units.")


async def generated(url: str, units: int, seed: int, day: date, history: bool, advance: Advance) -> Written:
    async with opened(url, statement_timeout=0) as engine:
        return await generating.generate(engine, units, seed, day, history, advance)
