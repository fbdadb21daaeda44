"""Where time goes: the header of every answer, and what Prometheus is told, by one process and by several."""

import os
import re
import shlex
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app import create_app
from settings import ReaderChoice, Settings
from tests.fixtures.databases import connected
from tests.web.conftest import serving
from web.measures import Measure, of_connections
from web.metrics import GONE, Metrics
from web.record import RequestRecord
from web.tallies import BOUNDS, NAMES, OTHER, Tallies

BOTH = "query Both { units(first: 1) { nodes { name } } }"
PHASE = re.compile(r'([a-z]+);dur=(\d+\.\d{3})(?:;desc="(\d+) statements")?')
Samples = dict[tuple[str, ...], float]


def samples(text: str, name: str) -> Samples:
    """The numbers of one name, by the values of their labels in the order of the labels' names."""
    return {
        tuple(value for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    }


@pytest.fixture
async def program(demo_database: str) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(database_url=demo_database, reader=ReaderChoice.POSTGRES))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sor") as client,
    ):
        yield client


async def told(client: httpx.AsyncClient) -> str:
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return answer.text


async def asked(client: httpx.AsyncClient, query: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query})


async def test_every_answer_tells_where_its_time_went(program: httpx.AsyncClient) -> None:
    phases = {}
    for query in ["{ units(first: 1) { nodes { name } } }", "{ __schema { queryType { name } } }", "{ nothing }"]:
        answer = await asked(program, query)
        found = PHASE.findall(answer.headers["server-timing"])
        phases[query] = [phase for phase, _, _ in found]
        *parts, (last, total, _) = found
        assert last == "total"
        own = sum(float(seconds) for phase, seconds, _ in parts if phase != "db")
        assert own == pytest.approx(float(total), abs=0.01)
        assert all(count == answer.headers["x-statements"] for phase, _, count in parts if phase == "db")

    planned, introspected, wrong = phases.values()
    assert planned == ["parse", "plan", "execute", "db", "encode", "total"]
    assert introspected[-3:] == wrong[-3:] == ["execute", "encode", "total"]


async def test_a_refusal_tells_its_time_too(program: httpx.AsyncClient) -> None:
    answer = await program.post("/graphql", content=b"{", headers={"Content-Type": "application/json"})

    assert (answer.status_code, PHASE.findall(answer.headers["server-timing"])[0][0]) == (400, "total")


async def test_operations_are_counted_by_name_way_and_outcome(program: httpx.AsyncClient) -> None:
    before = await told(program)
    one = await asked(program, "query Some { units(first: 1) { nodes { name } } }")
    await asked(program, "query Some { units(first: 1) { nodes { name } } }")
    await asked(program, "{ __schema { queryType { name } } }")
    await asked(program, "query Unheard { nothing }")
    await program.post("/graphql", content=b"{", headers={"Content-Type": "application/json"})
    after = await told(program)

    counted = samples(after, "sor_operation_seconds_count")
    assert counted == {
        ("Some", "ok", "compiled"): 2,
        ("", "ok", "graphql-core"): 1,
        ("other", "errors", "graphql-core"): 1,
        ("", "refused", "none"): 1,
    }
    assert samples(before, "sor_operation_seconds_count") == {}
    assert samples(after, "sor_operation_seconds_sum")["Some", "ok", "compiled"] > 0
    highest = {
        key[1:]: value for key, value in samples(after, "sor_operation_seconds_bucket").items() if key[0] == "+Inf"
    }
    assert highest == {key: counted[key] for key in highest}
    assert samples(after, "sor_statements_total")[()] >= 2 * int(one.headers["x-statements"]) > 0
    assert samples(after, "sor_database_seconds_total")[()] > 0


async def test_plans_connections_and_memory_are_told(program: httpx.AsyncClient) -> None:
    before = await told(program)
    for _ in range(2):
        await asked(program, "{ twice: units(first: 1) { nodes { name } } }")
    await asked(program, "{ neverHeardOf }")
    after = await told(program)

    def grown(name: str) -> Samples:
        earlier = samples(before, name)
        return {key: more for key, value in samples(after, name).items() if (more := value - earlier.get(key, 0))}

    assert grown("sor_plan_lookups_total") == {("hit",): 1, ("miss",): 2}
    assert grown("sor_plan_outcomes_total") == {("answered",): 2, ("invalid",): 1}
    worker = str(os.getpid())
    assert samples(after, "sor_connections_in_use").keys() == {("reading", worker), ("writing", worker)}
    assert samples(after, "sor_memory_bytes")[(worker,)] > 10_000_000
    assert samples(after, "sor_resident_revision") == {}


def test_the_request_that_the_page_on_running_shows_tells_its_time(demo_server: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    shown = re.search(r"^    curl -si (.*/graphql.*)\n\n    server-timing: (.*)$", page, re.MULTILINE)
    assert shown is not None
    _, _, header, _, content = shlex.split(shown[1])
    name, value = header.split(": ")

    answer = httpx.post(f"{demo_server}/graphql", content=content, headers={name: value}, timeout=60)

    assert len(answer.json()["data"]["changeSets"]["nodes"]) == 2
    phases = [[phase for phase, _, _ in PHASE.findall(told)] for told in (answer.headers["server-timing"], shown[2])]
    assert phases[0] == phases[1]


async def test_connections_are_counted_while_they_are_in_use(demo_database: str) -> None:
    async with connected(demo_database) as engine:
        measure, *_ = of_connections(lambda: {"reading": engine})

        before = measure.read()
        async with engine.connect(), engine.connect():
            during = measure.read()
        after = measure.read()

    assert [before, during, after] == [{"reading": 0}, {"reading": 2}, {"reading": 0}]


def test_no_more_names_are_counted_than_may_be() -> None:
    tallies = Tallies()
    for number in range(NAMES + 50):
        tallies.add(RequestRecord("", status=200, way="compiled", operation=f"Query{number}"), 0.003)
    tallies.add(RequestRecord("", status=200, way="compiled", operation="Query7"), 100.0)

    names = {name for name, _, _ in tallies.times}
    assert len(names) == NAMES + 1
    assert sum(tallies.times[OTHER, "compiled", "ok"][:-1]) == 50
    seventh = tallies.times["Query7", "compiled", "ok"]
    assert (seventh[BOUNDS.index(0.005)], seventh[len(BOUNDS)], seventh[-1]) == (1, 1, 100.003)


def test_what_a_worker_has_counted_still_counts_when_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = Measure("sor_size", "Of each.", lambda: {"": 5.0})
    changes = Measure("sor_changes", "Of all.", lambda: {"a": 2.0, "b": 1.0}, "kind", grows=True)
    gone, here = Metrics([size, changes], tmp_path), Metrics([size, changes], tmp_path)
    for metrics, statements in ((gone, 3), (here, 4)):
        metrics.add(RequestRecord("", status=200, way="compiled", operation="Both", statements=statements), 0.003)
    monkeypatch.setattr("web.metrics.time.time", lambda: 1_000.0)
    gone.leave(tmp_path)
    both = here.text().decode()
    monkeypatch.setattr("web.metrics.time.time", lambda: 1_000.0 + GONE)
    after = here.text().decode()

    for text in (both, after):
        assert samples(text, "sor_operation_seconds_count") == {("Both", "ok", "compiled"): 2}
        assert samples(text, "sor_operation_seconds_sum") == {("Both", "ok", "compiled"): 0.006}
        assert samples(text, "sor_statements_total") == {(): 7}
        assert samples(text, "sor_changes_total") == {("a",): 4, ("b",): 2}
    assert (both.count("sor_size{"), after.count("sor_size{")) == (2, 1)


def test_whoever_is_asked_tells_of_what_all_have_left(tmp_path: Path) -> None:
    one, other = Metrics([], tmp_path), Metrics([], tmp_path)
    asked = RequestRecord("", status=200, way="compiled", operation="Both", statements=1)
    told = []
    for leaves in (False, True):
        for metrics in (one, other):
            metrics.add(asked, 0.003)
            metrics.leave(tmp_path)
        one.add(asked, 0.003)
        if leaves:
            one.leave(tmp_path)
        told.append([samples(metrics.text().decode(), "sor_operation_seconds_count") for metrics in (one, other)])
    one.leave(tmp_path / "nowhere")
    alone = samples(one.text().decode(), "sor_statements_total")

    key = ("Both", "ok", "compiled")
    assert told == [[{key: 2}, {key: 2}], [{key: 6}, {key: 6}]]
    assert alone == {(): 6}


def test_numbers_that_cannot_be_left_keep_nobody_from_answering(tmp_path: Path) -> None:
    metrics = Metrics([], tmp_path / "nowhere")

    metrics.leave(tmp_path / "nowhere")

    assert samples(metrics.text().decode(), "sor_statements_total") == {(): 0}


def test_whoever_of_several_workers_is_asked_tells_of_all(demo_database: str) -> None:
    with serving("--workers", "2", SOR_DATABASE_URL=demo_database, SOR_TODAY="2026-11-22") as (address, _):
        for _ in range(40):  # each on a connection of its own, which either may take
            answer = httpx.post(f"{address}/graphql", json={"query": BOTH}, timeout=60)
            assert answer.status_code == 200
        until = time.monotonic() + 60
        while True:
            text = httpx.get(f"{address}/metrics", timeout=60).text
            counted = samples(text, "sor_operation_seconds_count").get(("Both", "ok", "compiled"), 0)
            workers = samples(text, "sor_memory_bytes")
            if (counted, len(workers)) == (40, 2) or time.monotonic() > until:
                break
            time.sleep(0.2)

        assert counted == 40
        assert len(workers) == 2
        for _ in range(20):
            again = httpx.get(f"{address}/metrics", timeout=60).text
            assert samples(again, "sor_operation_seconds_count")["Both", "ok", "compiled"] == 40
            assert samples(again, "sor_memory_bytes").keys() == workers.keys()
