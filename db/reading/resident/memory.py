"""How much memory the process has, and what the collector of cycles is told about what is held for good."""

import asyncio
import ctypes
import gc
import resource
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from math import inf
from pathlib import Path

_STATM = Path("/proc/self/statm")
_MAPS = Path("/proc/self/maps")
_LARGE = 2**21
_AT_ONCE = 8 * _LARGE
_COLLAPSE = 25
# As they come, every 700 new objects the youngest are looked at, and an answer of some ten thousand units has hundreds
# of thousands, none of them in a cycle.
_THRESHOLDS = (100_000, 20, 50)
_AT_HAND = 2_000
_NEVER = 2**31 - 1

LOOK = 20.0
"""Seconds after which it is looked how much the process has grown."""

GROWN = 48.0
"""Megabytes that it may have grown, before it is looked what of it is needed no more."""

_making: set[object] = set()
"""What is being made to be held: it is no time to look at it."""


def megabytes() -> float:
    """Of the process now; where the system does not say, the most it ever had."""
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def collect_seldom() -> None:
    gc.set_threshold(*_THRESHOLDS)


@asynccontextmanager
async def watched(look: float = LOOK, grown: float = GROWN) -> AsyncIterator[None]:
    """As long as this lasts, a process that has grown looks what of it is needed no more, however old it is: the
    collector itself would come to what is old after some hundred million new objects. What there is from the start is
    needed for good, and not looked at."""
    gc.collect()
    gc.freeze()
    watching = asyncio.create_task(_watch(look, grown))
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _watch(look: float, grown: float) -> None:
    least = inf
    while True:
        now = megabytes()
        least = inf if _making else min(least, now)
        if now > least + grown:
            gc.collect()
            await asyncio.to_thread(give_back)
            least = megabytes()
        await asyncio.sleep(look)


@contextmanager
def held() -> Iterator[None]:
    """What is made inside is never looked at again by the collector; it still goes when nobody refers to it. What was
    needed to make it is given back to the system, where that knows how.

    What others give up meanwhile must not be held with it. So the collector goes on with the youngest only: it looks
    once at what is made here, a few thousand objects at a time, as long as they are near the processor, and not at all
    of it at the end, which would take seconds of everybody's.
    """
    gc.collect()
    often, *older = gc.get_threshold()
    gc.set_threshold(_AT_HAND, _NEVER)
    making = object()
    _making.add(making)
    try:
        yield
        gc.collect(0)
        gc.freeze()
    finally:
        _making.remove(making)
        gc.set_threshold(often, *older)
    give_back()


def at_the_end() -> None:
    """The process ends, and the system takes all of it: nothing is looked through for what might be given back."""
    gc.freeze()


def give_back() -> None:
    """To the system what is not used any more, where it knows how."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # not every C library does
            ctypes.CDLL(None).malloc_trim(0)


def in_large_pages() -> int:
    """Puts what is in memory together into pages of 2 MB, where the system does that (Linux 6.1 and later): what is
    looked up all over a large register is then found sooner, above all by who comes after others. Tells how many bytes.

    It takes the system some 3 ms a MB. Nobody else is held up: the pieces are small, and no lock of ours is kept.
    """
    if not _MAPS.exists():
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    done = 0
    for begin, end in _own_memory(_MAPS.read_text()):
        for at in range(begin, end, _AT_ONCE):
            size = min(_AT_ONCE, end - at)
            if advise(at, size, _COLLAPSE) == 0:
                done += size
    return done


def _own_memory(maps: str) -> Iterator[tuple[int, int]]:
    """Where this process keeps what it has made itself, in whole large pages."""
    for line in maps.splitlines():
        where, rights, _, _, _, *name = line.split(maxsplit=5)
        if rights.startswith("rw") and (not name or name == ["[heap]"]):
            first, last = (int(place, 16) for place in where.split("-"))
            begin, end = -(-first // _LARGE) * _LARGE, last // _LARGE * _LARGE
            if begin < end:
                yield begin, end
