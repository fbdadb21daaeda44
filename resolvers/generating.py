"""Filling an empty register: with a synthetic national one, or with the demo."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from db.code_lists import brought_along
from db.reading.snapshot import Snapshot
from db.writing.change import Change, change
from db.writing.emptiness import has_units
from db.writing.lives import Written, write
from db.writing.loading import first_load
from domain.recording import ActorKind, Recorder
from domain.records import Lives
from resolvers.feed.telling import tell
from resolvers.unhurried import collecting_seldom
from synthetic.demo import demo
from synthetic.register import register
from synthetic.vocabulary import Vocabulary

GENERATOR = Recorder(ActorKind.SYSTEM, "sor generate")
DEMO = Recorder(ActorKind.SYSTEM, "sor demo")

Progress = Callable[[int, int | None], None]
"""Told how many units are written, and of how many."""


class NotEmpty(Exception):
    """The message is a sentence that says why nothing was generated and what to do."""

    def __init__(self) -> None:
        super().__init__(
            "The register has units already, and a synthetic one is only generated into an empty one: "
            "name another database in SOR_DATABASE_URL or another folder in SOR_DATA_DIR."
        )


async def generate(
    engine: AsyncEngine,
    units: int,
    seed: int,
    today: date,
    history: bool,
    progress: Progress = lambda done, total: None,
) -> Written:
    """Writes a synthetic national register of `units` units in one change: all of it or nothing.

    Raises `NotEmpty` where there are units, and ValueError for a number or a day that `register` refuses.
    """
    batches = register(units, seed, today, history, Vocabulary.of(brought_along()))
    note = f"A synthetic register of {units} units, seed {seed}{', with history' if history else ''}"
    async with change(engine, GENERATOR, note=note, unhurried=True) as opened:
        if await has_units(opened):
            raise NotEmpty
        async with first_load(opened):
            with collecting_seldom():
                written = await _written(opened, batches, units, progress, first=True)
        await tell(opened, Snapshot(engine, opened.connection), today)
        return written


async def load_demo(engine: AsyncEngine, today: date, progress: Progress = lambda done, total: None) -> Written | None:
    """Writes the demo register where there are no units; none is said of a register that has some, and it stays."""
    async with change(engine, DEMO, note="The demo register", unhurried=True) as opened:
        if await has_units(opened):
            return None
        lives = demo(today, Vocabulary.of(brought_along()))
        written = await _written(opened, iter([lives]), len(lives.units), progress)
        await tell(opened, Snapshot(engine, opened.connection), today)
        return written


async def _written(
    opened: Change, batches: Iterator[Lives], units: int, progress: Progress, *, first: bool = False
) -> Written:
    written = Written()
    progress(0, units)
    async with aclosing(_made_ahead(batches)) as made:
        async for lives in made:
            written += await write(opened, lives, first=first)
            progress(written.units_new, units)
    return written


async def _made_ahead(batches: Iterator[Lives]) -> AsyncGenerator[Lives]:
    """Each batch is made while the database is busy with the one before it."""
    coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
    try:
        while (lives := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
            yield lives
    finally:
        await asyncio.gather(coming, return_exceptions=True)
