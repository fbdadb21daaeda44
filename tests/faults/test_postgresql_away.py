"""PostgreSQL is killed, full, frozen, slow or only to be read: what can be answered is, the rest says so and heals."""

import threading
import time

import psycopg
import pytest
from sqlalchemy import make_url

from tests.faults.conftest import ANSWERED, NAME, RENAME, Place

UNAVAILABLE = ("UNAVAILABLE",)
CHANGES = "{ changeSets(first: 1) { nodes { id } } }"


def test_a_postgresql_that_is_killed_is_missed_at_once_and_found_again(place: Place) -> None:
    """Memory answers by itself then, and has whatever it acknowledged a moment before."""
    before = place.client.ask(RENAME, name="I sidste øjeblik")
    place.cluster.kill()
    status, reason = place.client.ready()
    read, changed = place.client.ask(NAME), place.client.ask(RENAME, name="Aldrig")
    place.cluster.start()
    place.client.heals()

    assert before.codes == ()
    assert (changed.codes, changed.data, changed.seconds < 5) == (UNAVAILABLE, None, True)
    assert (changed.status, changed.again) == (503, "1")
    if place.memory:
        assert (status, reason) == (200, "")
        assert (read.status, read.data["unit"]["name"]) == (200, "I sidste øjeblik")
        assert read.age is not None
    else:
        assert (status, "cannot be reached" in reason) == (503, True)
        assert (read.codes, read.status, read.again, read.age) == (UNAVAILABLE, 503, "1", None)
    assert place.run("SELECT count(*) FROM unit_version WHERE name = 'Aldrig'") == [(0,)]


def test_a_postgresql_that_is_restarted_in_the_middle_of_changes_loses_none_that_was_acknowledged(place: Place) -> None:
    acknowledged: list[str] = []
    over = threading.Event()

    def clerk() -> None:
        turn = 0
        while not over.is_set():
            turn += 1
            told = place.client.ask(RENAME, name=f"Navn {turn}", key=f"Navn {turn}")
            if not told.codes:
                acknowledged.append(f"Navn {turn}")
            assert set(told.codes) <= {"UNAVAILABLE", "BUSY"}, told

    def more(until: float) -> None:
        enough = len(acknowledged) + 3
        while len(acknowledged) < enough:
            assert writing.is_alive()
            assert time.monotonic() < until
            time.sleep(0.01)

    writing = threading.Thread(target=clerk)
    writing.start()
    try:
        for _ in range(2):
            more(time.monotonic() + 60)
            place.cluster.stop()
            place.cluster.start()
        more(time.monotonic() + 60)
    finally:
        over.set()
        writing.join()

    versions = "SELECT name FROM unit_version UNION SELECT name FROM unit_version_archive"
    assert set(acknowledged) <= {name for (name,) in place.run(versions)}
    place.client.heals()


def test_a_postgresql_that_can_only_be_read_is_read_and_changed_again_when_it_can_be(place: Place) -> None:
    """As a primary is while another one takes over."""
    database = make_url(place.url).database
    place.run(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    place.run(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    refused = [place.client.ask(RENAME, name="Aldrig") for _ in range(3)]
    name = place.client.name()
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(f"ALTER DATABASE {database} RESET default_transaction_read_only".encode())
    place.client.heals()

    assert [(told.codes, told.data) for told in refused] == [(UNAVAILABLE, None)] * 3
    assert name == ANSWERED
    assert place.run("SELECT count(*) FROM unit_version WHERE name = 'Aldrig'") == [(0,)]


def test_a_postgresql_without_connections_left_is_said_to_be_away_until_there_are(place: Place) -> None:
    place.run(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    taken: list[psycopg.Connection] = []
    with pytest.raises(psycopg.OperationalError, match="too many clients"):
        taken.extend(psycopg.connect(place.url) for _ in range(200))
    changed = [place.client.ask(RENAME, name="Måske", key="maaske") for _ in range(2)]
    status, reason = place.client.ready()
    for connection in taken:
        connection.close()
    place.client.heals()

    assert {told.codes for told in changed} <= {UNAVAILABLE, ()}
    assert (status, reason) == (200, "") or "has no connections left: raise its max_connections" in reason
    assert max(told.seconds for told in changed) < 30


@pytest.mark.parametrize("served", ["of several", "postgres"], indirect=True)
def test_a_postgresql_that_is_frozen_is_waited_for_so_long_and_no_longer(place: Place) -> None:
    """It closes no connection and answers on none: nothing but a clock tells it from a slow one."""
    with place.cluster.frozen():
        frozen = time.monotonic()
        early = place.client.ready()
        told = [place.client.ask(query, name="Måske") for query in (NAME, RENAME, NAME)]
        began = time.monotonic()
        late = place.client.ready()
        seconds = time.monotonic() - began
        asked, aged = time.monotonic(), place.client.ask(NAME)
        while place.memory and aged.age is None and asked < frozen + 60:
            asked, aged = time.monotonic(), place.client.ask(NAME)
        before = place.client.measured("sor_connection_waits_total")
        known = [place.client.ask(query, name="Aldrig") for query in (CHANGES, RENAME) if place.memory]
        after = place.client.measured("sor_connection_waits_total")
    place.client.heals()

    assert told[1].codes == UNAVAILABLE
    assert max(one.seconds for one in told) < 25
    if place.memory:
        assert (early, late) == ((200, ""), (200, ""))
        assert [told[0].codes, told[2].codes] == [(), ()]
        assert aged.age is not None
        assert aged.age >= asked - frozen, "nothing was looked at since"
        assert [(one.status, one.codes, one.again) for one in known] == [(503, UNAVAILABLE, "1")] * 2
        assert after == before, "nobody waits for what is known to be silent"
    else:
        assert early == late == (503, "The database has not answered for 3 seconds.")
        assert all(one.codes in (UNAVAILABLE, ("TOOK_TOO_LONG",), ()) for one in told)
    assert seconds < 8, "and no longer than the three seconds, on a machine that is not busy"


def test_a_register_that_somebody_keeps_locked_is_slow_for_who_changes_it_and_for_nobody_else(place: Place) -> None:
    with psycopg.connect(place.url) as connection:
        connection.execute("LOCK TABLE unit_version IN SHARE ROW EXCLUSIVE MODE")
        changed = place.client.ask(RENAME, name="Aldrig")
        name = place.client.name()
    place.client.heals()

    assert changed.codes[0] in ("BUSY", "TOOK_TOO_LONG")
    assert (name, changed.seconds < 30) == (ANSWERED, True)
    assert place.run("SELECT count(*) FROM unit_version WHERE name = 'Aldrig'") == [(0,)]
