"""The disk of the embedded PostgreSQL is full: questions are answered, changes wait, and nothing is done by halves."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import ANSWERED, NAME, RENAME, Place

FULL = Path("/dev/full")
"""A file of Linux to which nothing can be written for want of room."""

KEPT = "unit_version_archive"


@contextmanager
def full(place: Place) -> Iterator[None]:
    """Inside there is no room for any change of a unit: what it was before would have to be kept."""
    assert place.run(f"SELECT pg_relation_size('{KEPT}')") == [(0,)]
    [(path,)] = place.run(f"SELECT pg_relation_filepath('{KEPT}')")
    file = place.cluster.folder / "postgresql" / "data" / str(path)
    aside = file.with_suffix(".aside")
    place.cluster.stop()
    file.rename(aside)
    file.symlink_to(FULL)
    place.cluster.start()
    try:
        yield
    finally:
        place.cluster.stop()
        aside.replace(file)
        place.cluster.start()


@pytest.mark.parametrize("served", ["resident"], indirect=True)
def test_a_disk_without_room_keeps_changes_waiting_and_nothing_else(place: Place) -> None:
    with full(place):
        place.client.remembers()
        changed = [place.client.ask(RENAME, name="Aldrig", key="aldrig") for _ in range(3)]
        read, (status, _) = place.client.ask(NAME), place.client.ready()
        log = (place.cluster.folder / "postgresql" / "server.log").read_text()
    place.client.heals()

    assert "No space left on device" in log
    assert [(told.status, told.codes, told.again) for told in changed] == [(503, ("UNAVAILABLE",), "1")] * 3
    assert (read.data["unit"]["name"], read.age, status) == (ANSWERED, None, 200)
    assert place.run("SELECT count(*) FROM unit_version WHERE name = 'Aldrig'") == [(0,)]
    assert place.run("SELECT count(*) FROM answered WHERE key = 'aldrig'") == [(0,)]
