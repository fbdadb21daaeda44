"""Writers take turns: how long they wait for each other, how long one may take, and what is said where that is over."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.engine import Limits

AT_ONCE = 3
"""Connections that one process writes with, apart from those it reads with: however many writers wait, readers are
answered. One writer at a time holds the tree lock; the next waits for it in the database, so that no moment is lost
between them; all others wait for a connection."""

WAIT_FOR_CONNECTION = 30.0
"""Seconds that a writer waits behind those of its own process: a hundred of them have their turns in that time."""

WAIT = 15.0
"""Seconds that it then waits for the tree lock, behind those of other processes, an import for instance."""

MOST = 60.0
"""Seconds for which one change may hold the tree lock. To close a region with its 6,000 units takes about 20."""

READ_WITHIN = 5.0
"""Seconds within which the answer of a dry run is read: until then nobody else can write."""


def limits(statement_timeout: float) -> Limits:
    """Of an engine to write with; `statement_timeout` in seconds."""
    return Limits(statement_timeout, AT_ONCE, overflow=0, wait=WAIT_FOR_CONNECTION)


class Busy(Exception):
    """Somebody else's change was in the way for longer than one waits; nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            "Others are changing the register at the moment, so that this could not be done, and nothing of it was. "
            "Try again in a few seconds."
        )


class TooMuch(Exception):
    """A change took longer than others can be kept waiting; nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            "The change took longer than others can be kept waiting, and nothing of it was done. "
            "Do less at a time: fewer operations, or a smaller subtree."
        )


_IN_THE_WAY = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)
_STOPPED = (psycopg.errors.QueryCanceled, psycopg.errors.TransactionTimeout)


@contextmanager
def waiting() -> Iterator[None]:
    """Around what only waits for its turn: whatever stops it, somebody else was in the way. Raises `Busy`."""
    try:
        yield
    except PoolTimeout as error:
        raise Busy from error
    except DBAPIError as error:
        if isinstance(error.orig, _IN_THE_WAY + _STOPPED):
            raise Busy from error
        raise


@contextmanager
def taking_turns() -> Iterator[None]:
    """Around what is done when it is one's turn. Raises `Busy`, or `TooMuch`."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, _IN_THE_WAY):
            raise Busy from error
        if isinstance(error.orig, _STOPPED):
            raise TooMuch from error
        raise
