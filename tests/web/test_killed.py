"""The server, or its PostgreSQL, is killed while clients write: what was acknowledged is there, nothing by halves."""

import time
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from tests.clerks import AT_LEAST, Clerks, checked, token
from tests.clusters import Cluster, clustered
from tests.web.conftest import serving

ROUNDS = 3
"""How often PostgreSQL is killed."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with clustered() as cluster:
        yield cluster


def test_a_server_that_is_killed_while_it_is_written_to(cluster: Cluster) -> None:
    settings = {"SOR_DATA_DIR": str(cluster.folder), "SOR_TODAY": "2026-11-22"}
    with cluster.databases.clone() as url:
        settings["SOR_DATABASE_URL"] = url
        with serving(**settings) as (address, process):
            clerks = Clerks(address, token(cluster.folder))
            with clerks.at_work():
                process.kill()
            process.wait()
        ended(url)
        with serving(**settings) as (address, _):
            checked(url, clerks, {"broken off"}, lambda: address)


def ended(url: str) -> None:
    """Waits until PostgreSQL has noticed that nobody is there any more."""
    with psycopg.connect(url, autocommit=True) as connection:
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        until = time.monotonic() + 60
        while connection.execute(query).fetchone() != (0,) and time.monotonic() < until:
            time.sleep(0.02)
        assert connection.execute(query).fetchone() == (0,)


def test_a_postgresql_that_is_killed_under_a_server_that_is_written_to(cluster: Cluster) -> None:
    """The server outlives it, tells that it is away, and goes on when it is back."""
    settings = {"SOR_DATA_DIR": str(cluster.folder), "SOR_TODAY": "2026-11-22"}
    with cluster.databases.clone() as url, serving(SOR_DATABASE_URL=url, **settings) as (address, process):
        clerks = Clerks(address, token(cluster.folder))
        for _ in range(ROUNDS):
            with clerks.at_work():
                cluster.kill()
            ready = httpx.get(f"{address}/readyz", timeout=30)
            # Memory answers only if it has all that was committed: who was not told of it yet may have been the last.
            assert (ready.status_code, "away" in ready.json()) in ((200, True), (503, False))
            cluster.start()
        assert len(clerks.acknowledged) >= ROUNDS * AT_LEAST
        checked(url, clerks, {"UNAVAILABLE"}, lambda: address)
        assert process.poll() is None
