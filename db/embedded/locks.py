"""Who uses a server that several processes share, and whether it lives: file locks, which the dead never hold."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lock:
    """One lock file. A lock is let go by closing it, or by the end of the last process that has it open."""

    def __init__(self, file: Path) -> None:
        self.descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        if os.geteuid() == 0:  # the folder's owner may come later without being root
            home = file.parent.stat()
            os.fchown(self.descriptor, home.st_uid, home.st_gid)

    def alone(self) -> bool:
        """Whether nobody else holds it: then we do, alone."""
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def among_others(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def close(self) -> None:
        os.close(self.descriptor)


@contextmanager
def turn(file: Path) -> Iterator[None]:
    """One process at a time; others wait for their turn."""
    lock = Lock(file)
    try:
        fcntl.flock(lock.descriptor, fcntl.LOCK_EX)
        yield
    finally:
        lock.close()
