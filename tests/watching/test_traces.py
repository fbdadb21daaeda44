"""Traces: a span for each operation with all that it asked below, in the trace of whoever asked."""

import io
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

from app import create_app
from domain.permissions import Role
from settings import ReaderChoice, Settings
from tests.watching.conftest import asked, started
from tests.watching.receiver import collector
from tests.web.conftest import serving
from web.development import key_in, token
from web.tracing.callers import trace_in
from web.tracing.sending import traces, wanted
from web.tracing.spans import Traces

HOUSE = Path(__file__).parents[2]
BELOW = """query Below {
  units(first: 2) { nodes { name effectivePostalAddress { __typename } children(first: 3) { nodes { name } } } }
}"""
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE, PARENT = CALLER.split("-")[1:3]


@pytest.fixture
def memory() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
async def traced(demo_database: str, memory: InMemorySpanExporter, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    settings = Settings(database_url=demo_database, reader=ReaderChoice.POSTGRES, data_dir=tmp_path)
    async with started(create_app(settings, sent=Traces(provider))) as client:
        yield client


def above_each(spans: Sequence[ReadableSpan]) -> list[tuple[str, str]]:
    """The name of each span, and that of what it is below."""
    names = {span.context.span_id: span.name for span in spans if span.context}
    return [(one.name, names.get(one.parent.span_id, "the caller") if one.parent else "") for one in spans]


def parents(spans: Sequence[ReadableSpan]) -> dict[str, str]:
    return dict(above_each(spans))


async def test_an_operation_is_a_span_with_its_phases_relations_and_statements_below(
    traced: httpx.AsyncClient, memory: InMemorySpanExporter
) -> None:
    answer = await asked(traced, BELOW, traceparent=CALLER)

    assert "errors" not in answer.json()
    spans = memory.get_finished_spans()
    assert {f"{span.context.trace_id:032x}" for span in spans if span.context} == {TRACE}
    above = parents(spans)
    root = next(span for span in spans if span.name == "graphql Below")
    assert root.parent is not None
    assert f"{root.parent.span_id:016x}" == PARENT
    assert [above[phase] for phase in ("parse", "plan", "execute", "encode")] == ["graphql Below"] * 4
    assert above["Query.units"] == above["units.children"] == above["inheritance.postal_address"] == "execute"
    statements = [span for span in spans if span.attributes and "db.query.text" in span.attributes]
    assert str(len(statements)) == answer.headers["x-statements"]
    within = {name for statement, name in above_each(spans) if statement.startswith("SELECT ")}
    assert within >= {"Query.units", "units.children"}
    assert all(span.name.startswith("SELECT ") for span in statements)
    told = dict(root.attributes or {})
    assert told.pop("sor.request_id") == answer.headers["x-request-id"]
    assert told == {
        "http.request.method": "POST",
        "url.path": "/graphql",
        "http.response.status_code": 200,
        "graphql.operation.name": "Below",
        "sor.way": "compiled",
        "sor.outcome": "ok",
        "sor.statements": len(statements),
    }


async def test_what_is_below_lies_in_the_time_of_what_is_above(
    traced: httpx.AsyncClient, memory: InMemorySpanExporter
) -> None:
    await asked(traced, BELOW)

    spans = {span.context.span_id: span for span in memory.get_finished_spans() if span.context}
    assert len(spans) > 8
    for span in spans.values():
        if span.parent is not None:
            above = spans[span.parent.span_id]
            slack = 2_000_000 if above.parent is None else 1_000  # the first has the system's clock, the others ours
            assert (above.start_time or 0) - slack <= (span.start_time or 0)
            assert (span.end_time or 0) <= (above.end_time or 0) + slack


async def test_a_change_and_its_statements_are_spans(
    traced: httpx.AsyncClient, memory: InMemorySpanExporter, tmp_path: Path
) -> None:
    found = await asked(traced, "{ units(first: 1) { nodes { sorCode } } }")
    code = found.json()["data"]["units"]["nodes"][0]["sorCode"]
    given = f'sorCode: "{code}", name: "Prøvehuset", options: {{ dryRun: true }}'
    query = f"mutation Rename {{ changeUnit(input: {{ {given} }}) {{ __typename }} }}"
    login = token(key_in(tmp_path), "Bente", [Role.SOR_OFFICE], None, 1)
    memory.clear()
    answer = await asked(traced, query, Authorization=f"Bearer {login}")

    assert answer.json() == {"data": {"changeUnit": {"__typename": "ChangeUnitPayload"}}}
    spans = memory.get_finished_spans()
    above = parents(spans)
    assert above["graphql Rename"] == ""
    assert above["INSERT change_set"] == "execute"
    assert "plan" not in above
    assert "Prøvehuset" not in "".join(span.to_json(None) for span in spans)


async def test_what_the_schema_does_not_have_is_a_span_with_its_error(
    traced: httpx.AsyncClient, memory: InMemorySpanExporter
) -> None:
    await asked(traced, "query Unheard { nothing }")

    unheard = next(span for span in memory.get_finished_spans() if span.name == "graphql Unheard")
    assert unheard.attributes is not None
    assert (unheard.attributes["sor.outcome"], unheard.attributes["sor.way"]) == ("errors", "graphql-core")


async def test_no_span_holds_what_was_asked_for(traced: httpx.AsyncClient, memory: InMemorySpanExporter) -> None:
    query = "query Secret($q: String!) { search(query: $q) { nodes { name } } }"
    answer = await traced.post(
        "/graphql",
        json={"query": query, "variables": {"q": "hemmeligheden"}},
        headers={"Authorization": "Bearer hemmeligt.token.her"},
    )
    allowed = await traced.post("/graphql", json={"query": query, "variables": {"q": "hemmeligheden"}})

    assert (answer.status_code, allowed.status_code) == (401, 200)
    spans = memory.get_finished_spans()
    assert len(spans) > 3
    assert "hemmelig" not in "".join(span.to_json() for span in spans)


async def test_the_answer_and_the_log_tell_the_trace(
    traced: httpx.AsyncClient, memory: InMemorySpanExporter, logged: io.StringIO
) -> None:
    answer = await asked(traced, BELOW, traceparent=CALLER)
    own = await asked(traced, BELOW)
    health = await traced.get("/healthz")

    version, trace, span, flags = answer.headers["traceresponse"].split("-")
    roots = [one.context for one in memory.get_finished_spans() if one.name == "graphql Below" and one.context]
    assert (version, trace, flags) == ("00", TRACE, "01")
    assert span == f"{roots[0].span_id:016x}"
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    told = [line["trace_id"] for line in lines if line["event"] == "request"]
    assert told == [TRACE, f"{roots[1].trace_id:032x}"]
    assert own.headers["traceresponse"].split("-")[1] == told[1] != TRACE
    assert "traceresponse" not in health.headers
    assert len(roots) == 2


async def test_what_is_not_sampled_is_told_and_not_made(demo_database: str, memory: InMemorySpanExporter) -> None:
    provider = TracerProvider(sampler=ALWAYS_OFF)
    provider.add_span_processor(SimpleSpanProcessor(memory))
    app = create_app(Settings(database_url=demo_database, reader=ReaderChoice.POSTGRES), sent=Traces(provider))
    async with started(app) as client:
        answer = await asked(client, BELOW, traceparent=CALLER)

    assert answer.headers["traceresponse"].startswith(f"00-{TRACE}-")
    assert answer.headers["traceresponse"].endswith("-00")
    assert memory.get_finished_spans() == ()


async def test_a_callers_trace_is_in_the_log_where_none_are_sent(
    program: httpx.AsyncClient, logged: io.StringIO
) -> None:
    followed = await asked(program, BELOW, traceparent=CALLER)
    await asked(program, BELOW, traceparent="00-no-trace-01")

    assert "traceresponse" not in followed.headers
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [line.get("trace_id") for line in lines if line["event"] == "request"] == [TRACE, None]


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"nonsense",
        b"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        b"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        b"00-00000000000000000000000000000000-b7ad6b7169203331-01",
        b"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
    ],
)
def test_what_names_no_trace_is_passed_over(written: bytes) -> None:
    assert trace_in(written) is None
    assert trace_in(CALLER.encode()) == trace_in(CALLER.replace("00", "01", 1).encode() + b"-more") == TRACE


@pytest.mark.parametrize(
    ("environ", "meant"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
    ],
)
def test_traces_are_sent_where_the_environment_says_so(environ: dict[str, str], meant: bool) -> None:
    assert wanted(environ) is meant


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER is zipkin; spans are sent by otlp, or by none"),
        (
            {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "they are sent as http/protobuf, not as grpc (OTEL_EXPORTER_OTLP_PROTOCOL)",
        ),
    ],
)
def test_what_cannot_be_sent_is_told_and_the_register_goes_on(
    environ: dict[str, str], reason: str, logged: io.StringIO
) -> None:
    assert traces(environ) is None
    line = json.loads(logged.getvalue())
    assert (line["level"], line["event"], line["reason"]) == ("warning", "no traces are sent", reason)


def test_nothing_of_opentelemetry_is_imported_where_no_traces_are_sent() -> None:
    asked = "import sys, app, settings; app.create_app(settings.Settings()); print('opentelemetry' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=HOUSE, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_a_started_server_sends_its_spans(demo_database: str) -> None:
    with collector() as (collecting, received):
        environment = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collecting,
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        with serving(SOR_DATABASE_URL=demo_database, **environment) as (address, _):
            answer = httpx.post(
                f"{address}/graphql", json={"query": BELOW}, headers={"traceparent": CALLER}, timeout=60
            )
            until = time.monotonic() + 60
            while not any(span["name"] == "graphql Below" for span in received) and time.monotonic() < until:
                time.sleep(0.05)
            httpx.get(f"{address}/feed?first=1", timeout=60)
        # What had not been sent is sent when the server stops.
        names = [span["name"] for span in received]

    assert answer.headers["traceresponse"].startswith(f"00-{TRACE}-")
    operation = next(span for span in received if span["name"] == "graphql Below")
    assert (operation["trace"], operation["parent"]) == (TRACE, PARENT)
    assert operation["attributes"]["sor.request_id"] == answer.headers["x-request-id"]
    execute = next(span for span in received if span["name"] == "execute")
    assert execute["parent"] == operation["id"]
    assert "units.children" in names
    assert "GET /feed" in names
    resource = operation["resource"]
    assert (resource["service.name"], resource["deployment.environment.name"]) == ("sor-register", "test")
