"""A connection's way out, on which the head of an answer waits for its body: both go in one packet, by one call."""

from asyncio import AbstractEventLoop, Transport
from typing import Any

APART = 64 << 10
"""Bytes that are not copied to go together with what waits."""


class Together(Transport):
    """What is written in one turn of the loop goes out by its end, so that nobody waits for the head of an answer whose
    body takes its time. Everything else is the business of the `bare` transport."""

    __slots__ = ("_loop", "_waiting", "bare", "get_extra_info", "is_closing", "pause_reading", "resume_reading")

    def __init__(self, bare: Transport, loop: AbstractEventLoop) -> None:
        self.bare = bare
        self._loop = loop
        self._waiting = b""
        # As its own: a request asks for them several times.
        self.get_extra_info = bare.get_extra_info  # type: ignore[method-assign]
        self.is_closing = bare.is_closing  # type: ignore[method-assign]
        self.pause_reading = bare.pause_reading  # type: ignore[method-assign]
        self.resume_reading = bare.resume_reading  # type: ignore[method-assign]

    def write(self, data: Any) -> None:
        waiting = self._waiting
        if not waiting:
            if len(data) >= APART:
                self.bare.write(data)
            else:
                self._waiting = data
                self._loop.call_soon(self.go)
            return
        self._waiting = b""
        if len(data) < APART:
            self.bare.write(waiting + data)
        else:
            self.bare.write(waiting)
            self.bare.write(data)

    def go(self) -> None:
        """Sends what waits, unless nobody is there any more."""
        waiting, self._waiting = self._waiting, b""
        if waiting and not self.bare.is_closing():
            self.bare.write(waiting)

    def close(self) -> None:
        self.go()
        self.bare.close()

    def abort(self) -> None:
        self._waiting = b""
        self.bare.abort()

    def get_write_buffer_size(self) -> int:
        return self.bare.get_write_buffer_size() + len(self._waiting)
