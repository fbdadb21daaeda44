"""Whether an answer may be what it is, given what was asked and which faults were made meanwhile."""

from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.storm.weather import Excuse

AWAY = frozenset({"UNAVAILABLE", "BUSY", "TOOK_TOO_LONG"})
"""What is told instead of an answer while the database is away, and for a moment after."""


class Told(NamedTuple):
    """An answer: `again` is its Retry-After."""

    status: int
    codes: Sequence[str] = ()
    again: str | None = None


def wrong(told: Told, excuse: Excuse, expected: frozenset[str] = frozenset()) -> str | None:
    """What is wrong with an answer, in few words; nothing if it may be so. `expected`: codes that the question itself
    may be refused with."""
    if told.status >= 500 and told.status != 503:
        return f"status {told.status}"
    if told.status == 503 and (told.again is None or "UNAVAILABLE" not in told.codes):
        return "503 without Retry-After or its code"
    strange = [code for code in told.codes if code not in AWAY | expected]
    if strange:
        return f"code {strange[0]}"
    if not excuse.refusal and (refused := [code for code in told.codes if code in AWAY - expected]):
        return f"{refused[0]} without a fault"
    return None


def refused(told: Told) -> bool:
    """Whether it says that the database is away, instead of what was asked."""
    return any(code in AWAY for code in told.codes)
