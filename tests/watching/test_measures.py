"""What Prometheus is told of relations, connections and the feed."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable

import httpx
import pytest
from graphql import GraphQLObjectType
from sqlalchemy.exc import TimeoutError as PoolTimeout

import schema
from db import trail
from db.engine import Limits
from db.engine import engine as engine_of
from schema.related import RELATED
from tests.watching.conftest import Samples, asked, metrics, samples
from tests.web.conftest import serving
from web.measures import of_connections

BELOW = "query Below { units(first: 2) { nodes { name parent { name } children(first: 3) { nodes { name } } } } }"


def grown(before: str, after: str, name: str) -> Samples:
    earlier = samples(before, name)
    return {key: more for key, value in samples(after, name).items() if (more := value - earlier.get(key, 0))}


async def test_a_relation_is_counted_once_for_all_units_of_a_level(program: httpx.AsyncClient) -> None:
    before = await metrics(program)
    answer = await asked(program, BELOW)
    after = await metrics(program)

    nodes = answer.json()["data"]["units"]["nodes"]
    assert len(nodes) == 2
    questions = grown(before, after, "sor_relation_questions_total")
    assert questions["Query.units",] == questions["units.children",] == questions["units.parent",] == 1
    assert grown(before, after, "sor_relation_sources_total")["units.children",] == 2
    seconds = grown(before, after, "sor_relation_seconds_total")
    assert 0 < seconds["units.children",] < 10


async def test_a_relation_that_graphql_core_asks_is_counted_too(program: httpx.AsyncClient) -> None:
    before = await metrics(program)
    answer = await asked(program, BELOW.replace("name parent", "__typename parent") + " query Other { __typename }")
    both = await program.post(
        "/graphql", json={"query": BELOW.replace("{ units", "{ __schema { queryType { name } } units")}
    )
    after = await metrics(program)

    assert answer.json()["errors"]
    assert "errors" not in both.json()
    assert grown(before, after, "sor_relation_sources_total")["units.children",] == 2


def test_every_relation_of_the_schema_has_a_name_of_its_own() -> None:
    fields = [
        field.extensions["strawberry-definition"].metadata
        for type_ in schema.build()._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for field in type_.fields.values()
        if "strawberry-definition" in field.extensions
    ]
    relations = {metadata[RELATED].relation for metadata in fields if RELATED in metadata}
    names = [trail.name_of(relation) for relation in relations]

    assert len(set(names)) > 60
    assert {name for name, times in Counter(names).items() if times > 1} == {"coded.value"}
    assert [name for name in names if not re.fullmatch(r"[a-z_]+\.[a-z][a-z_]*", name)] == []


async def test_connections_and_how_long_they_were_waited_for_are_told(demo_database: str) -> None:
    engine = engine_of(demo_database, "test", Limits(pool_size=1, overflow=1, wait=0.2))
    read: dict[str, Callable[[], float]] = {
        measure.name: lambda measure=measure: measure.read()["reading"]  # type: ignore[misc]
        for measure in of_connections(lambda: {"reading": engine})
    }
    async with engine.connect(), engine.connect():
        before = read["sor_connection_wait_seconds"]()
        with pytest.raises(PoolTimeout):
            await engine.connect()
    assert (read["sor_connection_waits"](), read["sor_connections_max"]()) == (3, 2)
    assert 0.2 <= read["sor_connection_wait_seconds"]() - before < 60
    assert (read["sor_connections_in_use"](), read["sor_connections_open"]()) == (0, 1)
    await engine.dispose()
    assert (read["sor_connections_open"](), read["sor_connection_waits"]()) == (0, 3)


async def test_the_end_of_the_feed_is_told(program: httpx.AsyncClient) -> None:
    until = time.monotonic() + 60
    while not samples(text := await metrics(program), "sor_feed_position"):
        assert time.monotonic() < until, text
        await asyncio.sleep(0.05)

    assert samples(text, "sor_feed_position")[()] > 0
    assert samples(text, "sor_feed_followers") == {(): 0}


def test_connections_of_clients_are_counted_while_they_are_open(demo_database: str) -> None:
    with serving(SOR_DATABASE_URL=demo_database) as (address, _), httpx.Client(base_url=address, timeout=60) as first:
        with httpx.Client(base_url=address, timeout=60) as second:
            second.get("/healthz")
            both = samples(first.get("/metrics").text, "sor_client_connections")
        until = time.monotonic() + 60
        while (told := samples(first.get("/metrics").text, "sor_client_connections")["http",]) != 1:
            assert time.monotonic() < until, told
            time.sleep(0.05)

    assert both["http",] == 2
