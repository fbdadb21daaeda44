"""A command that is asked to stop: where it is broken off, and by which code it says so."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest

from commands.stopping import stoppable


@pytest.fixture(autouse=True)
def heeding() -> Iterator[None]:
    """Tests that run in the background of a shell were told to ignore SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Work:
    """`done`: what it came to, in its order. Whatever is raised once it was asked to stop is not told."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def computes(self) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
            self.done.append("went on")
        finally:
            self.done.append("tidied")

    async def waits(self) -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
            self.done.append("to the next wait")
            await asyncio.sleep(60)
            self.done.append("went on")
        finally:
            await asyncio.sleep(0)
            self.done.append("tidied")

    async def is_deaf(self) -> None:
        with suppress(asyncio.CancelledError):
            await self.waits()
        self.computes()

    async def is_unlucky(self) -> None:
        try:
            await self.waits()
        finally:
            raise OSError("the connection is closed")

    async def ends(self) -> None:
        signal.raise_signal(signal.SIGTERM)

    def has_two_loops(self) -> None:
        asyncio.run(self.ends())
        asyncio.run(self.is_deaf())


def test_who_computes_is_broken_off_at_once() -> None:
    work = Work()
    with pytest.raises(SystemExit) as end, stoppable():
        work.computes()

    assert (end.value.code, work.done) == (130, ["tidied"])


def test_what_runs_in_a_loop_is_broken_off_where_it_waits() -> None:
    work = Work()
    with pytest.raises(SystemExit) as end, stoppable():
        asyncio.run(work.waits())

    assert (end.value.code, work.done) == (143, ["to the next wait", "tidied"])


def test_what_goes_wrong_on_the_way_out_is_not_told() -> None:
    work = Work()
    with pytest.raises(SystemExit) as end, stoppable():
        asyncio.run(work.is_unlucky())

    assert (end.value.code, work.done) == (143, ["to the next wait", "tidied"])
    assert end.value.__suppress_context__


def test_who_asks_again_is_obeyed_at_once() -> None:
    work = Work()
    with pytest.raises(SystemExit) as end, stoppable():
        asyncio.run(work.is_deaf())

    assert (end.value.code, work.done) == (143, ["to the next wait", "tidied", "tidied"])


def test_who_is_asked_in_the_last_step_of_one_loop_begins_no_other() -> None:
    work = Work()
    with pytest.raises(SystemExit) as end, stoppable():
        work.has_two_loops()

    assert (end.value.code, work.done) == (143, [])


def test_a_stop_may_be_the_good_end() -> None:
    with pytest.raises(SystemExit) as end, stoppable(143), stoppable(0):
        signal.raise_signal(signal.SIGTERM)

    assert end.value.code == 0


def test_nobody_else_is_kept_from_hearing() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    of_term = signal.getsignal(signal.SIGTERM)
    with stoppable():
        signal.raise_signal(signal.SIGINT)  # ignored, as in the background of a shell

    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) is of_term
