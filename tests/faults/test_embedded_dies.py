"""The embedded PostgreSQL dies under a server that is used: it is started again, and nothing acknowledged is lost."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clerks import token
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


def asked(address: str, key: str, query: str, **variables: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    asked = {"query": query, "variables": variables}
    return httpx.post(f"{address}/graphql", json=asked, headers=headers, timeout=60).json()


def postmaster(folder: Path) -> int:
    return int((folder / "postgresql" / "data" / "postmaster.pid").read_text().splitlines()[0])


@pytest.mark.parametrize(("number", "workers"), [(signal.SIGKILL, "1"), (signal.SIGQUIT, "2")])
def test_an_embedded_server_that_dies_is_started_again(folder: Path, number: int, workers: str) -> None:
    settings = {"SOR_DATA_DIR": str(folder), "SOR_TODAY": "2026-11-22", "SOR_WORKERS": workers}
    with serving("--demo", **settings) as (address, process):
        key = token(folder)
        for turn in range(2):
            told = asked(address, key, RENAME, name=f"Plejehjem {turn}")
            assert told == {"data": {"changeUnit": {"errors": []}}}
            died = postmaster(folder)
            os.kill(died, number)
            until = time.monotonic() + 120
            while "errors" in (told := asked(address, key, RENAME, name=f"Efter {turn}")):
                assert {error["extensions"]["code"] for error in told["errors"]} == {"UNAVAILABLE"}
                assert time.monotonic() < until
                time.sleep(0.1)
            assert postmaster(folder) != died
            assert asked(address, key, NAME)["data"]["unit"]["name"] == f"Efter {turn}"
        assert process.poll() is None
    checked = sor("check", **settings)
    assert checked.returncode == 0, checked.stdout
    assert not (folder / "postgresql" / "data" / "postmaster.pid").exists()
