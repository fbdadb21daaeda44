"""Midnight in Denmark: what was planned for the day that begins holds from now on, and the feed tells so."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from db.feed import days
from db.feed.writing import write
from db.reading.snapshot import Snapshot
from db.writing.change import Change, change
from db.writing.forgetting import forget_answers
from db.writing.turns import Busy, TooMuch
from domain import news
from domain.denmark import day_of
from domain.denmark import midnight as begins
from domain.feed import Entry
from domain.periods import Moment
from domain.recording import ActorKind, Recorder
from resolvers import differing
from resolvers.feed import effects as effective
from resolvers.feed.sight import Hidden, Sight, hidden
from resolvers.feed.tail import NOT_NOW
from resolvers.stories import lines as lines_of
from resolvers.stories import whole

CLOCK = Recorder(ActorKind.SYSTEM, "sor midnight")
LOOKS_AGAIN = 60.0
"""Seconds after which is looked at the day again, whatever the time."""

A_DAY = timedelta(days=1)

log = structlog.stdlib.get_logger("sor.feed")


async def come(change: Change, view: Snapshot, today: date, known_at: datetime | None = None) -> int:
    """Tells, day by day up to today, what takes effect on days that nobody has told of; how many entries that makes.

    Each unit of which something begins or has ended on a day is told as IN_FORCE, with what is otherwise than on the
    day before; and so is, with `via`, each effective value that differs from that of the day before.

    Who records something calls this first, with the knowledge just before (`known_at`). So what was recorded is either
    known before its day is told of, and told of then; or its day has been told of already, and it is in force with
    being told. Nothing is told of twice. A feed that has never told of a day begins with today.
    """
    until = change.told_until
    if until is not None and until >= today:
        return 0
    count = 0
    if until is not None:
        for day in await days.eventful(view, until, today, known_at):
            count += await write(change, await _entries(view, day, known_at))
    await days.tell_until(change, today)
    return count


async def catch_up(engine: AsyncEngine, today: date) -> int:
    """The same in a transaction of its own, behind the lock that every writer takes: whoever comes second has nothing
    left to tell."""
    async with Snapshot(engine) as view:
        until = await days.told_until(view)
    if until is not None and until >= today:
        return 0
    async with change(engine, CLOCK, unhurried=True) as opened:
        return await come(opened, Snapshot(engine, opened.connection), today)


async def keep(engine: AsyncEngine, today: Callable[[], date], now: Callable[[], datetime]) -> None:
    """Tells of each day as it begins, for as long as the process runs. Every process of a server does.

    Answers that were kept for retries are forgotten on the same occasion.
    """
    come_to: date | None = None
    while True:
        day = today()
        try:
            if day != come_to:
                count = await catch_up(engine, day)
                log.info("the day has come", day=day.isoformat(), entries=count)
                await forget_answers(engine)
                come_to = day
        except (*NOT_NOW, Busy, TooMuch) as reason:
            log.warning("what takes effect today cannot be told", reason=type(reason).__name__)
        await asyncio.sleep(min(LOOKS_AGAIN, until_midnight(now())))


def until_midnight(now: datetime) -> float:
    """Seconds until the next day begins in Denmark, however long this one is; a little more, lest it be too soon."""
    return (begins(day_of(now) + A_DAY) - now).total_seconds() + 0.01


async def _entries(view: Snapshot, day: date, known_at: datetime | None) -> list[Entry]:
    sight = Sight(view, Moment(day - A_DAY, known_at), Moment(day, known_at))
    codes = await days.units(view, day, known_at)
    told: list[tuple[Entry, Hidden]] = []
    known = await whole(sight.reader, codes, sight.after)
    lines = await lines_of(sight.reader, known)
    for code, story in zip(codes, known, strict=True):
        entry = news.in_force(code, story, day, lines)
        if entry is not None:
            shut = news.hidden(story.on(day - A_DAY)), news.hidden(story.on(day))
            told.append((entry, hidden(entry, *shut)))
    found = await differing.differing(sight.reader, codes, sight.before, sight.after, ever=False)
    for valued in await effective.come(sight.reader, found, sight.before, sight.after):
        told.append((valued.entry, hidden(valued.entry, *valued.hidden)))
    return await sight.placed(told, day - A_DAY)
