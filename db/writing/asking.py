"""What a writer asks its connection: several statements in one trip, each seeing what those before it did."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, NamedTuple

from psycopg.pq import TransactionStatus
from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from db import trail
from db.reading.trips import trip, wire_of
from db.reading.wire import PLANNED, Sent
from db.reading.written import written

BEGIN = b"BEGIN ISOLATION LEVEL READ COMMITTED"
COMMIT = b"COMMIT"


class Asked(NamedTuple):
    """A statement, and what it is given."""

    statement: Executable
    given: Mapping[str, Any] | None = None


async def together(connection: AsyncConnection, asked: Sequence[Asked | bytes]) -> list[list[Any]]:
    """The rows of each statement, in a transaction that begins with the first; mere words give none.

    Raises `DBAPIError` where the database has something against one of them; those behind it were not asked.
    """
    wire, said = wire_of(connection), [one if isinstance(one, bytes) else _sent(one) for one in asked]
    idle = wire.driver.info.transaction_status is TransactionStatus.IDLE
    words: list[Sent | bytes] = [BEGIN, *wire.opening] if idle else []
    planned = False
    for one in said:
        wanted = one.asked.kept if isinstance(one, Sent) else planned and one != COMMIT
        if wanted is not planned:
            planned = wanted
            words.append(PLANNED[planned])
        words.append(one)
    if planned:
        words.append(PLANNED[False])
    began = perf_counter()
    try:
        return await trip(connection, wire, words)
    finally:
        within = trail.WITHIN.get()
        trail.went([trail.Sent(one.asked.text, within) for one in said if not isinstance(one, bytes)], began)


def _sent(one: Asked) -> Sent:
    asked = written(one.statement)
    return Sent(asked, asked.values(one.given))
