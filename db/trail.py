"""What is asked for an answer, and how long each of it took: for the metrics, the log of what is slow, and traces.

An operation has a trail of its own (`TRAIL`), on which all that it asks leaves its name and a few numbers; of all
operations together they are added up by name. Of texts it has those of statements, which hold no values.
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

spent: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0, 0.0])
"""By the name of what was asked: how often, of how many things together, and the seconds of all. What one of them asks
in turn is in its own seconds, too."""


class Question:
    """Something that is asked of `sources` things at once, as long as the block lasts: from `began` to `ended`, which
    are instants of `time.perf_counter`. `within`: the question that it is asked for."""

    __slots__ = ("began", "ended", "name", "sources", "within")

    def __init__(self, name: str, sources: int) -> None:
        self.name = name
        self.sources = sources
        self.within = WITHIN.get()
        self.began = self.ended = perf_counter()

    def __enter__(self) -> None:
        WITHIN.set(self)

    def __exit__(self, *_: object) -> None:
        self.ended = ended = perf_counter()
        WITHIN.set(self.within)
        counted = spent[self.name]
        counted[0] += 1
        counted[1] += self.sources
        counted[2] += ended - self.began
        trail = TRAIL.get()
        if trail is not None and len(trail.questions) < KEPT:
            trail.questions.append(self)


class Sent(NamedTuple):
    """A statement, and the question that it is sent for."""

    text: str | bytes
    within: Question | None


class Trip(NamedTuple):
    """Statements that went to the database together, and the instants in between they were waited for."""

    statements: Sequence[Sent]
    began: float
    ended: float


class Trail:
    """Of one operation, each in the order of their ends."""

    __slots__ = ("questions", "trips")

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.trips: list[Trip] = []


TRAIL: ContextVar[Trail | None] = ContextVar("trail", default=None)
WITHIN: ContextVar[Question | None] = ContextVar("within", default=None)


def went(statements: Sequence[Sent], began: float) -> None:
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
        went((Sent(statement, WITHIN.get()),), connection.info["began"])

    event.listen(engine.sync_engine, "before_cursor_execute", begins)
    event.listen(engine.sync_engine, "after_cursor_execute", ends)
    return engine
