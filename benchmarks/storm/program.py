"""`sor serve` as a process: started, ended and started again at one address, its log read line by line."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

import httpx

from benchmarks.data import SOR
from benchmarks.storm.found import Found

STARTS_WITHIN, ENDS_WITHIN = 180.0, 30.0
"""Seconds that a server is given to answer when it is started, on a machine with much else to do, and to end when it is
asked to."""


class Program:
    """`name` is how it is spoken of; `log` the file that it writes its lines to."""

    def __init__(self, name: str, environment: Mapping[str, str], workers: int, log: Path, found: Found) -> None:
        self.name, self.environment, self.workers, self.log, self.found = name, environment, workers, log, found
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = int(taken.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self.file: IO[bytes] = log.open("ab")
        self.start()

    def start(self) -> None:
        command = [SOR, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        self.process = subprocess.Popen(command, env=self.environment, stderr=self.file)
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/healthz", timeout=5, trust_env=False).status_code == 200:
                    return
            time.sleep(0.1)
        raise SystemExit(f"{self.name} does not start: {self.log.read_text()[-500:]}")

    def end(self) -> None:
        """Asked by SIGTERM; one that does not come to its end, or not well, is a defect."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.found.defect("a server does not end", f"{self.name}: {ENDS_WITHIN:.0f} s after SIGTERM")
            for process in [*self.family(), self.process.pid]:
                os.kill(process, signal.SIGKILL)
            code = self.process.wait()
        if code != 0:
            self.found.defect("a server ends badly", f"{self.name}: with {code}")

    def family(self) -> list[int]:
        """Those who answer, the oldest first: the process itself or, where there are several, its workers."""
        if self.workers == 1:
            return [self.process.pid]
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            children = [int(child) for child in told.read_text().split()]
        except FileNotFoundError:
            return []
        return sorted((child for child in children if answers(child)), key=born)

    def lose_one(self) -> None:
        """The youngest worker is killed: the others grow old, so that their growth can be seen."""
        for process in self.family()[-1:]:
            os.kill(process, signal.SIGKILL)


def answers(process: int) -> bool:
    """Not so a helper that the interpreter starts for itself."""
    try:
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def born(process: int) -> int:
    """When, in ticks since the machine started."""
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return 0
