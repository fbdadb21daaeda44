"""Who replaces whom as a file tells it, until all its units are known."""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.copying import copied
from db.writing.staging import BATCH
from domain.identifiers import SorCode
from domain.records import Succession

_TABLE = text(
    "CREATE TEMP TABLE staged_succession (place bigint GENERATED ALWAYS AS IDENTITY, successor bigint,"
    " predecessor bigint, since date, told_by bigint, told text)"
)
_COLUMNS = ("successor", "predecessor", "since", "told_by", "told")
_BATCH = text(
    """
    SELECT t.place, t.successor, t.predecessor, t.since, t.told_by, t.told,
        EXISTS (SELECT FROM unit u WHERE u.sor_code = t.successor),
        EXISTS (SELECT FROM unit u WHERE u.sor_code = t.predecessor)
    FROM staged_succession t WHERE t.place > :after ORDER BY t.place LIMIT :size
    """
)


class Told(NamedTuple):
    """A succession, the unit whose record tells of it, and where that stands."""

    succession: Succession
    by: SorCode
    where: str


class Known(NamedTuple):
    """The same, with which of both are units of the register."""

    told: Told
    successor: bool
    predecessor: bool


async def make_ready(connection: AsyncConnection) -> None:
    await connection.execute(_TABLE)


async def stage(connection: AsyncConnection, told: Iterable[Told]) -> None:
    rows = ((s.successor, s.predecessor, s.since, by, where) for s, by, where in told)
    await copied(connection, "staged_succession", _COLUMNS, rows)


async def batches(connection: AsyncConnection) -> AsyncIterator[list[Known]]:
    after = 0
    while found := (await connection.execute(_BATCH, {"after": after, "size": BATCH})).all():
        after = found[-1][0]
        yield [_known(*row[1:]) for row in found]


def _known(successor: int, predecessor: int, since: date, by: int, where: str, one: bool, other: bool) -> Known:
    return Known(Told(Succession(SorCode(successor), SorCode(predecessor), since), SorCode(by), where), one, other)
