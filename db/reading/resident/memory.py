"""How much memory the process has, and what the collector of cycles is told about what is held for good."""

import ctypes
import gc
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_STATM = Path("/proc/self/statm")
# As they come, every 700 new objects the youngest are looked at, and an answer of some ten thousand units has hundreds
# of thousands, none of them in a cycle.
_THRESHOLDS = (50_000, 20, 50)
_NEVER = 2**31 - 1


def megabytes() -> float:
    """Of the process now; where the system does not say, the most it ever had."""
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def collect_seldom() -> None:
    gc.set_threshold(*_THRESHOLDS)


@contextmanager
def held() -> Iterator[None]:
    """What is made inside is never looked at again by the collector; it still goes when nobody refers to it. What was
    needed to make it is given back to the system, where that knows how.

    What others give up meanwhile must not be held with it. So the collector goes on with the youngest only: it looks
    once at what is made here, some ten thousand objects at a time, and not at all of it at the end, which would take
    seconds of everybody's.
    """
    gc.collect()
    often, *older = gc.get_threshold()
    gc.set_threshold(often, _NEVER)
    try:
        yield
        gc.collect(0)
        gc.freeze()
    finally:
        gc.set_threshold(often, *older)
    if sys.platform == "linux":
        with suppress(AttributeError):  # not every C library does
            ctypes.CDLL(None).malloc_trim(0)
