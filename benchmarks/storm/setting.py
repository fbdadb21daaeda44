"""What a storm goes over: a generated register in a PostgreSQL of its own, two servers of it, and whom to ask about."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.data import SOR, today_in_denmark
from benchmarks.storm.asking import Asker
from benchmarks.storm.found import Found
from benchmarks.storm.lines import Lines
from benchmarks.storm.postgres import Postgres
from benchmarks.storm.program import Program
from benchmarks.storm.readers import Places
from benchmarks.storm.weather import Weather

UNITS = """query Units($after: String) { units(first: 500, after: $after) {
  nodes { sorCode kind lifetime { lastDay } plannedChanges { id } below: descendants(first: 1) { totalCount } }
  pageInfo { hasNextPage endCursor } } }"""
LOOKED_AT = 3_000
"""Units that questions are about, at most."""


@dataclass(slots=True)
class Setting:
    """`workers` is the server that faults are made to, `beside` another one of the same register, which reads it from
    the database; `heads` are units without plans, for writers to open units under."""

    folder: Path
    today: date
    postgres: Postgres
    workers: Program
    beside: Program
    logs: list[Lines]
    token: str
    found: Found
    weather: Weather

    def asker(self, program: Program, token: str | None = None) -> Asker:
        return Asker(program.address, self.found, self.weather, token)

    def check(self) -> str:
        """What `sor check` says in its last line, where it finds something; else nothing."""
        done = sor(environment(self.folder, self.postgres, self.today), "check")
        said = done.stdout.strip().splitlines()
        return "" if done.returncode == 0 and "0 broken" in done.stdout else (said or ["it said nothing"])[-1]


def sor(told: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SOR, *words], env=told, stdout=subprocess.PIPE, text=True, check=False)


@asynccontextmanager
async def made(units: int, seed: int, workers: int) -> AsyncIterator[Setting]:
    folder = Path(tempfile.mkdtemp(prefix="sor-storm-"))
    today, found = today_in_denmark(), Found()
    postgres = Postgres(folder)
    told = environment(folder, postgres, today)
    programs: list[Program] = []
    try:
        for words in (["migrate"], ["generate", "--units", str(units), "--seed", str(seed)]):
            await asyncio.to_thread(sor, told, *words)
        said = (await asyncio.to_thread(sor, told, "token", "--role", "sor-office")).stdout.strip()
        for name, count, reader in (("worker", workers, "resident"), ("beside", 1, "postgres")):
            log = folder / f"{name}.log"
            programs.append(Program(name, {**told, "SOR_READER": reader}, count, log, found))
        logs = [Lines(program.log, found) for program in programs]
        first, beside = programs
        yield Setting(folder, today, postgres, first, beside, logs, said, found, Weather())
    finally:
        for program in programs:
            if program.process.poll() is None:
                await asyncio.to_thread(program.end)
        postgres.stop()
        shutil.rmtree(folder)


def environment(folder: Path, postgres: Postgres, today: date) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SOR_")},
        "SOR_DATABASE_URL": postgres.address,
        "SOR_DATA_DIR": str(folder),
        "SOR_TODAY": today.isoformat(),
        "SOR_LOG_FORMAT": "json",
    }


async def places(asker: Asker, today: date) -> tuple[Places, list[str]]:
    """Whom to ask about, and institutions without plans or an end, for writers to open units under."""
    found: list[Any] = []
    after = None
    while len(found) < LOOKED_AT:
        answer = await asker.ask(UNITS, {"after": after})
        if answer is None:
            raise SystemExit(f"The register cannot be read: {asker.found.examples}")
        page = answer.data["units"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    roots = [unit["sorCode"] for unit in found if 5 <= unit["below"]["totalCount"] <= 600]
    heads = [
        unit["sorCode"]
        for unit in found
        if unit["kind"] == "HEALTH_INSTITUTION" and not unit["plannedChanges"] and unit["lifetime"]["lastDay"] is None
    ]
    return Places([unit["sorCode"] for unit in found], roots, today), heads
