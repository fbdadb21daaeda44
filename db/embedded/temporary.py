"""A server for a while: in a folder of its own that goes with it, whatever becomes of the process that wanted it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.embedded.server import Embedded

LAST_RITES = """
read -r _
kill -INT "$1" 2>/dev/null
tries=0
while [ -e "$2/postgresql/data/postmaster.pid" ] && [ $tries -lt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
rm -rf "$2"
"""
"""Run by a shell whose input closes when the process that wanted the server has died without stopping it."""


@contextmanager
def temporary() -> Iterator[str]:
    """The address of a new, empty, forgetful server, which is gone afterwards. Raises `Unavailable`."""
    folder = Path(tempfile.mkdtemp(prefix="sor-"))
    server = Embedded(folder, durable=False)
    try:
        with server as address, _watched(server, folder):
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _watched(server: Embedded, folder: Path) -> Iterator[None]:
    process = (server.home / "data" / "postmaster.pid").read_text().split("\n", 1)[0]
    waiting, ours = os.pipe()
    with subprocess.Popen(
        ["/bin/sh", "-c", LAST_RITES, "sh", process, str(folder)], stdin=waiting, start_new_session=True
    ) as watcher:
        os.close(waiting)
        try:
            yield
        finally:
            watcher.kill()
            os.close(ours)
