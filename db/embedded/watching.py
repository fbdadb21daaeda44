"""The server of a program that serves: started again when it has ended, whatever ended it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from db.embedded.server import Embedded
from db.unavailable import Unavailable

EVERY = 0.5
LONGEST = 30.0
"""Seconds between looks, and at most between attempts that fail: a disk that is full will not be empty at once."""

log = structlog.stdlib.get_logger("sor.embedded")


@contextmanager
def watched(server: Embedded) -> Iterator[None]:
    """As long as this lasts, the server is looked after by a thread."""
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(server, over), name="embedded server", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _watch(server: Embedded, over: threading.Event) -> None:
    wait = EVERY
    while not over.wait(wait):
        try:
            if server.revive():
                log.warning("the embedded PostgreSQL had ended, and runs again")
            wait = EVERY
        except (Unavailable, OSError) as reason:
            wait = min(wait * 2, LONGEST)
            log.error("the embedded PostgreSQL has ended", reason=str(reason), again_in=wait)
