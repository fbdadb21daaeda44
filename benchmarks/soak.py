"""`make soak`: many clients read for a while and one writes every second; errors, stale answers and memory are told."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any

import orjson
import psycopg
import typer

from benchmarks import data, machine, screen
from benchmarks.chosen import spread
from benchmarks.connection import Connection, request, told
from benchmarks.crowd import crowded
from benchmarks.figures import Crowded, percentile
from benchmarks.questions import ONE
from benchmarks.servers import started

READ = "query Version($code: SorCode!) { unit(by: {sorCode: $code}) { version } }"
SEARCH = """
query Search($text: String!) { search(query: $text, first: 20) { totalCount edges { node { sorCode name } } } }
"""
BELOW = """
query Below($code: SorCode!) { units(filter: {under: {sorCodes: [$code]}}, first: 50) { totalCount
  nodes { sorCode name } facets(by: [TYPE]) { buckets { value count } } } }
"""
KNOWN = "SELECT sor_code::text, parent::text, split_part(name, ' ', 1) FROM peers.unit WHERE sor_code = ANY(%s)"
WRITE = """
mutation Change($code: SorCode!, $name: String!) { changeUnit(input: {sorCode: $code, name: $name}) {
  errors { code } unit { version } } }
"""
RARE = 20
"""Of so many units that are looked up, one's name is searched for, and what is below the unit above it is listed."""

WATCHERS = 12
"""Connections that look for each change. Workers share one door, so that each of them has some of these."""

SLOW = 100.0
"""Milliseconds after which a change is to be seen everywhere."""


class Writer(Thread):
    """Changes one unit every second. `seen`: for each watcher the milliseconds after the change at which it last asked
    and was told what had been before; 0 if it never was."""

    def __init__(self, address: str, token: str, code: str) -> None:
        super().__init__(daemon=True)
        self.address, self.token, self.code = address, token, code
        self.stopping = Event()
        self.seen: list[float] = []
        self.took: list[float] = []
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            with ExitStack() as stack:
                watchers = [stack.enter_context(Connection(self.address)) for _ in range(WATCHERS)]
                writing = stack.enter_context(Connection(self.address))
                number = 0
                while not self.stopping.wait(max(0.0, 1 - time.time() % 1)):
                    number += 1
                    self._change(writing, watchers, f"Enhed {number % 1_000:03}")
        except Exception as failure:  # told by the main thread
            self.failure = failure

    def _change(self, writing: Connection, watchers: list[Connection], name: str) -> None:
        asked = request(self.address, told(WRITE, {"code": self.code, "name": name}), self.token)
        began = time.perf_counter()
        answer = answered(writing, asked)["changeUnit"]
        changed = time.perf_counter()
        if answer["errors"]:
            raise SystemExit(f"The change was refused: {answer['errors']}")
        self.took.append((changed - began) * 1000)
        look = request(self.address, told(READ, {"code": self.code}))
        for watcher in watchers:
            stale, asked_at = 0.0, time.perf_counter()
            while answered(watcher, look)["unit"]["version"] < answer["unit"]["version"]:
                stale, asked_at = asked_at - changed, time.perf_counter()
                if stale > 10:
                    raise SystemExit("A change is not seen after ten seconds.")
            self.seen.append(stale * 1000)


def answered(connection: Connection, asked: bytes) -> Any:
    answer = orjson.loads(connection.answered(asked)[1])
    if answer.get("errors"):
        raise SystemExit(f"An error: {answer['errors'][0]['message']}")
    return answer["data"]


def family(process: int) -> Iterator[int]:
    """A process and all that it started, as far as they are ours: databases keep their own house."""
    yield process
    children = Path(f"/proc/{process}/task/{process}/children")
    for child in children.read_text().split() if children.exists() else ():
        if "postgres" not in Path(f"/proc/{child}/cmdline").read_text():
            yield from family(int(child))


def held(process: int) -> float:
    return sum(machine.held(one) or 0 for one in family(process))


def asked(database: psycopg.Connection[Any], codes: Sequence[str]) -> Iterator[bytes]:
    """What the crowd asks, as bodies."""
    for place, (code, above, word) in enumerate(database.execute(KNOWN, [[*map(int, codes)]])):
        yield told(ONE, {"code": code})
        if place % RARE == 0:
            yield told(SEARCH, {"text": word})
            yield told(BELOW, {"code": above})


def ready(address: str) -> None:
    """Waits until every worker that is met holds the register in memory."""
    until = time.perf_counter() + 120
    met = 0
    while met < WATCHERS and time.perf_counter() < until:
        with Connection(address) as connection:
            met = met + 1 if b'"reader":"resident"' in connection.got("/readyz") else 0
        time.sleep(0.25)


def shown(read: Crowded, writer: Writer) -> str:
    half, tail = percentile(read.milliseconds, 50), read.slowest
    changes, seen = percentile(writer.took, 50), [percentile(writer.seen, part) for part in (50, 99)]
    return (
        f"{read.clients} clients, {read.seconds:.0f} s: {read.rate:,.0f} answers a second, median {half:.1f} ms, 99th "
        f"percentile {tail:.1f} ms; {len(writer.took)} changes, median {changes:.0f} ms; what was before was told to "
        f"{WATCHERS} connections until {seen[0]:.1f} ms after (99th percentile {seen[1]:.1f} ms)"
    )


def main(
    units: Annotated[int, typer.Option(help="Units of the register.")] = 100_000,
    seconds: Annotated[float, typer.Option(help="How long each crowd reads.")] = 60,
    workers: Annotated[int, typer.Option(help="Processes that answer.")] = 2,
    seed: Annotated[int, typer.Option(help="The same seed is the same register.")] = 7,
) -> None:
    """Let crowds of 16 and 64 clients read while a change is made every second."""
    home, stale = Path(os.environ.get("BENCH_DIR", ".bench")), 0
    with data.register(home, units, seed) as register, ExitStack() as stack:
        with psycopg.connect(register.address) as database:
            codes = spread(database, 1_000)
            bodies = [*asked(database, codes)]
        token = data.sor(register, "token", "--role", "sor-office").strip()
        command = [data.SOR, "serve", "--port", "0", "--workers", str(workers)]
        running = stack.enter_context(started(command, register.environment, "stderr"))
        screen.say(f"Serving {units:,} units with {workers} workers.")
        ready(running.address)
        for clients in (16, 64):
            requests = [request(running.address, body) for body in bodies]
            crowded(running.address, requests, clients, 3, Crowded(clients))
            before, result = held(running.process), Crowded(clients)
            writer = Writer(running.address, token, codes[-1])
            writer.start()
            crowded(running.address, requests, clients, seconds, result)
            writer.stopping.set()
            writer.join()
            if writer.failure is not None:
                sys.exit(f"The writer failed: {writer.failure}")
            stale += percentile(writer.seen, 99) > SLOW
            memory = f"memory {before:.0f} MB, then {held(running.process):.0f} MB"
            screen.out.print(f"{shown(result, writer)}; {memory}; no error", highlight=False)
    sys.exit(1 if stale else 0)


if __name__ == "__main__":
    typer.run(main)
