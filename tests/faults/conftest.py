"""A PostgreSQL of these tests' own, which can be stopped, killed, frozen and filled, and servers on it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from tests.clerks import token
from tests.clusters import Cluster, clustered
from tests.tidy import MEDICINE
from tests.web.conftest import serving

ANSWERED = "Medicinsk Afdeling"
NAME = f'query Name {{ unit(by: {{sorCode: "{MEDICINE}"}}, at: "2026-11-23") {{ name }} }}'
RENAME = f"""
mutation Rename($name: String!, $key: String) {{
  changeUnit(input: {{sorCode: "{MEDICINE}", name: $name, options: {{idempotencyKey: $key}}}}) {{
    errors {{ code }} changeSet {{ id }} }} }}
"""


class Told(NamedTuple):
    """An answer: its status, its errors' codes, how long one is asked to wait, its data, and after how many seconds;
    how old it says it is, and of which revision."""

    status: int
    codes: tuple[str, ...]
    again: str | None
    data: Any
    seconds: float
    age: int | None
    revision: int | None


@dataclass(slots=True)
class Client:
    """Somebody of the SOR office, with a connection of their own for each request."""

    address: str
    token: str
    patience: float = 60

    def ask(self, query: str, minimum: int | None = None, **variables: Any) -> Told:
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {self.token}"}
        if minimum is not None:
            headers["X-Minimum-Revision"] = str(minimum)
        asked = {"query": query, "variables": variables}
        answer = httpx.post(f"{self.address}/graphql", json=asked, headers=headers, timeout=self.patience)
        told = answer.json()
        codes = tuple(error["extensions"]["code"] for error in told.get("errors", ()))
        seconds = time.monotonic() - began
        age, revision = (answer.headers.get(name) for name in ("age", "x-register-revision"))
        return Told(
            answer.status_code,
            codes,
            answer.headers.get("retry-after"),
            told.get("data"),
            seconds,
            None if age is None else int(age),
            None if revision is None else int(revision),
        )

    def reading(self) -> dict[str, Any]:
        told: dict[str, Any] = httpx.get(f"{self.address}/readyz", timeout=self.patience).json()
        return told

    def remembers(self, within: float = 60) -> "Client":
        """Waits until memory answers."""
        until = time.monotonic() + within
        while (told := self.reading()).get("reader") != "resident" or "away" in told:
            assert time.monotonic() < until, told
            time.sleep(0.05)
        return self

    def measured(self, name: str) -> float:
        """The sum over all that has been measured under a name."""
        lines = httpx.get(f"{self.address}/metrics", timeout=self.patience).text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))

    def ready(self) -> tuple[int, str]:
        answer = httpx.get(f"{self.address}/readyz", timeout=self.patience)
        return answer.status_code, answer.json().get("reason", "")

    def name(self) -> str:
        told = self.ask(NAME)
        assert told.codes == (), told
        return str(told.data["unit"]["name"])

    def heals(self, name: str = "Igen i gang", within: float = 60) -> None:
        """Waits until a change is made again, and read."""
        until = time.monotonic() + within
        while (told := self.ask(RENAME, name=name)).codes:
            assert set(told.codes) <= {"UNAVAILABLE", "BUSY"}, told
            assert time.monotonic() < until, told
            time.sleep(0.1)
        assert self.name() == name
        while (ready := self.ready())[0] != 200:
            assert time.monotonic() < until, ready
            time.sleep(0.1)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with clustered() as cluster:
        yield cluster


@dataclass(slots=True)
class Place:
    """A register in that PostgreSQL, and a server of it."""

    cluster: Cluster
    url: str
    client: Client
    memory: bool

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module", params=["resident", "postgres"])
def served(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Of the reader that is asked for. `of several`: memory, whose address names another server, which is not there,
    too; and nobody stops a statement."""
    memory, several = request.param != "postgres", request.param == "of several"
    with ExitStack() as stack:
        url = stack.enter_context(cluster.databases.clone())
        settings = {"SOR_DATA_DIR": str(cluster.folder), "SOR_TODAY": "2026-11-22"}
        settings |= {"SOR_READER": "resident" if memory else "postgres", "SOR_STATEMENT_TIMEOUT": "3"}
        if several:
            settings |= {"SOR_STATEMENT_TIMEOUT": "600", "SOR_STATEMENT_TIMEOUT_PUBLIC": "600"}
        address, process = stack.enter_context(serving(SOR_DATABASE_URL=beside(url) if several else url, **settings))
        yield Place(cluster, url, Client(address, token(cluster.folder)), memory)
        assert process.poll() is None, "the server outlives it"


@pytest.fixture
def place(served: Place) -> Place:
    """As it is found: whole, and nothing of what was tried before can be seen."""
    if served.client.name() != ANSWERED:
        served.client.heals(ANSWERED)
    if served.memory:
        served.client.remembers()
    return served


def beside(url: str) -> str:
    """The same, with another server that might take the place of this one."""
    parsed = make_url(url)
    query = {**parsed.query, "host": [str(parsed.query["host"]), "/nowhere"]}
    return parsed.set(query=query).render_as_string(hide_password=False)
