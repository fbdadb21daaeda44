"""Two processes on two servers: what one changed the other shows, and both outlive the loss of the primary."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clerks import RENAME, Clerk, Clerks, checked, token
from tests.pair import Pair, pair
from tests.tidy import MEDICINE
from tests.web.conftest import serving, sor

NAME = f'{{ unit(by: {{sorCode: "{MEDICINE}"}}, at: "2026-11-23") {{ name }} }}'
FORMER = NAME.replace("name", "name history(by: RECORDED) { totalCount }")
"""The same, and what memory does not hold."""


@dataclass(slots=True)
class Process(Clerk):
    """One that serves, and somebody who asks it."""

    def name(self, minimum: str | None = None) -> str:
        answer = self.ask(NAME, minimum).json()
        assert "errors" not in answer, answer
        return str(answer["data"]["unit"]["name"])

    def ready(self) -> tuple[int, dict[str, Any]]:
        answer = httpx.get(f"{self.address}/readyz", timeout=60)
        return answer.status_code, answer.json()

    def until(self, **told: object) -> dict[str, Any]:
        """Waits until /readyz says so; what else it says."""
        end = time.monotonic() + 60
        while not told.items() <= (ready := self.ready()[1]).items():
            assert time.monotonic() < end, ready
            time.sleep(0.05)
        return ready

    def reads(self, *ports: int) -> list[dict[str, Any]]:
        """Waits until the replicas at these ports are read, and no others; what is told of all servers."""
        wanted, end = [f"127.0.0.1:{port}" for port in ports], time.monotonic() + 60
        while True:
            servers: list[dict[str, Any]] = self.ready()[1]["servers"]
            if [server["server"] for server in servers if server.get("read")] == wanted:
                return servers
            assert time.monotonic() < end, servers
            time.sleep(0.05)

    def measured(self, name: str) -> float:
        """The sum over all that has been measured under a name."""
        lines = httpx.get(f"{self.address}/metrics", timeout=60).text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


@dataclass(slots=True)
class Hosts:
    servers: Pair
    database: Process
    memory: Process


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """One process that asks the database, one that holds the register in memory; a change is acknowledged when it is
    written down on both servers."""
    folder: Path = tmp_path_factory.mktemp("keys")
    with pair() as servers, ExitStack() as stack:
        servers.primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        servers.primary.ask("SELECT pg_reload_conf()")
        replicas = f"{servers.primary.address()} {servers.replica.address()}"
        settings = {"SOR_DATABASE_URL": servers.both(), "SOR_REPLICA_URLS": replicas, "SOR_TODAY": "2026-11-22"}
        settings["SOR_DATA_DIR"] = str(folder)
        clerk = token(folder)
        started = [stack.enter_context(serving(SOR_READER=reader, **settings)) for reader in ("postgres", "resident")]
        database, memory = (Process(address, clerk) for address, _ in started)
        yield Hosts(servers, database, memory)
        assert [process.poll() for _, process in started] == [None, None], "they outlive all of this"


def test_each_tells_which_server_answers(hosts: Hosts) -> None:
    """The list of replicas may name all servers: the one that is the primary now is none of them."""
    primary, itself, replica = hosts.database.reads(hosts.servers.replica.port)

    assert primary["server"].startswith("primary: 127.0.0.1:")
    assert primary["answers"] is True
    assert itself["why"] == "It is no replica any more: it was promoted, or never was one."
    assert replica == {
        "server": f"127.0.0.1:{hosts.servers.replica.port}",
        "answers": True,
        "read": True,
        "secondsBehind": replica["secondsBehind"],
    }
    before = hosts.database.measured(f'sor_views_total{{server="127.0.0.1:{hosts.servers.replica.port}"')
    hosts.database.name()
    after = hosts.database.measured(f'sor_views_total{{server="127.0.0.1:{hosts.servers.replica.port}"')
    assert after == before + 1


def test_what_one_process_changed_is_read_in_the_other(hosts: Hosts) -> None:
    hosts.memory.until(reader="resident")
    one, other = hosts.database, hosts.memory
    for number in range(6):
        revision = one.rename(f"Stue {number}")

        assert one.name(revision) == f"Stue {number}"
        assert other.name(revision) == f"Stue {number}"
        one, other = other, one


def test_a_replica_that_shows_nothing_new_keeps_nobody_from_reading_what_they_wrote(hosts: Hosts) -> None:
    before = hosts.database.rename("Det Gamle")
    hosts.servers.caught_up()
    hosts.servers.pause()
    try:
        revision = hosts.memory.rename("Det Nye")
        assert hosts.database.name(before) == "Det Gamle"
        assert hosts.database.name(revision) == "Det Nye"
        assert hosts.memory.name(revision) == "Det Nye"
        answer = hosts.memory.ask(FORMER, revision)
        assert answer.json()["data"]["unit"]["name"] == "Det Nye"
        assert answer.headers["x-statements"] != "0", "part of it was asked of the database"
    finally:
        hosts.servers.resume()
    hosts.servers.caught_up()
    assert hosts.database.name() == "Det Nye"


def test_the_primary_is_lost_and_the_replica_takes_its_place(hosts: Hosts) -> None:
    """Meanwhile what is asked is answered; nothing that was acknowledged is lost; nobody is started anew."""
    clerks = Clerks(hosts.memory.address, hosts.memory.token)
    cursor = httpx.get(f"{hosts.memory.address}/feed?first=1", timeout=60).headers["x-feed-next"]
    with clerks.at_work():
        hosts.servers.primary.end()
    assert hosts.database.name()
    end = time.monotonic() + 60
    while "changes" not in (answer := hosts.database.ready())[1]:
        assert time.monotonic() < end, answer
    ready, told = answer
    assert (ready, told["status"]) == (200, "ready")
    assert told["changes"].startswith("Nothing can be changed at the moment. It cannot be asked (")
    assert hosts.memory.name()

    hosts.servers.replica.promote()
    for process in (hosts.database, hosts.memory):
        end = time.monotonic() + 60
        while "errors" in (told := process.ask(RENAME, name="Igen I Gang").json()):
            assert time.monotonic() < end, told
            assert {error["extensions"]["code"] for error in told["errors"]} <= {"UNAVAILABLE", "BUSY"}
            time.sleep(0.05)
    hosts.memory.until(reader="resident")
    assert httpx.get(f"{hosts.memory.address}/feed?after={cursor}", timeout=60).status_code == 200
    checked(hosts.servers.both(), clerks, {"UNAVAILABLE"}, lambda: hosts.memory.address)


def test_the_old_primary_comes_back_as_a_replica(hosts: Hosts) -> None:
    hosts.servers.again(hosts.servers.primary)
    hosts.database.reads(hosts.servers.primary.port)

    revision = hosts.memory.rename("Efter Skiftet")
    assert hosts.database.name(revision) == hosts.memory.name(revision) == "Efter Skiftet"


def test_a_command_finds_the_server_that_can_be_written_to(hosts: Hosts) -> None:
    done = sor("check", SOR_DATABASE_URL=hosts.servers.both())

    assert done.returncode == 0, done.stderr
