"""Keeps the register in memory: has it brought up to date, and knows when it cannot be sure that it is.

In a thread of its own, so that neither waits for the other: what is committed is taken in while the event loop builds
large answers, and requests are answered while the register is loaded.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple, TypeVar

import psycopg
import structlog
from sqlalchemy import URL

from db.feed.bell import Bell
from db.reading.resident import memory
from db.reading.resident.holding import Holding, TooLarge
from db.reading.resident.line import APPLICATION
from db.reading.resident.reach import Reach
from db.reading.resident.revision import Revision

POLL = 1.0
"""Seconds after which is looked without a ring."""

UNSEEN = 5.0
"""Seconds after which what was last looked at is too long ago to answer from."""

DOUBTED = 2.0
"""Seconds after which it is asked whether the database is there at all: the answer is known before it is needed."""

PATIENCE = 2.0
"""Seconds that somebody waits for the newest revision; then the database answers."""

LOADING = "it is being loaded"
UNHEARD = "the bell of the database is not heard"
UNREADABLE = "the database cannot be read"

log = structlog.stdlib.get_logger("sor.resident")

T = TypeVar("T")


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
        self._holding = Holding(url, limit, near)
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
        return self._holding.revision

    def alone(self, least: int = 0) -> Revision | None:
        """What to answer from while the database is away and nobody can say what is current: what was so `age` seconds
        ago, if it has the change set `least`, and all whose writers were told by this process that they are made."""
        revision = self._holding.revision
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
        self._holding.cut()

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
        if self.patience and self._holds():
            self.reach.doubt()

    def _sure(self) -> bool:
        """Whether nobody has to know if the database is there."""
        known = self._heard and self._sure_since == self._interruptions and self.age < DOUBTED
        return known or not self._holds()

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
                self._holding.look_through()
                woken = self._asked.wait(POLL)
                self._asked.clear()
        self._holding.hang_up()

    def _held(self, wanted: Sequence[int | None]) -> bool:
        """Whether nothing is wanted but change sets that are in the revision, which is current."""
        revision = self._holding.revision
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
        self._holding.hang_up()
        if not self._stopping and self.why != UNREADABLE:
            self.why = UNREADABLE
            log.warning("the register in memory cannot be kept current", reason=type(reason).__name__)

    def _look(self) -> None:
        """Takes in all that is committed when it begins. Raises `TooLarge`, `psycopg.Error`, `OSError`."""
        heard, began, nearby = self._interruptions, time.monotonic(), True
        while not self._caught_up():
            self._sure_since, self.why = -1, LOADING
            self._holding.read(nearby)
            heard, began, nearby = self._interruptions, time.monotonic(), False
        self._looked, self._sure_since = began, heard

    def _caught_up(self) -> bool:
        held = self._holds()
        try:
            return self._holding.caught_up()
        finally:
            if held and not self._holds():  # the database has another register
                self._acknowledged = 0

    def _holds(self) -> bool:
        return self._holding.revision is not None

    def _let_go(self) -> None:
        """Of what is held no more is answered, nor of what was told of it."""
        self._holding.let_go()
        self._sure_since, self._acknowledged = -1, 0


def _taken(waiting: deque[T]) -> list[T]:
    """Those who are there now; others may come meanwhile."""
    return [waiting.popleft() for _ in range(len(waiting))]


def _wake(waiting: Sequence[Waiter]) -> None:
    for one in waiting:
        if not one.looked.done():
            one.looked.set_result(None)
