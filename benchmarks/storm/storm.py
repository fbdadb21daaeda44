"""A storm: everybody at once, for so long, and what is looked at meanwhile and in the end."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Any

from benchmarks.storm import aftermath
from benchmarks.storm.asking import Asker
from benchmarks.storm.faults import Faults, quiet
from benchmarks.storm.followed import Followed
from benchmarks.storm.followers import by_pages, follow, over_events, over_websocket
from benchmarks.storm.ledger import Ledger
from benchmarks.storm.memory import Memory
from benchmarks.storm.nasties import nasty
from benchmarks.storm.readers import Places, read
from benchmarks.storm.setting import Setting, places
from benchmarks.storm.writers import Writer

PROGRESS = 10.0
AGREE_EVERY = 150.0
"""Seconds between two times that processes are compared while nobody writes."""

COMPARED = 12
CONNECTIONS = 20
"""To the database, of one process at most (docs/operations.md), and one that loads its memory."""


@dataclass(slots=True)
class Crowd:
    """How many of each there are."""

    readers: int = 8
    writers: int = 3
    nasties: int = 2


@dataclass(slots=True)
class Storm:
    setting: Setting
    seconds: float
    seed: int
    crowd: Crowd
    pause: tuple[float, float]
    say: Callable[[str], None]
    ledger: Ledger = field(default_factory=Ledger)
    memory: Memory = field(default_factory=Memory)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    took: list[float] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    followers: list[Followed] = field(default_factory=list)
    held: list[asyncio.Lock] = field(default_factory=list)
    faults: Faults = field(init=False)
    began: float = field(init=False)

    async def rages(self) -> None:
        asker, beside = self.setting.asker(self.setting.workers), self.setting.asker(self.setting.beside)
        if not (await asker.ready() and await beside.ready()):
            raise SystemExit("The servers do not answer.")
        where, heads = await places(beside, self.setting.today)
        first = await asker.ask(aftermath.POSITION)
        assert first is not None
        begin, self.began = str(first.data["register"]["feedPosition"]), monotonic()
        self.faults = self._faults()
        following = [asyncio.create_task(one) for one in self._followers(begin)]
        working = [asyncio.create_task(one) for one in self._workers(asker, beside, where, heads)]
        looking = [asyncio.create_task(self._looks()), asyncio.create_task(self._compares(where))]
        try:
            await self._lasts(working)
            await self._ends([*working, looking[1]])
            await self._looked_at(begin, where)
        finally:
            for task in [*following, *working, *looking]:
                task.cancel()
            await asyncio.gather(*following, *working, *looking, return_exceptions=True)

    def random(self, who: str) -> Random:
        return Random(f"{self.seed} {who}")

    def _faults(self) -> Faults:
        share = lambda: (monotonic() - self.began) / self.seconds  # noqa: E731
        setting = self.setting
        return Faults(setting.postgres, setting.workers, setting.weather, self.random("faults"), share, self.pause)

    def _followers(self, begin: str) -> list[Coroutine[Any, Any, None]]:
        ways = (("WebSocket", over_websocket), ("events", over_events), ("pages", by_pages))
        found: list[Coroutine[Any, Any, None]] = []
        for program in (self.setting.workers, self.setting.beside):
            for name, way in ways:
                followed = Followed(f"{name} of {program.name}", self.setting.found, begin)
                self.followers.append(followed)
                found.append(follow(way, self.setting.asker(program), followed))
        return found

    def _workers(self, asker: Asker, beside: Asker, where: Places, heads: list[str]) -> list[Coroutine[Any, Any, None]]:
        setting, found = self.setting, list[Coroutine[Any, Any, None]]()
        for number in range(self.crowd.readers):
            one = beside if number % 4 == 3 else asker
            found.append(read(one, where, self.random(f"reader {number}"), self.over, self.took))
        for number in range(self.crowd.writers):
            program = setting.beside if number % 3 == 2 else setting.workers
            own = setting.asker(program, setting.token)
            name, random = f"W{number}", self.random(f"writer {number}")
            self.writers.append(Writer(name, own, self.ledger, heads[number + 1], heads[0], setting.today, random))
            self.held.append(asyncio.Lock())
            found.append(self.writers[-1].write(self.over, self.held[-1]))
        for number in range(self.crowd.nasties):
            found.append(nasty((asker, beside)[number % 2], self.random(f"nasty {number}"), self.over))
        return [*found, self.faults.one_after_the_other(self.over)]

    async def _lasts(self, working: list[asyncio.Task[None]]) -> None:
        """Until the time is up, or one of those who work cannot any more: that is the end of the storm."""
        done, _ = await asyncio.wait(working, timeout=self.seconds, return_when=asyncio.FIRST_EXCEPTION)
        self.over.set()
        for task in done:
            task.result()

    async def _ends(self, working: list[asyncio.Task[None]]) -> None:
        """Everybody finishes what is under way."""
        await asyncio.wait(working, timeout=120)
        for task in working:
            if task.done():
                task.result()
            else:
                self.setting.found.defect("somebody does not come to an end", repr(task))

    async def _looks(self) -> None:
        while True:
            await asyncio.sleep(PROGRESS)
            for program in (self.setting.workers, self.setting.beside):
                self.memory.look(program)
            for log in self.setting.logs:
                log.read()
            self.say(self.progress())
            while self.setting.found.fresh:
                self.say(self.setting.found.fresh.pop(0))

    def progress(self) -> str:
        told, held = self.setting.found.told, [looks[-1] for looks in self.memory.looks.values() if looks]
        return (
            f"{monotonic() - self.began:5.0f} s  {told['answers']} answers, {len(self.ledger.entries)} changes "
            f"({self.ledger.sent_again} sent again), {told['refusals']} refusals, {told['connections cut']} cut, "
            f"{min(len(one.told) for one in self.followers)} told to all; "
            f"{', '.join(f'{look.megabytes:.0f} MB' for look in held[-3:])}; {self.setting.weather.now()}; "
            f"{self.setting.found.defects.total()} defects"
        )

    async def _compares(self, where: Places) -> None:
        """While nobody writes, and whatever else goes on, whoever answers gives the same answer."""
        number = 0
        while not self.over.is_set():
            await quiet(self.over, AGREE_EVERY)
            number += 1
            for lock in self.held:
                await lock.acquire()
            await self._agree(where, self.random(f"compared {number}"))
            for lock in self.held:
                lock.release()

    async def _agree(self, where: Places, random: Random) -> None:
        revisions = [int(writer.revision) for writer in self.writers if writer.revision is not None]
        minimum = str(max(revisions)) if revisions else None
        askers = [self.setting.asker(program) for program in (self.setting.workers, self.setting.beside)]
        await aftermath.of_one_mind(askers, where, random, minimum, COMPARED)

    async def _looked_at(self, begin: str, where: Places) -> None:
        setting, found = self.setting, self.setting.found
        asker = setting.asker(setting.workers, setting.token)
        for program in (setting.workers, setting.beside):
            if not await setting.asker(program).ready(60):
                found.defect("a server does not heal", program.name)
        self.say("It is over. What was acknowledged is asked for again.")
        await self._agree(where, self.random("compared at last"))
        await aftermath.as_left(asker, self.ledger, setting.today)
        await aftermath.followed_whole(setting.asker(setting.beside), self.followers, begin, self.ledger)
        await aftermath.kept(asker, self.ledger, setting.postgres)
        if said := await asyncio.to_thread(setting.check):
            found.defect("sor check finds something", said)
        [(connections,)] = await asyncio.to_thread(setting.postgres.run, "SELECT count(*) FROM pg_stat_activity")
        if connections > CONNECTIONS * (setting.workers.workers + 1):
            found.defect("connections are left open", f"{connections}")
        for name, growth in self.memory.growths().items():
            if not growth.bounded:
                found.defect("a process grows", f"{name}: {growth}")
        for log in setting.logs:
            log.read()
