"""Following the feed: what came behind a cursor first, then whatever comes, as long as it can be vouched for."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.feed import ChangeKind, Entry, Position, Told
from domain.identifiers import SorCode
from resolvers.context import Context
from resolvers.feed import cursors, pages
from resolvers.feed.pages import Change
from resolvers.feed.tail import BATCH, NOT_NOW, Tail
from resolvers.refusals import Code, Refusal

STARTS_WITHIN = 5.0
"""Seconds that a bell which is not heard yet is waited for."""

LOOK = 60.0
"""Seconds after which the clock is looked at again by which a login ends: it may have been set."""

SHORT = 10.0
"""Seconds after which another view is opened for who takes long to read what came together."""

EXPIRED = "The token that you logged in with has expired: log in again."


class _Place(NamedTuple):
    """How far somebody has come: in which feed, behind which entry."""

    identity: UUID
    position: Position
    recorded: datetime | None

    def behind(self, told: Told) -> "_Place":
        return _Place(self.identity, told.position, told.recorded)

    def resume(self, why: str) -> Refusal:
        after = cursors.written(*self)
        return Refusal(Code.RESUME, f"{why} Subscribe again with `after` as told here; nothing is lost.", after=after)


async def follow(
    ctx: Context, tail: Tail, after: str | None, under: SorCode | None, kinds: Sequence[ChangeKind] | None
) -> AsyncIterator[Change]:
    """Every change behind a cursor, from now on without one, in the order of the feed, for ever.

    Ends by raising `Refusal`: INVALID_CURSOR at once; RESUME, with the cursor to go on from, when the server stops or
    can no longer be sure to be told, and when the login of who follows holds no longer.

    Reads in short views; none is held while nobody asks for the next change.
    """
    position, standing = await pages.place(ctx, after)
    here = _Place(standing.identity, position, standing.known)
    if after is None:
        here = _Place(standing.identity, standing.end, standing.recorded)
    await ctx.renew()
    with tail.followed():
        interruptions = await _listening(tail, here)
        while True:
            _check(ctx, tail, interruptions, here)
            found, end = await _next(ctx, tail, here, under, kinds)
            began = -SHORT  # what is asked of the units that changed is read as it is after that
            for told in found:
                if _wanted(told.entry, under, kinds):
                    _check(ctx, tail, interruptions, here)
                    began = await _short(ctx, began)
                    yield pages.shown(ctx.actor, here.identity, told)
                here = here.behind(told)
            here = end or here
            if found:
                await ctx.renew(least=0)
            elif end is None:
                ctx.let_go()
                await _moved(ctx, tail, interruptions, here)


async def _next(
    ctx: Context, tail: Tail, here: _Place, under: SorCode | None, kinds: Sequence[ChangeKind] | None
) -> tuple[Sequence[Told], _Place | None]:
    """What came next; and, where that was looked for in the database, how far it was looked at, wanted or not."""
    if (kept := tail.behind(here.position)) is not None:
        return kept, None
    try:
        standing = await ctx.reader.feed_standing(here.position)
        found = await ctx.reader.feed_entries(here.position, under, kinds, BATCH)
        await ctx.renew()
    except NOT_NOW:
        raise here.resume("The register cannot be read at the moment.") from None
    if len(found) == BATCH:
        return found, here.behind(found[-1])
    return found, _Place(here.identity, standing.end, standing.recorded)


async def _short(ctx: Context, began: float) -> float:
    """The instant at which the view began that is read from now on."""
    if time.monotonic() - began < SHORT:
        return began
    await ctx.renew()
    return time.monotonic()


async def _listening(tail: Tail, here: _Place) -> int:
    """The interruptions so far, once the bell is heard."""
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            return await tail.heard()
    except TimeoutError:
        raise here.resume("The server does not hear of changes at the moment.") from None


async def _moved(ctx: Context, tail: Tail, interruptions: int, here: _Place) -> None:
    """Waits until something came, or until it is time to check."""
    until = ctx.actor.until
    with suppress(TimeoutError):
        async with asyncio.timeout(None if until is None else min(until - time.time(), LOOK)):
            await tail.moved(here.position, interruptions)


def _check(ctx: Context, tail: Tail, interruptions: int, here: _Place) -> None:
    if ctx.actor.until is not None and time.time() >= ctx.actor.until:
        raise here.resume(EXPIRED)
    if tail.stopping:
        raise here.resume("The server stops.")
    if tail.interruptions != interruptions:
        raise here.resume("The server did not hear of changes for a moment.")


def _wanted(entry: Entry, under: SorCode | None, kinds: Sequence[ChangeKind] | None) -> bool:
    return (under is None or under in entry.places) and (kinds is None or entry.kind in kinds)
