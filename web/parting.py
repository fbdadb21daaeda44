"""A server that stops: what is under way on its sockets is waited for until it has been told to whoever asked it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WITHIN = 5.0
"""Seconds; who has not read by then what they asked for is not waited for any longer."""

STOPS = "The server stops. Ask again in a moment, over another connection."


class Parting:
    """Of one process. `begun`: nothing new is begun on a socket."""

    def __init__(self) -> None:
        self.begun = False
        self._under_way: set[asyncio.Task[Any]] = set()

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """Around an operation from its first step until its last message is on its way: that is what is waited for."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            yield
        finally:
            self._under_way.discard(task)

    async def over(self, within: float = WITHIN) -> None:
        """Waits for what is under way by now, for not longer than so many seconds."""
        self.begun = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within)
