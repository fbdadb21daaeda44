"""What is asked for an answer, and how long each of it took: for the metrics, the log of what is slow, and traces.

An operation has a trail of its own (`TRAIL`), to which all that it asks adds a few numbers; of all operations together
what was asked is added up by name. Of texts it has those of statements, which hold no values.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import lru_cache
from time import perf_counter
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

KEPT = 1_000
"""Questions, and trips, of one operation that are remembered: one that goes on for days asks any number."""


class Question(NamedTuple):
    """What was asked of `sources` things at once, from one instant of `time.perf_counter` to another."""

    name: str
    sources: int
    began: float
    ended: float


class Trip(NamedTuple):
    """Statements that went to the database together, and the instants in between they were waited for."""

    statements: Sequence[str | bytes]
    began: float
    ended: float


class Trail:
    """Of one operation, each in the order of their ends."""

    __slots__ = ("questions", "trips")

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.trips: list[Trip] = []


TRAIL: ContextVar[Trail | None] = ContextVar("trail", default=None)

spent: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0, 0.0])
"""By the name of what was asked: how often, of how many things together, and the seconds of all. What one of them asks
in turn is in its own seconds, too."""


def asked(name: str, sources: int, began: float) -> None:
    """Something was asked that has just ended, however it did."""
    ended = perf_counter()
    counted = spent[name]
    counted[0] += 1
    counted[1] += sources
    counted[2] += ended - began
    trail = TRAIL.get()
    if trail is not None and len(trail.questions) < KEPT:
        trail.questions.append(Question(name, sources, began, ended))


def went(statements: Sequence[str | bytes], began: float) -> None:
    """The database has just answered these."""
    trail = TRAIL.get()
    if trail is not None and len(trail.trips) < KEPT:
        trail.trips.append(Trip(statements, began, perf_counter()))


@lru_cache(1_000)
def name_of(relation: Callable[..., Any]) -> str:
    """The name of a batch function, as `units.children`; those of coded values are one, `coded.value`."""
    return f"{relation.__module__.rpartition('.')[2]}.{relation.__name__.lstrip('_')}"


def followed(engine: AsyncEngine) -> AsyncEngine:
    """The same engine; what it is asked from here on is on the trail of whoever asks."""

    def begins(connection: Any, cursor: object, statement: str, *_: object) -> None:
        connection.info["began"] = perf_counter()

    def ends(connection: Any, cursor: object, statement: str, *_: object) -> None:
        went((statement,), connection.info["began"])

    event.listen(engine.sync_engine, "before_cursor_execute", begins)
    event.listen(engine.sync_engine, "after_cursor_execute", ends)
    return engine
