"""The faults, one after the other: which, when and for how long is a matter of the seed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from benchmarks.storm.postgres import CUT, Postgres
from benchmarks.storm.program import Program
from benchmarks.storm.weather import Weather

PAUSE = (20.0, 30.0)
"""Seconds between the end of one fault and the beginning of the next."""

RESTARTS = 2
"""Of the whole server, all in the first third: whoever answers after that grows old enough for growth to be seen."""


@dataclass(slots=True)
class Faults:
    """`share`: how much of the time has gone by; `pause` of a short run is shorter."""

    postgres: Postgres
    program: Program
    weather: Weather
    random: Random
    share: Callable[[], float]
    pause: tuple[float, float] = PAUSE
    made: dict[str, int] = field(default_factory=dict)

    async def one_after_the_other(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await quiet(over, self.random.uniform(*self.pause))
            if over.is_set():
                return
            await self.one(self.chosen())

    def chosen(self) -> str:
        """Each in its turn, in another order each time."""
        names = [name for name in self.all_of_them() if name != "server restarted" or self._may_restart()]
        fewest = min(self.made.get(name, 0) for name in names)
        return self.random.choice([name for name in names if self.made.get(name, 0) == fewest])

    async def one(self, name: str) -> None:
        self.made[name] = self.made.get(name, 0) + 1
        with self.weather.spell(name, cuts=name in ("worker killed", "server restarted")):
            await self.all_of_them()[name]()

    def all_of_them(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "PostgreSQL restarted": self._restarted,
            "PostgreSQL killed": self._killed,
            "PostgreSQL crashed": self._crashed,
            "PostgreSQL frozen": self._frozen,
            "connections cut": self._cut,
            "connections used up": self._full,
            "read only": self._read_only,
            "table locked": self._locked,
            "worker killed": self._worker,
            "server restarted": self._server,
        }

    def _may_restart(self) -> bool:
        return self.share() < 1 / 3 and self.made.get("server restarted", 0) < RESTARTS

    async def _for_seconds(self, least: float, most: float) -> None:
        await asyncio.sleep(self.random.uniform(least, most))

    async def _restarted(self) -> None:
        await asyncio.to_thread(self.postgres.stop)
        await self._for_seconds(0, 5)
        await asyncio.to_thread(self.postgres.start)

    async def _killed(self) -> None:
        await asyncio.to_thread(self.postgres.kill)
        await self._for_seconds(0, 5)
        await asyncio.to_thread(self.postgres.start)

    async def _crashed(self) -> None:
        await asyncio.to_thread(self.postgres.crash)
        await asyncio.to_thread(self.postgres.recovered)

    async def _frozen(self) -> None:
        with self.postgres.frozen():
            await self._for_seconds(2, 25)

    async def _cut(self) -> None:
        await asyncio.to_thread(self.postgres.run, CUT)

    async def _full(self) -> None:
        await asyncio.to_thread(self.postgres.run, CUT)
        with self.postgres.full():
            await self._for_seconds(3, 10)

    async def _read_only(self) -> None:
        with self.postgres.read_only():
            await self._for_seconds(3, 10)

    async def _locked(self) -> None:
        with self.postgres.locked():
            await self._for_seconds(2, 20)

    async def _worker(self) -> None:
        self.program.lose_one()
        await asyncio.sleep(1)

    async def _server(self) -> None:
        await asyncio.to_thread(self.program.end)
        await asyncio.to_thread(self.program.start)


async def quiet(over: asyncio.Event, seconds: float) -> None:
    """So long, or until it is over."""
    try:
        async with asyncio.timeout(seconds):
            await over.wait()
    except TimeoutError:
        pass
