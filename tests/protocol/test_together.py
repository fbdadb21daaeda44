"""What goes over a connection in one piece, and what does not wait."""

import asyncio
from typing import Any

from web.together import APART, Together


class Wire(asyncio.Transport):
    """What is sent, piece by piece, and whether the connection was closed after it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.closed: list[str] = []

    def write(self, data: Any) -> None:
        assert not self.closed, "sent over a closed connection"
        self.sent.append(bytes(data))

    def close(self) -> None:
        self.closed.append("after all was sent")

    def abort(self) -> None:
        self.closed.append("at once")

    def is_closing(self) -> bool:
        return bool(self.closed)

    def pause_reading(self) -> None:
        """Nothing is read here."""

    resume_reading = pause_reading

    def get_write_buffer_size(self) -> int:
        return 0


async def both() -> tuple[Wire, Together]:
    wire = Wire()
    return wire, Together(wire, asyncio.get_running_loop())


async def test_the_head_of_an_answer_goes_with_its_body() -> None:
    wire, together = await both()

    together.write(b"head ")
    assert (wire.sent, together.get_write_buffer_size()) == ([], 5)
    together.write(b"body")

    assert (wire.sent, together.get_write_buffer_size()) == ([b"head body"], 0)
    await asyncio.sleep(0)
    assert wire.sent == [b"head body"]


async def test_a_head_without_a_body_goes_at_the_end_of_the_turn() -> None:
    wire, together = await both()

    together.write(b"head")
    await asyncio.sleep(0)

    assert wire.sent == [b"head"]


async def test_a_large_body_is_not_copied_and_goes_behind_its_head() -> None:
    wire, together = await both()
    large = b"x" * APART

    together.write(b"head")
    together.write(large)
    together.write(large)

    assert wire.sent == [b"head", large, large]


async def test_what_waits_goes_before_the_connection_is_closed() -> None:
    wire, together = await both()

    together.write(b"head")
    together.close()

    assert (wire.sent, wire.closed, together.is_closing()) == ([b"head"], ["after all was sent"], True)
    await asyncio.sleep(0)  # by when nothing is sent any more


async def test_nothing_goes_to_who_has_left_meanwhile() -> None:
    wire, together = await both()
    wrong: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: wrong.append(told))

    together.write(b"head")
    wire.close()
    await asyncio.sleep(0)

    assert (wire.sent, wrong) == ([], [])


async def test_over_a_connection_that_is_broken_off_goes_nothing() -> None:
    wire, together = await both()

    together.write(b"head")
    together.abort()

    await asyncio.sleep(0)
    assert (wire.sent, wire.closed) == ([], ["at once"])
