"""The server, or its PostgreSQL, is killed while clients write: what was acknowledged is there, nothing by halves."""

import asyncio
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from db.embedded import Embedded
from db.migrating import migrate
from tests import tidy
from tests.fixtures.databases import Databases
from tests.tidy import HOSPITAL, MEDICINE
from tests.web.conftest import serving, sor

CLIENTS = 4
AT_LEAST = 8
"""Changes that are acknowledged before anything is killed."""

ROUNDS = 3
"""How often PostgreSQL is killed."""

CHANGE = f"""
mutation ($name: String!, $options: ChangeOptions) {{
  applyChanges(input: {{options: $options, items: [
    {{create: {{kind: ORGANIZATIONAL_UNIT, parent: "{HOSPITAL}", name: $name, type: "550851000005109",
      electronicAddress: {{phone: "70100399"}}, locationNumber: {{requestNew: {{region: "1085", system: "WinLAB",
        supplier: "AH-support", network: "41000035001", administrator: "tilsynet", messageTypes: [
          {{code: "DIS01", version: "D0133L", direction: RECEIVE}},
          {{code: "DIS01", version: "D0133L", direction: SEND}}]}}}}}}}},
    {{change: {{sorCode: "{MEDICINE}", name: $name}}}}
  ]}}) {{
    results {{ index unit {{ sorCode name version locationNumber {{ gln messageTypes {{ direction }} }} }} }}
    errors {{ code }} warnings {{ code }} changeSet {{ id note recordedAt }}
    effects {{ affectedCount items {{ nodes {{ unit {{ sorCode }} fields {{ field before after }} }} }} }}
  }}
}}
"""
PIECES = """
WITH made AS (SELECT id FROM change_set WHERE note = %(key)s), every_version AS (
    SELECT sor_code, name, change_set FROM unit_version
    UNION ALL SELECT sor_code, name, change_set FROM unit_version_archive
), opened AS (
    SELECT DISTINCT sor_code, change_set FROM every_version WHERE name = %(key)s AND sor_code <> %(medicine)s
)
SELECT
    (SELECT count(*) FROM made),
    (SELECT count(*) FROM opened JOIN made ON made.id = opened.change_set JOIN unit USING (sor_code)),
    (SELECT count(DISTINCT v.change_set) FROM every_version v JOIN made ON made.id = v.change_set
        WHERE v.sor_code = %(medicine)s AND v.name = %(key)s),
    (SELECT count(*) FROM location_number JOIN made ON made.id = location_number.issued),
    (SELECT count(*) FROM location_number_version n JOIN opened ON opened.sor_code = n.holder),
    (SELECT count(*) FROM message_capability c
        JOIN location_number_version n USING (gln) JOIN opened ON opened.sor_code = n.holder),
    (SELECT count(*) FROM change JOIN made ON made.id = change.change_set WHERE kind = 'UNIT_CREATED'),
    (SELECT count(*) FROM change JOIN made ON made.id = change.change_set WHERE kind = 'UNIT_CHANGED'),
    (SELECT count(*) FROM answered JOIN made ON made.id = (answered.outcome ->> 'change_set')::int WHERE key = %(key)s),
    (SELECT count(*) FROM every_version WHERE name = %(key)s AND change_set NOT IN (SELECT id FROM made))
"""
WHOLE = (1, 1, 1, 1, 1, 2, 1, 1, 1, 0)
"""The change set; the new unit; the changed one; the number, its version, its messages; the feed; the kept answer; and
nothing of it under another change set."""

NOTHING = (0,) * 10


@dataclass(slots=True)
class Cluster:
    """A PostgreSQL of these tests' own that writes down what it promises, and its templates."""

    folder: Path
    embedded: Embedded
    databases: Databases

    def kill(self) -> None:
        """Immediately, as it would be by the loss of its machine: it has to recover when it starts."""
        written = self.folder / "postgresql" / "data" / "postmaster.pid"
        os.kill(int(written.read_text().splitlines()[0]), signal.SIGQUIT)
        while written.exists():
            time.sleep(0.01)

    def revive(self) -> None:
        self.embedded.stop()
        self.embedded = Embedded(self.folder)
        self.embedded.start()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="sor-"))
    embedded = Embedded(folder)
    databases = Databases(embedded.start())
    databases.run(f"CREATE DATABASE {databases.empty}")
    migrate(databases.address(databases.empty))
    asyncio.run(tidy.stored(databases.address(databases.empty)))
    cluster = Cluster(folder, embedded, databases)
    yield cluster
    cluster.embedded.stop()
    shutil.rmtree(folder)


@dataclass(slots=True)
class Clerks:
    """Clients that write one change after the other, each under a key of its own, until one is not acknowledged.

    `acknowledged`: what each key was answered; `unanswered`: what became of those that were not.
    """

    address: str
    token: str
    acknowledged: dict[str, Any] = field(default_factory=dict)
    unanswered: dict[str, str] = field(default_factory=dict)
    keys: "count[int]" = field(default_factory=count)

    def write_until_it_fails(self) -> None:
        with httpx.Client(timeout=60) as client:
            while True:
                key = f"Afsnit {next(self.keys)}"
                try:
                    self.acknowledged[key] = self.ask(client, key)
                except (httpx.HTTPError, NotAcknowledged) as reason:
                    self.unanswered[key] = str(reason) if isinstance(reason, NotAcknowledged) else "broken off"
                    return

    def ask(self, client: httpx.Client, key: str) -> Any:
        options = {"idempotencyKey": key, "note": key}
        answer = client.post(
            f"{self.address}/graphql",
            json={"query": CHANGE, "variables": {"name": key, "options": options}},
            headers={"Authorization": f"Bearer {self.token}"},
        )
        told = answer.json()
        if "errors" in told:
            raise NotAcknowledged(",".join(sorted({error["extensions"]["code"] for error in told["errors"]})))
        assert told["data"]["applyChanges"]["errors"] == []
        return told["data"]["applyChanges"]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """All of them at once, until enough is done; leaving it waits until each has failed."""
        threads = [threading.Thread(target=self.write_until_it_fails) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        until, enough = time.monotonic() + 60, len(self.acknowledged) + AT_LEAST
        while len(self.acknowledged) < enough and time.monotonic() < until:
            time.sleep(0.01)
        yield
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()


class NotAcknowledged(Exception):
    """An answer that is errors, by their codes."""


def pieces(url: str, keys: list[str]) -> dict[str, tuple[int, ...]]:
    """What is stored of each change."""
    with psycopg.connect(url) as connection:
        return {key: connection.execute(PIECES, {"key": key, "medicine": MEDICINE}).fetchone() or () for key in keys}


def token(folder: Path) -> str:
    made = sor("token", "--role", "sor-office", SOR_DATA_DIR=str(folder))
    assert made.returncode == 0
    return made.stdout.strip()


def checked(url: str, clerks: Clerks, codes: set[str], retried_at: Callable[[], str]) -> None:
    """After the restart: nothing by halves; what is sent again is made where it had not been, and only there."""
    keys = [*clerks.acknowledged, *clerks.unanswered]
    found = pieces(url, keys)

    assert len(clerks.acknowledged) >= AT_LEAST
    assert set(clerks.unanswered.values()) <= codes
    assert set(found.values()) <= {WHOLE, NOTHING}
    assert {found[key] for key in clerks.acknowledged} == {WHOLE}

    clerks.address = retried_at()
    with httpx.Client(timeout=60) as client:
        again = {key: clerks.ask(client, key) for key in keys}
    with psycopg.connect(url) as connection:
        notes = [note for (note,) in connection.execute("SELECT note FROM change_set WHERE note LIKE 'Afsnit %'")]
    assert {key: again[key] for key in clerks.acknowledged} == clerks.acknowledged
    assert set(pieces(url, keys).values()) == {WHOLE}
    assert sorted(notes) == sorted(keys)
    report = sor("check", SOR_DATABASE_URL=url)
    assert (report.returncode, "0 broken, 0 warned of" in report.stdout) == (0, True), report.stdout


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
        until = time.monotonic() + 30
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
            assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
            cluster.revive()
        assert len(clerks.acknowledged) >= ROUNDS * AT_LEAST
        checked(url, clerks, {"UNAVAILABLE"}, lambda: address)
        assert process.poll() is None
