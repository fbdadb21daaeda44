"""The embedded PostgreSQL dies under a server that is used: it is started again, and nothing acknowledged is lost."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clerks import token
from tests.faults.conftest import Client, Told
from tests.web.conftest import serving, sor

UNIT = "645971000016001"
NAME = f'{{ unit(by: {{sorCode: "{UNIT}"}}, at: "2026-11-23") {{ name }} }}'
RENAME = (
    f'mutation ($name: String!) {{ changeUnit(input: {{sorCode: "{UNIT}", name: $name}}) {{ errors {{ code }} }} }}'
)


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sor-"))
    yield folder
    shutil.rmtree(folder)


def postmaster(folder: Path) -> int:
    return int((folder / "postgresql" / "data" / "postmaster.pid").read_text().splitlines()[0])


def renamed(client: Client, name: str, until: float) -> Told:
    """Again and again, as long as one is told to come again."""
    while (told := client.ask(RENAME, name=name)).codes:
        assert (told.status, told.codes) == (503, ("UNAVAILABLE",))
        assert time.monotonic() < until
        time.sleep(0.1)
    assert told.data == {"changeUnit": {"errors": []}}
    return told


def name(client: Client, revision: int | None, until: float) -> str:
    """As of a revision at least, which a worker that knows of the old server only cannot tell of yet."""
    assert revision is not None
    while (told := client.ask(NAME, revision)).codes:
        assert (told.status, told.codes) == (503, ("UNAVAILABLE",))
        assert time.monotonic() < until
        time.sleep(0.1)
    return str(told.data["unit"]["name"])


@pytest.mark.parametrize(("number", "workers"), [(signal.SIGKILL, "1"), (signal.SIGQUIT, "2")])
def test_an_embedded_server_that_dies_is_started_again(folder: Path, number: int, workers: str) -> None:
    settings = {"SOR_DATA_DIR": str(folder), "SOR_TODAY": "2026-11-22", "SOR_WORKERS": workers}
    with serving("--demo", **settings) as (address, process):
        client = Client(address, token(folder))
        for turn in range(2):
            until = time.monotonic() + 120
            renamed(client, f"Plejehjem {turn}", until)
            died = postmaster(folder)
            os.kill(died, number)
            told = renamed(client, f"Efter {turn}", until)
            assert postmaster(folder) != died
            assert name(client, told.revision, until) == f"Efter {turn}"
        assert process.poll() is None
    checked = sor("check", **settings)
    assert checked.returncode == 0, checked.stdout
    assert not (folder / "postgresql" / "data" / "postmaster.pid").exists()
