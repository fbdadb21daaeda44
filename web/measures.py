"""What is read of the program whenever its metrics are told, beside what is counted at every request."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from db.trail import spent
from db.waiting import Pool
from resolvers.feed.tail import Tail
from resolvers.limits import refused
from schema.execution.declining import counts
from schema.execution.documents import documents
from web.connections import opened

_MEMORY = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Measure:
    """`read` gives a number for each value of `label`; without a label one, under "". What `grows` is only ever added
    to, and is told as one sum of all processes; other numbers are told of each process by itself."""

    name: str
    told: str
    read: Callable[[], Mapping[str, float]]
    label: str | None = None
    grows: bool = False


def of_program() -> list[Measure]:
    """Of whatever this process has done, and is."""
    return [*of_questions(), *of_plans(), *of_limits(), *of_clients(), *of_process()]


def of_process() -> list[Measure]:
    return [
        Measure("sor_cpu_seconds", "Seconds of processor time.", lambda: {"": time.process_time()}, grows=True),
        Measure("sor_memory_bytes", "Memory that a process holds, where the system tells.", _memory),
    ]


def of_plans() -> list[Measure]:
    """Of compiled operations: how often a text was one that is known, and why operations had no plan."""
    told = "Operations by how their text was looked up: a hit, a miss, or a miss that another text made room for."
    why = 'Operations by what became of them: "answered" by their plan, or the reason for which graphql-core did.'
    return [
        Measure("sor_plan_lookups", told, _lookups, "result", grows=True),
        Measure("sor_plan_outcomes", why, lambda: dict(counts), "reason", grows=True),
    ]


def of_limits() -> list[Measure]:
    told = "Refusals of what was over a limit, by the name that `register { limits }` tells of it."
    return [Measure("sor_limit_refusals", told, lambda: dict(refused), "limit", grows=True)]


def of_connections(engines: Callable[[], Mapping[str, AsyncEngine]]) -> list[Measure]:
    """Of the connections to the database, by their pool."""

    def of(figure: Callable[[Pool], float]) -> Callable[[], Mapping[str, float]]:
        def read() -> Mapping[str, float]:
            pools = {name: engine.pool for name, engine in engines().items()}
            return {name: figure(pool) for name, pool in pools.items() if isinstance(pool, Pool)}

        return read

    return [
        Measure("sor_connections_in_use", "Connections to the database that are in use.", of(Pool.checkedout), "pool"),
        Measure(
            "sor_connections_open",
            "Connections to the database that are open, in use or not.",
            of(lambda pool: pool.checkedout() + pool.checkedin()),
            "pool",
        ),
        Measure(
            "sor_connections_max", "Connections to the database that there may be.", of(lambda pool: pool.most), "pool"
        ),
        Measure(
            "sor_connection_waits",
            "How often a connection to the database was asked for.",
            of(lambda pool: pool.waits),
            "pool",
            grows=True,
        ),
        Measure(
            "sor_connection_wait_seconds",
            "Seconds until connections to the database were there: made, or given back by somebody else.",
            of(lambda pool: pool.waited),
            "pool",
            grows=True,
        ),
    ]


def of_questions() -> list[Measure]:
    """Of what operations ask within: the fields of `Query`, and the relations between what is read."""

    def of(place: int) -> Callable[[], Mapping[str, float]]:
        return lambda: {name: counted[place] for name, counted in tuple(spent.items())}

    within = "by its name: a field of Query, or a relation that is asked for many sources at once"
    return [
        Measure("sor_relation_questions", f"How often something was asked, {within}.", of(0), "relation", grows=True),
        Measure(
            "sor_relation_sources", f"Of how many sources something was asked, {within}.", of(1), "relation", grows=True
        ),
        Measure(
            "sor_relation_seconds",
            f"Seconds until it was answered, {within}. What it asks in turn is in them.",
            of(2),
            "relation",
            grows=True,
        ),
    ]


def of_feed(tail: Callable[[], Tail]) -> list[Measure]:
    def of(figure: Callable[[Tail], float | None]) -> Callable[[], Mapping[str, float]]:
        def read() -> Mapping[str, float]:
            number = figure(tail())
            return {} if number is None else {"": number}

        return read

    return [
        Measure(
            "sor_feed_position",
            "The number of the last entry of the change feed that this process knows.",
            of(lambda tail: tail.end and tail.end.number),
        ),
        Measure("sor_feed_followers", "Subscriptions that follow the change feed.", of(lambda tail: tail.followers)),
        Measure(
            "sor_feed_interruptions",
            "How often the bell that the database rings at each change was lost.",
            of(lambda tail: tail.interruptions),
            grows=True,
        ),
    ]


def of_clients() -> list[Measure]:
    told = "Connections of clients that are open, by what is spoken on them."
    return [Measure("sor_client_connections", told, lambda: dict(opened), "protocol")]


def of_memory(figures: Callable[[], Mapping[str, float]]) -> list[Measure]:
    """Of the register in memory; `figures` are those of `db.reading.choosing.Readers`."""

    def one(name: str) -> Callable[[], Mapping[str, float]]:
        def read() -> Mapping[str, float]:
            number = figures().get(name)
            return {} if number is None else {"": number}

        return read

    return [
        Measure(
            "sor_resident_current", "Whether memory answers (1), or the database while it cannot (0).", one("current")
        ),
        Measure(
            "sor_resident_alone", "Whether memory answers by itself, since the database is away (1).", one("alone")
        ),
        Measure("sor_resident_revision", "The newest change set that is held in memory.", one("revision")),
        Measure("sor_resident_versions", "Versions of units that are held in memory.", one("versions")),
        Measure(
            "sor_resident_age_seconds", "Seconds since memory was last seen to hold all that is committed.", one("age")
        ),
    ]


def _lookups() -> Mapping[str, float]:
    told = documents.lookups
    return {"hit": told.hits, "miss": told.misses, "evicted": told.evicted}


def _memory() -> Mapping[str, float]:
    try:
        return {"": int(_MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")}
    except OSError:
        return {}
