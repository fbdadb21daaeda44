"""One of several processes that answer dies just as it is asked whether it lives."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import httpx

from benchmarks.storm.program import answers
from tests.web.conftest import serving

WITHIN = 50.0
"""Seconds: fewer than those after which a worker that says nothing is given up."""


def workers(server: Popen[str]) -> set[int]:
    told = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return {child for child in map(int, told.split()) if answers(child)}


def waited(until: Callable[[], bool]) -> float:
    """The seconds that it took to become so."""
    began = time.monotonic()
    while not until():
        assert time.monotonic() < began + WITHIN, "It has not become so."
        time.sleep(0.05)
    return time.monotonic() - began


def asked(worker: int) -> None:
    """Makes one that owes a sign of life, and cannot give it."""
    os.kill(worker, signal.SIGSTOP)
    time.sleep(1.5)


def test_a_worker_that_dies_without_a_word_is_replaced_and_keeps_nobody_from_stopping(database: str) -> None:
    settings = {"SOR_DATABASE_URL": database, "SOR_TODAY": "2026-11-22"}
    with serving("--workers", "2", **settings) as (address, server):
        assert httpx.get(f"{address}/healthz", timeout=WITHIN).status_code == 200
        waited(lambda: len(workers(server)) == 2)
        one, other = sorted(workers(server))
        asked(one)
        os.kill(one, signal.SIGKILL)
        waited(lambda: len(workers(server) - {one}) == 2)
        assert other in workers(server)

        family = workers(server)
        asked(other)
        server.send_signal(signal.SIGTERM)
        time.sleep(1.5)
        os.kill(other, signal.SIGKILL)
        waited(lambda: server.poll() is not None)
    assert [one for one in family if answers(one)] == []
    assert server.returncode == 0
