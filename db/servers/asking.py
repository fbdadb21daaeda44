"""Asking a server how it stands, again and again, on a connection of its own."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import URL

from db.address import plain
from db.engine import connect_args
from db.pooling import Pooler
from db.servers.server import Standing

APPLICATION = "sor watch"
WITHIN = 3.0
"""Seconds within which a server answers, or has to be connected to anew."""

SILENCE = (TimeoutError, psycopg.errors.ConnectionTimeout)
"""What comes of asking a server that says nothing, and closes no connection."""

_STANDING = """
SELECT pg_is_in_recovery(),
    (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0')::bigint,
    coalesce(last.id, 0), last.recorded, feed.identity,
    ARRAY(SELECT recorded FROM change_set WHERE id = ANY(%s::bigint[]) ORDER BY id),
    ARRAY(SELECT id FROM change_set WHERE id = ANY(%s::bigint[]) ORDER BY id)
FROM feed LEFT JOIN LATERAL (SELECT id, recorded FROM change_set ORDER BY id DESC LIMIT 1) AS last ON true
"""

Found = dict[int, datetime]
"""Change sets that a server has, of those it was asked for, with their instants."""


class Line:
    """To one server; opened when it is asked, and anew when something went wrong."""

    def __init__(self, url: URL, pooler: Pooler) -> None:
        self._url = url
        self._told: dict[str, Any] = connect_args(url, APPLICATION, WITHIN, pooler)
        self._connection: psycopg.AsyncConnection[TupleRow] | None = None

    async def ask(self, numbers: Sequence[int]) -> tuple[Standing, Found]:
        """How it stands, and which of these change sets it has. Raises `psycopg.Error`, `OSError`, `TimeoutError`."""
        try:
            async with asyncio.timeout(WITHIN):
                if self._connection is None:
                    connect = psycopg.AsyncConnection.connect
                    self._connection = await connect(plain(self._url), autocommit=True, **self._told)
                cursor = await self._connection.execute(_STANDING, [[*numbers], [*numbers]])
                row = await cursor.fetchone()
        except BaseException:
            await self.close()
            raise
        assert row is not None
        *standing, instants, ids = row
        return Standing(*standing), dict(zip(ids, instants, strict=True))

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def why(error: BaseException) -> str:
    """In a sentence, without secrets."""
    if isinstance(error, SILENCE):
        return f"It does not answer within {WITHIN:g} seconds."
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = lines[0].rsplit("failed: ", 1)[-1].removeprefix("FATAL:").strip().rstrip(".") if lines else "no reason"
    return f"It cannot be asked ({told[:200]})."
