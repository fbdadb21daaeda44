"""While PostgreSQL is away memory answers by itself, for so long and no longer, and says how old what it says is."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from db.reading.resident.keeping import UNSEEN
from domain.identifiers import SorCode
from domain.permissions import Role
from tests.clerks import token
from tests.clusters import Cluster
from tests.faults.conftest import NAME, RENAME, Client, Told
from tests.tidy import MEDICINE, REGION
from tests.web.conftest import serving
from tests.web.test_metrics import Samples, samples
from tests.writers import desk, named
from web import development

WORKERS = 2
LIMIT = 12
"""Seconds that memory may answer by itself, of this server."""

UNAVAILABLE = ("UNAVAILABLE",)
CHANGES = "{ changeSets(first: 1) { nodes { id } } }"


@dataclass(slots=True)
class Curious:
    """Somebody who asks all the time: when, and what they were told."""

    client: Client
    told: list[tuple[float, Told]] = field(default_factory=list)

    @contextmanager
    def asking(self) -> Iterator[None]:
        over = threading.Event()

        def ask() -> None:
            while not over.is_set():
                began = time.monotonic()
                self.told.append((began, self.client.ask(NAME)))

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            yield
        finally:
            over.set()
            asking.join()

    def between(self, begun: float, ended: float) -> list[tuple[float, Told]]:
        return [(began, told) for began, told in self.told if began >= begun and began + told.seconds < ended]

    def told_since(self, begun: float) -> None:
        """Waits until what was asked since then has been answered three times."""
        until = time.monotonic() + 60
        while len(self.between(begun, until)) < 3:
            assert time.monotonic() < until
            time.sleep(0.01)


@dataclass(slots=True)
class Office:
    """A register, and a server of it with two workers."""

    cluster: Cluster
    url: str
    client: Client
    region: Client

    def remembered(self) -> "Office":
        """Waits until each worker answers from memory, by what each has left for the other to tell."""
        until = time.monotonic() + 60
        while list(self.measured("sor_resident_current").values()) != [1.0] * WORKERS:
            assert time.monotonic() < until, self.client.reading()
            time.sleep(0.05)
        return self

    def measured(self, name: str) -> Samples:
        return samples(httpx.get(f"{self.client.address}/metrics", timeout=60).text, name)

    def returned(self) -> list[Told]:
        """What is told until each worker knows again what is current."""
        until, told = time.monotonic() + 60, [self.client.ask(NAME)]
        while len(told) < 10 or any(one.age is not None for one in told[-10:]):
            assert time.monotonic() < until, told[-10:]
            told.append(self.client.ask(NAME))
        return told

    def renamed(self, name: str) -> int:
        """By somebody else, on the database itself; in which change set."""

        async def change() -> int:
            async with desk(self.url) as opened:
                answer = await opened.carry_out(named(SorCode(int(MEDICINE)), name))
            assert answer.change_set is not None
            return answer.change_set

        return asyncio.run(change())


@pytest.fixture(scope="module")
def office(cluster: Cluster) -> Iterator[Office]:
    with ExitStack() as stack:
        url = stack.enter_context(cluster.databases.clone())
        settings = {"SOR_DATABASE_URL": url, "SOR_DATA_DIR": str(cluster.folder), "SOR_TODAY": "2026-11-22"}
        serve = serving(SOR_WORKERS=str(WORKERS), SOR_STALE_LIMIT=str(LIMIT), **settings)
        address, process = stack.enter_context(serve)
        key = development.key_in(cluster.folder)
        of_region = development.token(key, "Rie", [Role.REGIONAL_ADMINISTRATOR], str(REGION), 1)
        yield Office(cluster, url, Client(address, token(cluster.folder)), Client(address, of_region))
        assert process.poll() is None, "the server outlives it"


def test_memory_answers_for_so_long_says_how_old_it_is_and_sees_what_others_did_meanwhile(office: Office) -> None:
    client = office.remembered().client
    held, curious = client.ask(NAME), Curious(client)
    with curious.asking():
        curious.told_since(0)
        killing = time.monotonic()
        office.cluster.kill()
        killed = time.monotonic()
        history, changed = client.ask(CHANGES), client.ask(RENAME, name="Aldrig")
        with_it, newer = client.ask(NAME, minimum=held.revision), client.ask(NAME, minimum=(held.revision or 0) + 1)
        of_region = office.region.ask(NAME)
        reading, ready = client.reading(), client.ready()
        measured = office.measured("sor_resident_alone")
        time.sleep(max(0, killed + LIMIT - time.monotonic()))
        over = time.monotonic()
        curious.told_since(over)
    unready = client.ready()
    office.cluster.start()
    name = f"Imens {time.monotonic_ns()}"
    number = office.renamed(name)
    seen = [client.ask(NAME, minimum=number) for _ in range(6)]
    again = office.returned()

    # An answer that does not tell its age is of a look at the database that is no older than UNSEEN.
    answered = curious.between(0, killed + LIMIT - UNSEEN)
    assert {(told.status, told.codes, told.revision) for _, told in answered} == {(200, (), held.revision)}
    assert {told.age for _, told in curious.between(0, killing)} == {None}
    ages = [(began - killed, told) for began, told in answered if began > killed]
    assert len([told for _, told in ages if told.age is not None]) > 5
    for after, told in ages:
        if told.age is None:
            assert after <= UNSEEN
        else:
            assert after <= told.age <= after + told.seconds + UNSEEN + 1
    refused = curious.between(over, over + 60)
    assert {(told.status, told.codes, told.again, told.age) for _, told in refused} == {(503, UNAVAILABLE, "1", None)}

    for gone in (history, changed, newer):
        assert (gone.status, gone.codes, gone.again, gone.age) == (503, UNAVAILABLE, "1", None)
    assert (with_it.status, with_it.data) == (of_region.status, of_region.data) == (200, held.data)
    assert (ready, unready[0]) == ((200, ""), 503)
    assert (reading["reader"], reading["revision"]) == ("resident", held.revision)
    assert reading["away"].startswith("Nobody could ask the database since 20")
    assert "cannot be reached" in reading["away"]
    assert reading["changes"] == "Nothing can be changed at the moment. The database is away."
    assert 1.0 in measured.values()

    # Who names the change sees it, and so does everybody who is not told how old the answer is.
    assert {(told.status, told.data["unit"]["name"]) for told in seen} == {(200, name)}
    assert {(told.status, told.data["unit"]["name"]) for told in again if told.age is None} == {(200, name)}
    assert {told.status for told in again} == {200}


def test_what_was_acknowledged_is_in_what_is_answered_to_who_asks_for_it(office: Office) -> None:
    client = office.remembered().client
    acknowledged: list[int] = []

    def clerk() -> None:
        while not (told := client.ask(RENAME, name=f"Navn {len(acknowledged)}")).codes:
            acknowledged.append(told.revision or 0)

    writing = threading.Thread(target=clerk)
    writing.start()
    while len(acknowledged) < 3:
        assert writing.is_alive()
        time.sleep(0.01)
    office.cluster.kill()
    writing.join()
    made = len(acknowledged)
    told = [client.ask(NAME, minimum=acknowledged[-1]) for _ in range(6)]
    office.cluster.start()
    office.remembered()

    # The last one may have been made without being answered: who has made it, and not taken it in, answers nothing.
    for one in told:
        if one.status == 200:
            assert one.data["unit"]["name"] in (f"Navn {made - 1}", f"Navn {made}")
            assert (one.revision or 0) >= acknowledged[-1]
        else:
            assert (one.status, one.codes, one.again) == (503, UNAVAILABLE, "1")
