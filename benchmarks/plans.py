"""How PostgreSQL goes about each question of the reader, and how long it takes: `python -m benchmarks.plans`.

Each statement is explained while it runs, planned for its parameters and planned once for all parameters: the driver
prepares what is asked again, and the database may then take the one plan or the other.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from psycopg import AsyncClientCursor, AsyncRawCursor
from psycopg.rows import TupleRow
from rich.table import Table
from sqlalchemy import Executable

from benchmarks import data, screen
from benchmarks.data import Register
from benchmarks.plan_questions import asked_of
from db.engine import Limits, engine
from db.reading.coming import Make
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.reading.trips import wire_of
from db.reading.written import written

TIMES = 3
"""How often each is asked: the best is told, so that what was not in memory yet does not count."""


SLOW = 1_000.0
"""Milliseconds from which on once is enough."""


FEW = 2_000


class Plan(NamedTuple):
    """Milliseconds of planning and of running, and the tables that are read from end to end."""

    planning: float
    running: float
    whole: tuple[str, ...]


class Explained(Snapshot):
    """Explains what it is asked, and answers it too. `plans`: for each statement the two ways it may be planned."""

    plans: list[tuple[Plan, Plan]]

    async def rows(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, make: Make | None = None
    ) -> list[TupleRow]:
        found = await super().rows(statement, parameters)  # opens the view
        asked = written(statement)
        values = asked.values(parameters)
        custom, generic = [
            await self._best(mode, asked.text, values) for mode in ("force_custom_plan", "force_generic_plan")
        ]
        self.plans.append((custom, generic))
        return found

    async def _best(self, mode: str, statement: bytes, values: list[Any]) -> Plan:
        best = await self._plan(mode, statement, values)
        for _ in range(TIMES - 1 if best.running < SLOW else 0):
            best = min(best, await self._plan(mode, statement, values), key=lambda plan: plan.running)
        return best

    async def _plan(self, mode: str, statement: bytes, values: list[Any]) -> Plan:
        driver = wire_of(await self._opened()).driver
        raw, client = AsyncRawCursor(driver), AsyncClientCursor(driver)
        await raw.execute(f"SET LOCAL plan_cache_mode = {mode}")
        await raw.execute(b"PREPARE asked AS " + statement)
        given = f"({', '.join(['%s'] * len(values))})" if values else ""
        await client.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE asked {given}".encode(), values)
        [(told,)] = await client.fetchall()
        await raw.execute(b"DEALLOCATE asked")
        whole = sorted({node["Relation Name"] for node in nodes(told[0]["Plan"]) if read_whole(node)})
        return Plan(told[0]["Planning Time"], told[0]["Execution Time"], tuple(whole))


def read_whole(node: Mapping[str, Any]) -> bool:
    """Whether it reads a table from end to end; one of a few rows may be."""
    rows = node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)
    return node["Node Type"] == "Seq Scan" and bool(rows * node["Actual Loops"] >= FEW)


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


async def explained(register: Register, only: str) -> Table:
    """One row for each question; each is also said on the way, since some take long."""
    table = Table("question", "statements", "planning", "running", "one plan for all", "reads from end to end")
    opened = engine(register.address, limits=Limits(statement_timeout=300.0))
    for name, ask, *given in asked_of(register):
        if only not in name:
            continue
        async with Explained(opened) as db:
            db.plans = []
            await ask(PostgresReader(db), *given)
        custom, generic = zip(*db.plans, strict=True)
        whole = sorted({table for plan in (*custom, *generic) for table in plan.whole})
        cells = (name, str(len(custom)), *_milliseconds(custom, generic), ", ".join(whole))
        screen.say("; ".join(cells))
        table.add_row(*cells)
    await opened.dispose()
    return table


def _milliseconds(custom: tuple[Plan, ...], generic: tuple[Plan, ...]) -> Iterator[str]:
    for told in (
        [plan.planning for plan in custom],
        [plan.running for plan in custom],
        [one.running for one in generic],
    ):
        yield f"{sum(told):.2f}"


def main(
    units: Annotated[int, typer.Option(help="Units of the register; it is made if it is not there.")] = 1_000_000,
    seed: Annotated[int, typer.Option(help="The same seed is the same register.")] = 7,
    only: Annotated[str, typer.Option(help="Only questions with this in their name.")] = "",
) -> None:
    """Explain every question of the reader. Times in milliseconds, in the database alone."""
    with data.register(Path(os.environ.get("BENCH_DIR", ".bench")), units, seed) as register:
        screen.out.print(asyncio.run(explained(register, only)))


if __name__ == "__main__":
    typer.run(main)
