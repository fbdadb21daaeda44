"""Watching the servers: each is asked every second, and what a replica says is held against what the primary said."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import repeat
from typing import NamedTuple

import psycopg
import structlog

from db.pooling import Pooler
from db.servers import asking
from db.servers.server import Server, Standing
from db.waiting import hang_up

EVERY = 1.0
KEPT = 300
"""Times that the primary's standing is remembered: a replica that is further behind is behind nobody knows how far."""

MISSED = 5.0
"""Seconds for which a replica may have a change set that the primary does not show yet: it is sent before its writer is
told that it is committed."""

log = structlog.stdlib.get_logger("sor.servers")


class _Then(NamedTuple):
    """How the primary stood: its log and its newest change set."""

    at: float
    written: int
    number: int


class Watch:
    """Keeps what `Server` says of each up to date. Loses nothing by being wrong for a moment: who needs a change set of
    a replica asks the very view for it."""

    def __init__(self, primary: Server, replicas: Sequence[Server], pooler: Pooler) -> None:
        self.primary, self.replicas = primary, replicas
        self._pooler = pooler
        self._stood: deque[_Then] = deque(maxlen=KEPT)
        self._missing: dict[Server, float] = {}

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """From here on; all have been asked once, or not answered in time."""
        asked = [asyncio.Event() for _ in (self.primary, *self.replicas)]
        servers = zip((self.primary, *self.replicas), asked, strict=True)
        tasks = [asyncio.create_task(self._watch(server, event)) for server, event in servers]
        try:
            await asyncio.gather(*(event.wait() for event in asked))
            await self._round_more()
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _round_more(self) -> None:
        """The primary is asked what it knows of what the replicas have said."""
        line = asking.Line(self.primary.engine.url, self._pooler)
        await self._ask(self.primary, line)
        await line.close()
        for replica in self.replicas:
            self._compare(replica)

    async def _watch(self, server: Server, asked: asyncio.Event) -> None:
        line = asking.Line(server.engine.url, self._pooler)
        try:
            for wait in repeat(EVERY):
                await self._ask(server, line)
                asked.set()
                await asyncio.sleep(wait)
        finally:
            await line.close()

    async def _ask(self, server: Server, line: asking.Line) -> None:
        before = server.answers
        others = [(one, one.standing) for one in self.replicas if server is self.primary and one.standing is not None]
        began = time.monotonic()
        try:
            standing, found = await line.ask([said.number for _, said in others])
        except (psycopg.Error, OSError, TimeoutError) as error:
            server.gone(asking.why(error))
            if before:
                log.warning("a server of the register does not answer", server=server.name, why=server.lost)
            elif isinstance(error, asking.SILENCE):
                hang_up(server.engine)
            return
        server.said(standing)
        if not before:
            log.info("a server of the register answers", server=server.name, follows=standing.follows)
        if server is self.primary:
            self._stood.append(_Then(began, standing.written, standing.number))
            for replica, said in others:
                self._same_past(replica, said, found)
        else:
            self._compare(server)

    def _compare(self, replica: Server) -> None:
        """How far behind it is: the time between the last two moments at which the primary had what it has now, and at
        which the primary was last asked. So it stays what it was while the primary is away."""
        said = replica.standing
        if said is None:
            return
        has = (then.at for then in reversed(self._stood) if then.written <= said.written and then.number <= said.number)
        reached = next(has, None)
        replica.behind = None if reached is None else self._stood[-1].at - reached
        if not said.follows:
            self._call_strange(replica, "It is no replica any more: it was promoted, or never was one.")
        elif self.primary.standing is not None and said.identity != self.primary.standing.identity:
            self._call_strange(replica, "It has another register.")
        elif replica.compared:
            self._call_strange(replica, None)

    def _same_past(self, replica: Server, said: Standing, found: asking.Found) -> None:
        """Whether its newest change set is the primary's too: of two that were apart, one may have what the other has
        not."""
        told = found.get(said.number)
        if told == said.recorded:
            self._missing.pop(replica, None)
            replica.compared = True
            return
        since = self._missing.setdefault(replica, time.monotonic())
        if told is not None or time.monotonic() - since > MISSED:
            replica.compared = False
            self._call_strange(replica, f"Its change set {said.number} is not the primary's: it follows another one.")

    def _call_strange(self, replica: Server, why: str | None) -> None:
        if why != replica.strange and why is not None:
            log.warning("a replica is not read", server=replica.name, why=why)
        replica.strange = why
