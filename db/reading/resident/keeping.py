"""Keeps the register in memory: loads it, takes in what is committed, and knows when it cannot be sure that it has.

In a thread of its own, so that neither waits for the other: what is committed is taken in while the event loop builds
large answers, and requests are answered while the register is loaded.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from typing import NamedTuple, TypeVar
from uuid import UUID

import psycopg
import structlog
from sqlalchemy import URL

from db.feed.bell import Bell
from db.reading.resident import loading, memory, room, touched
from db.reading.resident.line import APPLICATION, Line
from db.reading.resident.reach import Reach
from db.reading.resident.revision import Revision, looked_through, made

POLL = 1.0
"""Seconds after which is looked without a ring."""

UNSEEN = 5.0
"""Seconds after which what was last looked at is too long ago to answer from."""

DOUBTED = 2.0
"""Seconds after which it is asked whether the database is there at all: the answer is known before it is needed."""

PATIENCE = 2.0
"""Seconds that somebody waits for the newest revision; then the database answers."""

LARGE = 50_000
"""Versions of units from which on a register that was loaded is answered from before it can be searched."""

LOADING = "it is being loaded"
UNHEARD = "the bell of the database is not heard"
UNREADABLE = "the database cannot be read"

log = structlog.stdlib.get_logger("sor.resident")

T = TypeVar("T")


class TooLarge(Exception):
    """The register has more versions of units than may be held."""


class Waiter(NamedTuple):
    """Somebody who waits for a look, or for one that holds at `least` a change set."""

    least: int | None
    looked: asyncio.Future[None]


class Keeper:
    """`why`: what keeps requests from being answered from memory, if anything does.

    A revision is current if a look at the database that began after the bell was heard found nothing newer, and the
    bell has been heard ever since. While the database is away it may be answered from all the same (`alone`).

    `reach`: whether the database is there.
    """

    def __init__(
        self, url: URL, limit: int | None, near: Callable[[], Sequence[URL]] = tuple, patience: float = 0
    ) -> None:
        """`url`: of the primary, for only there the bell is heard. `near`: replicas, of which all is loaded if there
        are any; what they lack is then taken in from the primary, as any change is. `patience`: seconds that a
        revision may have been the last one to be current while the database is away."""
        self.why = LOADING
        self.patience = patience
        self.reach = Reach(url, self._sure, self._found)
        self._url = url
        self._near = near
        self._limit = limit
        self._line: Line | None = None
        self._other: Line | None = None
        self._identity: UUID | None = None
        self._revision: Revision | None = None
        self._heard = False
        self._interruptions = 0
        self._sure_since = -1
        self._looked = 0.0
        self._asked = threading.Event()
        self._waiting: deque[Waiter] = deque()
        self._rings: deque[int | None] = deque()
        self._stopping = False
        self._acknowledged = 0
        self._bell = Bell(url, self._rung, self._lost, f"{APPLICATION} bell")

    def current(self) -> Revision | None:
        """What to answer from; none while the database has to."""
        if not self._heard or self._sure_since != self._interruptions or time.monotonic() - self._looked > UNSEEN:
            return None
        return self._revision

    def alone(self, least: int = 0) -> Revision | None:
        """What to answer from while the database is away and nobody can say what is current: what was so `age` seconds
        ago, if it has the change set `least`, and all whose writers were told by this process that they are made."""
        revision = self._revision
        if self.reach.why is None or revision is None or self.age > self.patience:
            return None
        return revision if revision.number >= max(least, self._acknowledged) else None

    def acknowledged(self, number: int) -> None:
        """A change set was committed, and its writer is about to be told so."""
        self._acknowledged = max(self._acknowledged, number)

    @property
    def looked(self) -> float:
        """The instant of `time.monotonic` at which the last look at the database began that found everything held
        here; 0, where none did yet."""
        return self._looked

    @property
    def age(self) -> float:
        """Seconds since then."""
        return time.monotonic() - self._looked

    async def newest(self, least: int | None = None) -> Revision | None:
        """What is committed by now and perhaps a little more, or what holds at `least` a change set that is; none while
        the database has to answer."""
        if self.current() is None:
            return None
        looked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiter(least, looked))
        self._asked.set()
        try:
            async with asyncio.timeout(PATIENCE):
                await looked
        except TimeoutError:
            return None
        return self.current()

    async def at_least(self, number: int) -> Revision | None:
        """A revision with a change set that is committed; none while the database has to answer."""
        revision = self.current()
        if revision is not None and revision.number < number:
            revision = await self.newest(number)
        return revision if revision is not None and revision.number >= number else None

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Kept up to date from here to the end."""
        memory.collect_seldom()
        listening = asyncio.create_task(self._bell.listen())
        watching = [asyncio.create_task(self.reach.watch())] if self.patience else []
        loop = asyncio.get_running_loop()
        thread = threading.Thread(target=self._keep, args=(loop, listening), name="resident register", daemon=True)
        thread.start()
        try:
            yield
        finally:
            for task in (listening, *watching):
                task.cancel()
            self._stop()
            await asyncio.gather(listening, *watching, asyncio.to_thread(thread.join, PATIENCE), return_exceptions=True)

    def _stop(self) -> None:
        self._stopping = True
        self._asked.set()
        for line in (self._line, self._other):
            if line is not None:
                with suppress(psycopg.Error):
                    line.cancel()

    def _rung(self, told: str) -> None:
        if not self._heard:
            self._interruptions += 1
            self._heard = True
        self.reach.there()
        self._rings.append(int(told) if told.isdigit() else None)
        self._asked.set()

    def _lost(self) -> None:
        self._doubted()
        self._heard = False
        self.why = UNHEARD

    def _doubted(self) -> None:
        if self.patience and self._revision is not None:
            self.reach.doubt()

    def _sure(self) -> bool:
        """Whether nobody has to know if the database is there."""
        known = self._heard and self._sure_since == self._interruptions and self.age < DOUBTED
        return known or self._revision is None

    def _found(self) -> None:
        self._asked.set()
        self._bell.hurry()

    # In the thread
    def _keep(self, loop: asyncio.AbstractEventLoop, listening: asyncio.Task[None]) -> None:
        with suppress(RuntimeError):  # the loop is closed
            woken = False
            while not self._stopping:
                waiting, rings = _taken(self._waiting), _taken(self._rings)
                try:
                    if not woken or not self._held([*(one.least for one in waiting), *rings]):
                        self._look()
                        if self.reach.why is not None:
                            loop.call_soon_threadsafe(self.reach.there)
                except TooLarge as reason:
                    self._let_go()
                    self.why = str(reason)
                    log.warning("the register is not held in memory", reason=self.why)
                    loop.call_soon_threadsafe(listening.cancel)
                    break
                except (psycopg.Error, OSError) as reason:
                    self._failed(reason)
                loop.call_soon_threadsafe(_wake, [*waiting, *self._satisfied()])
                self._look_through()
                woken = self._asked.wait(POLL)
                self._asked.clear()
        self._hang_up()

    def _held(self, wanted: Sequence[int | None]) -> bool:
        """Whether nothing is wanted but change sets that are in the revision, which is current."""
        revision = self._revision
        if revision is None or not wanted or self._sure_since != self._interruptions:
            return False
        return all(number is not None and number <= revision.number for number in wanted)

    def _satisfied(self) -> list[Waiter]:
        """Those who came while it was looked, and wanted what has been taken in."""
        waiting = _taken(self._waiting)
        satisfied = [one for one in waiting if self._held([one.least])]
        self._waiting.extend(one for one in waiting if one not in satisfied)
        return satisfied

    def _failed(self, reason: Exception) -> None:
        self._doubted()
        self._sure_since = -1
        self._hang_up()
        if not self._stopping and self.why != UNREADABLE:
            self.why = UNREADABLE
            log.warning("the register in memory cannot be kept current", reason=type(reason).__name__)

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(psycopg.Error):
                line.close()

    def _look(self) -> None:
        """Takes in all that is committed when it begins. Raises `TooLarge`, `psycopg.Error`, `OSError`."""
        heard, began = self._interruptions, time.monotonic()
        line = self._line = self._line or Line.open(self._url)
        near = self._near
        while self._revision is None or not self._caught_up(line, self._revision):
            self._sure_since, self.why = -1, LOADING
            self._revision = self._loaded_nearby(near()) or self._loaded(line)
            memory.give_back()
            heard, began, near = self._interruptions, time.monotonic(), tuple
        self._looked, self._sure_since = began, heard

    def _look_through(self) -> None:
        """What can wait until others are answered: it is searched in the database until then."""
        if self._revision is None or self._revision.searchable:
            return
        began = time.perf_counter()
        with memory.held():
            self._revision = looked_through(self._revision)
        log.info("the register in memory can be searched", ms=_milliseconds(began))
        _put_together()

    def _let_go(self) -> None:
        """Of what is held no more is answered, nor of what was told of it."""
        self._revision, self._sure_since, self._acknowledged = None, -1, 0

    def _make_room(self) -> None:
        """While all is read anew what was held is kept, for the database may be lost meanwhile; not where two registers
        are more than there is room for."""
        if self._revision is not None and room.spare() < room.LITTLE:
            self._revision = None
            log.warning("memory is short, so that the register is not held while it is loaded anew")

    def _caught_up(self, line: Line, revision: Revision) -> bool:
        """Whether what was committed since has been taken in; if not, all has to be read anew."""
        began = time.perf_counter()
        with line.briefly(), line.view():
            since = touched.since(line, revision.number)
            if (reason := self._doubt(since, revision)) is not None:
                log.warning("the register is loaded anew", reason=reason)
                if since.identity != self._identity or since.recorded != revision.recorded:
                    self._let_go()
                return False
            if not since.newer:
                return True
            found = touched.touched(line, since)
            if (count := sum(map(len, found.values()))) > touched.MOST:
                log.info("the register is loaded anew", reason="more has changed than is worth being read by itself")
                return False
            material = touched.material(line, since, found, revision)
        self._revision = revision.after(material)
        log.debug("changed", revision=material.number, touched=count, ms=_milliseconds(began))
        return True

    def _doubt(self, since: touched.Since, revision: Revision) -> str | None:
        if since.identity != self._identity:
            return "the database has another register"
        if since.recorded != revision.recorded:
            return "the database was restored"
        if len(since.newer) > touched.MOST_CHANGE_SETS:
            return "too many changes were missed"
        return None

    def _loaded_nearby(self, replicas: Sequence[URL]) -> Revision | None:
        """Of one that can be read; none, if there is none. Raises `TooLarge`."""
        for url in replicas:
            try:
                with closing(Line.open(url)) as self._other:
                    return self._loaded(self._other)
            except (psycopg.Error, OSError) as reason:
                log.warning("the register cannot be loaded from a replica", reason=type(reason).__name__)
            finally:
                self._other = None
        return None

    def _loaded(self, line: Line) -> Revision:
        began, before = time.perf_counter(), memory.megabytes()
        with line.view():
            versions = loading.size(line, self._limit)
            if self._limit is not None and versions > self._limit:
                raise TooLarge(f"it has more than {self._limit:,} versions of units (SOR_RESIDENT_LIMIT)")
            log.info("the register is being loaded", versions=versions)
            standing = loading.standing(line)
            with memory.held(), line.between(self._make_room):
                revision = made(loading.everything(line, standing), searchable=versions < LARGE)
        self._identity = standing.identity
        log.info(
            "the register is held in memory",
            revision=revision.number,
            versions=versions,
            seconds=round(time.perf_counter() - began, 2),
            mb=round(memory.megabytes() - before),
        )
        if revision.searchable:
            _put_together()
        return revision


def _put_together() -> None:
    threading.Thread(target=memory.in_large_pages, name="large pages", daemon=True).start()


def _taken(waiting: deque[T]) -> list[T]:
    """Those who are there now; others may come meanwhile."""
    return [waiting.popleft() for _ in range(len(waiting))]


def _wake(waiting: Sequence[Waiter]) -> None:
    for one in waiting:
        if not one.looked.done():
            one.looked.set_result(None)


def _milliseconds(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
