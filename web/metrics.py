"""Metrics as Prometheus reads them: of this process or, where several answer, of all of them, whichever is asked.

Each process leaves its numbers in a file of its own, once a second; whoever is asked adds up what all have left, its
own included, so that nobody tells of more than the next one will (docs/adr/0021).
"""

import asyncio
import os
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import accumulate
from pathlib import Path
from secrets import token_hex
from typing import Any

import orjson
import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.measures import Measure
from web.record import RequestRecord
from web.tallies import BOUNDS, Tallies, Times

PATH = "/metrics"
EVERY = 1.0
"""Seconds after which a process leaves its numbers anew."""

GONE = 10.0
"""Seconds after which a process that leaves nothing is taken for gone. What it has counted still counts."""

Numbers = Mapping[str, Any]
"""What one process tells: `worker`, `at`, `times`, `followed`, `statements`, `waited`, and `measures` by name."""


log = structlog.stdlib.get_logger("sor.web")


class Metrics(Collector):
    """`folder`: where several processes leave their numbers; none where there is but one."""

    def __init__(self, measures: Sequence[Measure], folder: Path | None = None) -> None:
        self._measures = measures
        self._folder = folder
        self._worker = str(os.getpid())
        self._file = f"{self._worker}-{token_hex(4)}.json"  # a system may use the number again
        self._tallies = Tallies()
        self._left: Numbers | None = None
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def add(self, record: RequestRecord, seconds: float) -> None:
        """A request that has been answered."""
        if record.followed:
            self._tallies.ended(record)
        elif record.way is not None:
            self._tallies.add(record, seconds)

    def text(self) -> bytes:
        return generate_latest(self._registry)

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        told = [self._left or self.numbers(), *self._others()]
        yield _seconds(told)
        yield _followed(told)
        yield _sum("sor_statements", "Statements that the database was asked for answers.", told, "statements")
        yield _sum("sor_database_seconds", "Seconds that answers waited for the database.", told, "waited")
        for measure in self._measures:
            yield _grown(measure, told) if measure.grows else _standing(measure, told)

    def numbers(self) -> Numbers:
        tallies = self._tallies
        return {
            "worker": self._worker,
            "at": time.time(),
            "times": [[*labels, [*times]] for labels, times in tuple(tallies.times.items())],
            "followed": [[*labels, count] for labels, count in tuple(tallies.followed.items())],
            "statements": tallies.statements,
            "waited": tallies.waited,
            "measures": {measure.name: measure.read() for measure in self._measures},
        }

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """The numbers of this process are left for the others from here on, and once more at the end."""
        if self._folder is None:
            yield
            return
        leaving = asyncio.create_task(self._leave_often(self._folder))
        try:
            yield
        finally:
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            self.leave(self._folder)

    async def _leave_often(self, folder: Path) -> None:
        while True:
            self.leave(folder)
            await asyncio.sleep(EVERY)

    def leave(self, folder: Path) -> None:
        """Whole or not at all: a full disk keeps nobody from answering."""
        new = (folder / self._file).with_suffix(".new")
        numbers = self.numbers()
        try:
            new.write_bytes(orjson.dumps(numbers))
            new.replace(folder / self._file)
            self._left = numbers
        except OSError as reason:
            self._left = None
            log.warning("metrics cannot be left for the other workers", reason=str(reason))

    def _others(self) -> list[Numbers]:
        if self._folder is None:
            return []
        files = sorted(file for file in self._folder.glob("*.json") if file.name != self._file)
        return [orjson.loads(file.read_bytes()) for file in files]


def metrics_routes(metrics: Metrics) -> list[Route]:
    def told(_: Request) -> Response:
        return Response(metrics.text(), headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE_LATEST)

    return [Route(PATH, told)]


def _seconds(told: Iterable[Numbers]) -> Metric:
    family = HistogramMetricFamily(
        "sor_operation_seconds",
        "How long operations took, by name, outcome, and way: compiled, graphql-core, or none where none was executed.",
        labels=("operation", "way", "outcome"),
    )
    together: defaultdict[tuple[str, ...], Times] = defaultdict(lambda: [0.0] * (len(BOUNDS) + 2))
    for numbers in told:
        for *labels, times in numbers["times"]:
            known = together[tuple(labels)]
            known[:] = [one + more for one, more in zip(known, times, strict=True)]
    for key, (*counted, seconds) in sorted(together.items()):
        buckets = zip([*map(str, BOUNDS), "+Inf"], accumulate(counted), strict=True)
        family.add_metric(key, list(buckets), seconds)
    return family


def _followed(told: Iterable[Numbers]) -> Metric:
    family = CounterMetricFamily(
        "sor_subscriptions", "Subscriptions that have ended, by name and outcome.", labels=("operation", "outcome")
    )
    together: Counter[tuple[str, ...]] = Counter()
    for numbers in told:
        for *labels, count in numbers["followed"]:
            together[tuple(labels)] += count
    for key, count in sorted(together.items()):
        family.add_metric(key, count)
    return family


def _sum(name: str, what: str, told: Iterable[Numbers], key: str) -> Metric:
    return CounterMetricFamily(name, what, value=sum(numbers[key] for numbers in told))


def _grown(measure: Measure, told: Iterable[Numbers]) -> Metric:
    family = CounterMetricFamily(measure.name, measure.told, labels=[measure.label] if measure.label else [])
    together: defaultdict[str, float] = defaultdict(float)
    for numbers in told:
        for value, number in numbers["measures"].get(measure.name, {}).items():
            together[value] += number
    for value, number in sorted(together.items()):
        family.add_metric([value] if measure.label else [], number)
    return family


def _standing(measure: Measure, told: Iterable[Numbers]) -> Metric:
    labels = ["worker", measure.label] if measure.label else ["worker"]
    family = GaugeMetricFamily(measure.name, measure.told, labels=labels)
    for numbers in told:
        if time.time() - numbers["at"] < GONE:
            for value, number in numbers["measures"].get(measure.name, {}).items():
                family.add_metric([numbers["worker"], value] if measure.label else [numbers["worker"]], number)
    return family
