"""A command that is asked to stop: where it is broken off, and by which code it says so."""

import asyncio
import signal
from contextlib import suppress

import pytest

from commands.stopping import stoppable


async def at_work(log: list[str]) -> None:
    try:
        signal.raise_signal(signal.SIGTERM)
        log.append("to the next wait")
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0)
        log.append("tidied")


def computing() -> None:
    signal.raise_signal(signal.SIGINT)
    pytest.fail("It went on.")


def test_who_computes_is_broken_off_at_once() -> None:
    with pytest.raises(SystemExit) as end, stoppable():
        computing()

    assert end.value.code == 130


def test_what_runs_in_a_loop_is_broken_off_where_it_waits() -> None:
    log: list[str] = []
    with pytest.raises(SystemExit) as end, stoppable():
        asyncio.run(at_work(log))

    assert (end.value.code, log) == (143, ["to the next wait", "tidied"])


def test_what_goes_wrong_on_the_way_out_is_not_told() -> None:
    async def unlucky() -> None:
        try:
            await at_work([])
        finally:
            raise OSError("the connection is closed")

    with pytest.raises(SystemExit) as end, stoppable():
        asyncio.run(unlucky())

    assert end.value.code == 143
    assert end.value.__suppress_context__


def test_who_asks_again_is_obeyed_at_once() -> None:
    async def deaf() -> None:
        with suppress(asyncio.CancelledError):
            await at_work([])
        signal.raise_signal(signal.SIGINT)
        pytest.fail("It went on.")

    with pytest.raises(SystemExit) as end, stoppable():
        asyncio.run(deaf())

    assert end.value.code == 143


def test_a_stop_may_be_the_good_end() -> None:
    with pytest.raises(SystemExit) as end, stoppable(143), stoppable(0):
        signal.raise_signal(signal.SIGTERM)

    assert end.value.code == 0


def test_nobody_else_is_kept_from_hearing() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        of_term = signal.getsignal(signal.SIGTERM)
        with stoppable():
            signal.raise_signal(signal.SIGINT)  # ignored, as in the background of a shell

        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is of_term
    finally:
        signal.signal(signal.SIGINT, before)


def test_who_is_asked_in_the_last_step_of_one_loop_begins_no_other() -> None:
    async def last_step() -> None:
        signal.raise_signal(signal.SIGTERM)

    async def another() -> None:
        pytest.fail("It went on.")

    def both() -> None:
        asyncio.run(last_step())
        asyncio.run(another())

    with pytest.raises(SystemExit) as end, stoppable():
        both()

    assert end.value.code == 143
