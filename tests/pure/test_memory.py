"""While a register is loaded others work on, and what they give up meanwhile is let go."""

import asyncio
import gc
import weakref

import pytest

from db.reading.resident import memory


class Circle:
    def __init__(self) -> None:
        self.itself = self


def test_what_is_made_is_held_and_no_longer_looked_at() -> None:
    before = gc.get_freeze_count()
    thresholds = gc.get_threshold()
    try:
        with memory.held():
            kept = [Circle() for _ in range(1_000)]

        assert gc.get_freeze_count() >= before + len(kept)
        assert (gc.isenabled(), gc.get_threshold()) == (True, thresholds)
    finally:
        gc.unfreeze()


def test_what_others_give_up_meanwhile_is_let_go() -> None:
    try:
        with memory.held():
            given_up = weakref.ref(Circle())

        assert given_up() is None
    finally:
        gc.unfreeze()


def test_what_was_given_up_before_is_let_go_however_old_it_had_become() -> None:
    old = Circle()
    gc.collect()
    given_up = weakref.ref(old)
    del old
    try:
        with memory.held():
            pass

        assert given_up() is None
    finally:
        gc.unfreeze()


async def test_a_process_that_has_grown_lets_go_of_what_is_old_and_not_needed() -> None:
    try:
        async with memory.watched(look=0.01, grown=-1.0):
            old = Circle()
            gc.collect()
            given_up = weakref.ref(old)
            del old
            while given_up() is not None:  # noqa: ASYNC110, nobody tells of it; for ever, if nobody looks
                await asyncio.sleep(0.01)
    finally:
        gc.unfreeze()


async def test_what_is_being_made_is_not_looked_at_however_the_process_grows() -> None:
    try:
        async with memory.watched(look=0.01, grown=-1.0):
            await asyncio.sleep(0)  # the first look, of which nothing is known yet
            with memory.held():
                before = gc.get_stats()[2]["collections"]
                for _ in range(5):
                    await asyncio.sleep(0.01)
                assert gc.get_stats()[2]["collections"] == before
    finally:
        gc.unfreeze()


async def test_a_process_that_has_not_grown_looks_at_nothing() -> None:
    try:
        async with memory.watched(look=0.01, grown=1_000_000.0):
            before = gc.get_stats()[2]["collections"]
            for _ in range(5):
                await asyncio.sleep(0.01)
            assert gc.get_stats()[2]["collections"] == before
    finally:
        gc.unfreeze()


def test_what_is_put_into_large_pages_is_still_what_it_was() -> None:
    kept = [str(number) * 8 for number in range(300_000)]

    done = memory.in_large_pages()

    assert done % 2**21 == 0
    assert kept == [str(number) * 8 for number in range(300_000)]


@pytest.mark.parametrize(
    ("maps", "found"),
    [
        ("7f0000000000-7f0000400000 rw-p 00000000 00:00 0 \n", [(0x7F0000000000, 0x7F0000400000)]),
        ("7f0000001000-7f0000400000 rw-p 00000000 00:00 0 \n", [(0x7F0000200000, 0x7F0000400000)]),
        (
            "55d0001ff000-55d000401000 rw-p 00000000 00:00 0                          [heap]\n",
            [(0x55D000200000, 0x55D000400000)],
        ),
        ("7f0000001000-7f00003ff000 rw-p 00000000 00:00 0 \n", []),
        ("7f0000000000-7f0000400000 r--p 00000000 00:00 0 \n", []),
        ("7f0000000000-7f0000400000 rw-p 00000000 08:01 42                         /usr/lib/libpq.so\n", []),
        ("7ffc00000000-7ffc00400000 rw-p 00000000 00:00 0                          [stack]\n", []),
    ],
    ids=["its own", "cut to whole pages", "the heap", "too small", "only read", "of a file", "the stack"],
)
def test_only_what_the_process_made_itself_is_put_together(maps: str, found: list[tuple[int, int]]) -> None:
    assert [*memory._own_memory(maps)] == found
