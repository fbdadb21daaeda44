"""The program started for real: the `sor` command as a process, and a server of it that has the demo register."""

import io
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.databases import Databases
from tests.following import standing
from web import logs

SOR = Path(sys.executable).with_name("sor")
ANSWERS = re.compile(r"The register answers on (http://\S+)")


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings and no others of the program's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOR_")}
    return {**kept, "COLUMNS": "200", **settings}


def sor(*words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The `sor` command, run to its end."""
    command = [SOR, *words]
    return subprocess.run(command, env=environment(**settings), capture_output=True, text=True, timeout=300)


def reason(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence that a command ended with, after nothing but the steps it took."""
    assert "Traceback" not in done.stderr
    *steps, sentence = done.stderr.splitlines()
    assert [step for step in steps if not step.endswith(("…", "tells otherwise."))] == []
    assert sentence.startswith("sor: ")
    return sentence


@contextmanager
def serving(*options: str, **settings: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a started `sor serve` and its process, which is stopped afterwards."""
    command = [str(SOR), "serve", "--port", "0", *options]
    with subprocess.Popen(command, env=environment(**settings), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = []
        log: threading.Thread | None = None
        try:
            for line in process.stderr:
                said.append(line)
                if found := ANSWERS.search(line):
                    # A log that nobody reads stops the server once the pipe is full.
                    log = threading.Thread(target=process.stderr.read)
                    log.start()
                    yield found[1], process
                    break
            else:
                pytest.fail(f"sor serve ended without serving: {''.join(said)}")
        finally:
            process.terminate()
            if log is not None:
                log.join()


class Log(io.StringIO):
    """What is logged, also what waits until the loop has done what it is at."""

    def getvalue(self) -> str:
        for handler in logging.getLogger().handlers:
            handler.flush()
        return super().getvalue()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The lines that are logged meanwhile, as JSON."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = Log()
    logs.configure(logs.LogFormat.JSON, stream=stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture(scope="session")
def demo_database(databases: Databases) -> Iterator[str]:
    """The address of a database with the demo register, which the server of these tests reads."""
    with databases.clone() as url:
        assert sor("demo", SOR_DATABASE_URL=url, SOR_TODAY="2026-11-22").returncode == 0
        yield url


@pytest.fixture(scope="session")
def demo_server(demo_database: str) -> Iterator[str]:
    """The address of a server with the demo register."""
    with serving("--demo", SOR_DATABASE_URL=demo_database, SOR_TODAY="2026-11-22") as (address, _):
        yield address


@pytest.fixture(scope="module")
def told_database(databases: Databases) -> Iterator[str]:
    """The address of a hospital that the tests of one file change, told to the feed."""
    with databases.clone() as address:
        yield address


@pytest.fixture(scope="module")
async def told_engine(told_database: str) -> AsyncIterator[AsyncEngine]:
    async with standing(told_database) as opened:
        yield opened
