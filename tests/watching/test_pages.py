"""What is written for those who watch: every metric is told of, and nothing is asked for that there is not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.watching.conftest import asked, metrics

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| (`sor_[^|]*)\|([^|]*)\|(.+)\|$", re.MULTILINE)
CODE = re.compile(r"`([a-z_]+)`")
NAME = re.compile(r"\bsor_[a-z_]+")
SELECTED = re.compile(r"\b(sor_[a-z_]+)(?:\{([^}]*)\})?")
GROUPED = re.compile(r"\b(?:by|ignoring|without|on)\s*\(([^)]*)\)")
ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
OF_ALL = {"job", "instance", "le"}


@pytest.fixture(scope="module")
def documented() -> dict[str, set[str]]:
    """The labels of each metric, as the page tells them."""
    rows = ROW.findall((DOCS / "watching.md").read_text())
    return {name: set(CODE.findall(labels)) for names, labels, _ in rows for name in CODE.findall(names)}


def of_samples(documented: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same of the names that queries use."""
    endings = ["", *ENDINGS["histogram"]]
    return {name + ending: labels for name, labels in documented.items() for ending in endings}


def queries() -> Iterator[tuple[str, str]]:
    """Every query of the dashboard and the alerts, by where it is."""
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
    for rule in rules():
        yield rule["alert"], rule["expr"]


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / "grafana-dashboard.json").read_text())
    return found


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DOCS / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


async def test_the_page_tells_of_every_metric_and_of_no_other(
    program: httpx.AsyncClient, documented: dict[str, set[str]]
) -> None:
    await asked(program, "query Told { units(first: 1) { nodes { name } } }")
    text = await metrics(program)
    families = list(text_string_to_metric_families(text))

    told = {family.name + ("_total" if family.type == "counter" else "") for family in families}
    assert told == documented.keys()
    assert all(family.documentation.endswith(".") for family in families)
    for family in families:
        name = family.name + ("_total" if family.type == "counter" else "")
        for sample in family.samples:
            assert sample.labels.keys() - {"le"} == documented[name]


async def test_what_grows_is_called_a_total_and_units_are_the_base_ones(program: httpx.AsyncClient) -> None:
    text = await metrics(program)

    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    assert set(kinds.values()) == ENDINGS.keys()
    assert [name for name, kind in kinds.items() if name.endswith("_total") != (kind == "counter")] == []
    assert [name for name in kinds if re.search(r"_(ms|millis|minutes|kb|mb|percent)\b", name)] == []


@pytest.mark.parametrize(("where", "query"), list(queries()))
def test_every_query_names_metrics_and_labels_that_there_are(
    where: str, query: str, documented: dict[str, set[str]]
) -> None:
    known = of_samples(documented)
    labels: set[str] = set()
    for name, selected in SELECTED.findall(query):
        assert name in known, where
        labels |= known[name]
        for matcher in filter(None, re.split(r",(?=\w+[=!])", selected)):
            label = re.fullmatch(r'(\w+)(?:=|!=|=~|!~)"[^"]*"', matcher)
            assert label is not None, matcher
            assert label[1] in known[name] | OF_ALL, where
    for group in GROUPED.findall(query):
        assert {label.strip() for label in group.split(",")} <= labels | OF_ALL, where
    assert query.count("(") == query.count(")")
    assert NAME.search(query) or query.startswith(("up", "sum(up"))


@pytest.mark.parametrize("name", ["operation_seconds", "relation_seconds", "resident_age", "feed_position", "refusals"])
def test_the_dashboard_shows_what_is_asked_for_first(name: str) -> None:
    assert any(name in query for _, query in queries())


def test_the_dashboard_is_one_that_grafana_takes() -> None:
    told = dashboard()

    assert (told["uid"], told["title"], told["schemaVersion"]) == ("sor-register", "SOR register", 39)
    ids = [panel["id"] for panel in told["panels"]]
    assert len(set(ids)) == len(ids) > 25
    places = [panel["gridPos"] for panel in told["panels"]]
    covered = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert max(x for x, _ in covered) < 24
    assert len(set(covered)) == len(covered)
    assert all(panel["description"] for panel in told["panels"] if panel["type"] != "row")
    for panel in told["panels"]:
        for target in panel.get("targets", ()):
            assert set(re.findall(r"\$\{?(\w+)", target["expr"])) <= {"job", "__rate_interval"}
            labels = re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])
            assert all(
                re.search(rf"\b{label}\b", target["expr"]) or label in ("instance", "worker") for label in labels
            )


def test_every_alert_says_what_has_happened_and_where_to_look() -> None:
    told = rules()

    assert len({rule["alert"] for rule in told}) == len(told) > 10
    for rule in told:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"Sor[A-Za-z]+", rule["alert"])
        assert rule["labels"].keys() == {"severity"}
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"].keys() == {"summary", "description"}
        assert rule["annotations"]["description"].endswith(".")
        assert re.fullmatch(r"\d+[mh]", rule.get("for", "0m"))
        labels = re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"])
        grouped = [label.strip() for group in GROUPED.findall(rule["expr"]) for label in group.split(",")]
        kept = {*grouped, "instance", "worker"} if not grouped else set(grouped)
        assert set(labels) <= kept, rule["alert"]


def test_the_line_that_the_page_shows_has_the_facts_of_a_slow_operation() -> None:
    page = (DOCS / "watching.md").read_text()
    shown = re.search(r'^    event="slow operation" (.*)$', page, re.MULTILINE)

    assert shown is not None
    named = re.findall(r'(\w+)=(?:"[^"]*"|\S+)', shown[1])
    assert named == [
        *("ms", "operation", "way", "parse_ms", "plan_ms", "execute_ms", "database_ms", "statements"),
        *("relations", "database", "request_id", "trace_id"),
    ]
