"""The program as it is watched: its metrics as Prometheus reads them, with the register in the database."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from app import create_app
from settings import ReaderChoice, Settings
from tests.web.conftest import demo_database as demo_database
from tests.web.conftest import logged as logged

Samples = dict[tuple[str, ...], float]
Watch = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


def samples(text: str, name: str) -> Samples:
    """The numbers of one name, by the values of their labels in the order of the labels' names; not the worker's."""
    return {
        tuple(value for label, value in sorted(sample.labels.items()) if label != "worker"): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    }


@asynccontextmanager
async def started(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sor") as client,
    ):
        yield client


@pytest.fixture
async def program(demo_database: str) -> AsyncIterator[httpx.AsyncClient]:
    async with started(create_app(Settings(database_url=demo_database, reader=ReaderChoice.POSTGRES))) as client:
        yield client


async def metrics(client: httpx.AsyncClient) -> str:
    return (await client.get("/metrics")).text


async def asked(client: httpx.AsyncClient, query: str, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers=headers)
