"""Several processes that answer for one register: what is changed by one is read in the others, whatever becomes of the
database meanwhile."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest

from tests import tidy
from tests.clerks import RENAME, Clerk, token
from tests.clusters import Cluster, clustered
from tests.tidy import MEDICINE
from tests.web.conftest import serving, sor
from web.danish import extensions

NAME = f'{{ unit(by: {{sorCode: "{MEDICINE}"}}, at: "2026-11-23") {{ name parent {{ name }} }} }}'


@dataclass(slots=True)
class Worker(Clerk):
    """A server and somebody who asks it."""

    def name(self, minimum: str | None = None) -> tuple[str, str]:
        """What the unit is called, and how many statements it took to know that."""
        answer = self.ask(NAME, minimum)
        return answer.json()["data"]["unit"]["name"], answer.headers["x-statements"]

    def remembers(self, revision: int = 0) -> "Worker":
        """Once it answers from memory, of that revision at least, and its database is there."""
        until = time.monotonic() + 90
        while not self.ready(revision):
            assert time.monotonic() < until
            time.sleep(0.05)
        return self

    def ready(self, revision: int) -> bool:
        told = httpx.get(f"{self.address}/readyz", timeout=60).json()
        return told.get("reader") == "resident" and "away" not in told and told["revision"] >= revision


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with clustered(tidied=False) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def workers(cluster: Cluster) -> Iterator[tuple[Worker, Worker]]:
    """Two that answer for one tidy register."""
    with cluster.databases.clone() as url, ExitStack() as stack:
        asyncio.run(tidy.stored(url))
        settings = {"SOR_DATABASE_URL": url, "SOR_DATA_DIR": str(cluster.folder), "SOR_TODAY": "2026-11-22"}
        clerk = token(cluster.folder)
        one, other = (Worker(stack.enter_context(serving(**settings))[0], clerk) for _ in range(2))
        yield one.remembers(), other.remembers()


def test_what_one_worker_changed_is_read_in_both(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    for number in range(5):
        revision = one.rename(f"Afsnit {number}")

        assert one.name() == (f"Afsnit {number}", "0")
        assert other.name(minimum=revision) == (f"Afsnit {number}", "0")
        one, other = other, one


def test_a_change_reaches_those_who_do_not_ask_for_it(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    one.rename("Det nye navn")
    until = time.monotonic() + 60
    while other.name() != ("Det nye navn", "0") and time.monotonic() < until:
        time.sleep(0.01)

    assert other.name() == ("Det nye navn", "0")


def test_a_revision_that_nobody_has_recorded_is_not_waited_for_long(workers: tuple[Worker, Worker]) -> None:
    answer = workers[0].ask(NAME, minimum="1000")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    [error] = answer.json()["errors"]
    assert error["extensions"] == extensions("UNAVAILABLE")
    assert error["message"].startswith("Revision 1000 cannot be seen here yet; the newest is ")


def test_what_is_no_revision_is_refused(workers: tuple[Worker, Worker]) -> None:
    for written in ("", "-1", "new", "1.0", "9" * 30):
        answer = workers[0].ask(NAME, minimum=written)

        assert answer.status_code == 400
        assert "X-Minimum-Revision is a number" in answer.json()["errors"][0]["message"]


def test_workers_read_on_when_their_database_is_back(cluster: Cluster, workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    for number in range(2):
        cluster.kill()
        ready = httpx.get(f"{one.address}/readyz", timeout=30)
        assert (ready.status_code, "away" in ready.json()) == (200, True)
        cluster.start()
        one.remembers(), other.remembers()

        revision = one.rename(f"Efter {number}")
        assert one.name() == (f"Efter {number}", "0")
        assert other.name(minimum=revision) == (f"Efter {number}", "0")


def test_what_a_command_loads_is_read_by_the_server_that_runs(cluster: Cluster) -> None:
    with cluster.databases.clone() as url:
        settings = {"SOR_DATABASE_URL": url, "SOR_DATA_DIR": str(cluster.folder), "SOR_TODAY": "2026-11-22"}
        with serving(**settings) as (address, _):
            worker = Worker(address, token(cluster.folder)).remembers()
            before = worker.ask("{ units { totalCount } }")
            assert sor("demo", **settings).returncode == 0
            newest = int(before.headers["x-register-revision"]) + 1
            after = worker.remembers(newest).ask("{ units { totalCount } }", minimum=str(newest))

    assert before.json() == {"data": {"units": {"totalCount": 0}}}
    assert after.json()["data"]["units"]["totalCount"] > 100
    assert (before.headers["x-statements"], after.headers["x-statements"]) == ("0", "0")


def test_the_database_answers_the_same_where_nothing_is_held_in_memory(cluster: Cluster) -> None:
    with cluster.databases.clone() as url:
        asyncio.run(tidy.stored(url))
        settings = {"SOR_DATABASE_URL": url, "SOR_DATA_DIR": str(cluster.folder), "SOR_TODAY": "2026-11-22"}
        with serving(SOR_READER="postgres", **settings) as (address, _):
            worker = Worker(address, token(cluster.folder))
            ready = httpx.get(f"{address}/readyz", timeout=30)
            answer = worker.ask(RENAME, name="I databasen")
            revision = answer.headers["x-register-revision"]
            again = worker.ask(NAME, minimum=revision)

    assert ready.json() == {"status": "ready", "reader": "postgres"}
    assert revision == again.headers["x-register-revision"] == "3"
    assert again.json()["data"]["unit"]["name"] == "I databasen"
    assert int(again.headers["x-statements"]) > 0
