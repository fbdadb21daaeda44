"""The revision that a request wants to see at least: the number of a change set, as `X-Register-Revision` tells it."""

import re

from web.operations import Refused

HEADER = b"x-minimum-revision"
_NUMBER = re.compile(rb"\d{1,18}")


class NotYet(Refused):
    """A revision that has not been recorded, or cannot be seen yet: 503."""

    def __init__(self, asked: int, newest: int) -> None:
        super().__init__(
            503,
            f"Revision {asked} cannot be seen here yet; the newest is {newest}. X-Minimum-Revision asks for one that "
            "an answer of this register has told of, as X-Register-Revision: if so, try again.",
        )
        self.headers = {"Retry-After": "1"}


class Unseen(Refused):
    """Nobody can be asked which revisions there are: 503. What keeps them away, and where, is for the log."""

    def __init__(self) -> None:
        super().__init__(
            503,
            "The register's database is away or overloaded at the moment, so that it cannot be told which revisions "
            "there are. Try again in a few seconds.",
        )
        self.headers = {"Retry-After": "1"}


def minimum(written: bytes | None) -> int | None:
    """Raises `Refused` with 400 for what is no number of a revision."""
    if written is None:
        return None
    if not _NUMBER.fullmatch(written):
        told = written[:40].decode("ascii", "replace")
        raise Refused(400, f"X-Minimum-Revision is a number, as X-Register-Revision tells it; '{told}' is none.")
    return int(written)
