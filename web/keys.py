"""The keys of an issuer, kept: fetched anew after a time and for a key that is not known, by one request for all."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from joserfc.jwk import KeySet

from web.tokens import Clock

log = structlog.stdlib.get_logger("sor.auth")

Fetch = Callable[[], Awaitable[KeySet]]
"""Gets the keys as they are published now. Raises `Unreachable`."""

PAUSE = 5.0
"""Seconds between two fetches, however many tokens name keys that nobody knows."""

PATIENCE = 2.0
"""Seconds that those wait for new keys who could do with the old ones."""


class Unreachable(Exception):
    """Why the keys could not be had, in a sentence for the log."""


class NoKeys(Exception):
    """There are none, and none can be had now; `seconds` until it is worth asking again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("The identity provider cannot be reached, so nobody can be let in by it now.")
        self.seconds = seconds


class Keys(Protocol):
    """What tokens are checked against."""

    async def current(self) -> KeySet:
        """Raises `NoKeys`, or `BadToken` where no token can be good."""
        ...

    async def anew(self) -> KeySet:
        """For a token that names a key unknown so far. Raises as `current` does."""
        ...

    def close(self) -> None: ...


class KeptKeys:
    """Keys kept for `seconds`. Where they cannot be fetched anew, those that are there go on being used."""

    def __init__(self, fetch: Fetch, seconds: float, pause: float = PAUSE, clock: Clock = time.monotonic) -> None:
        self._fetch = fetch
        self._seconds = seconds
        self._pause = pause
        self._clock = clock
        self._keys: KeySet | None = None
        self._good_until = -math.inf
        self._not_before = -math.inf
        self._under_way: asyncio.Task[None] | None = None

    async def current(self) -> KeySet:
        if self._clock() >= self._good_until:
            await self._refreshed(PATIENCE if self._keys else None)
        return self._known()

    async def anew(self) -> KeySet:
        await self._refreshed(None)
        return self._known()

    def close(self) -> None:
        if self._under_way is not None:
            self._under_way.cancel()

    def _known(self) -> KeySet:
        if self._keys is None:
            raise NoKeys(math.ceil(max(1.0, self._not_before - self._clock())))
        return self._keys

    async def _refreshed(self, patience: float | None) -> None:
        """Waits for the fetch that is under way, or for a new one where it is time for one."""
        if self._under_way is None or self._under_way.done():
            if self._clock() < self._not_before:
                return
            self._under_way = asyncio.create_task(self._fetched())
        # Whoever gives up waiting leaves the fetch to the others.
        await asyncio.wait([self._under_way], timeout=patience)

    async def _fetched(self) -> None:
        try:
            self._keys = await self._fetch()
            self._good_until = self._clock() + self._seconds
        except Unreachable as reason:
            log.warning("the keys of the identity provider could not be fetched", reason=str(reason))
        finally:
            self._not_before = self._clock() + self._pause
