"""COPY into the database: rows written out as text, many at a time, however many there are."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection as Driver
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.periods import Period

CHUNK = 1 << 18
"""Characters sent at a time."""

_UNSAFE = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


Rows = Iterable[Sequence[object]]


async def copied(connection: AsyncConnection, table: str, columns: Sequence[str], rows: Rows) -> int:
    """Appends `rows` to a table and gives how many there were. Values in the order of `columns`."""
    raw = await connection.get_raw_connection()
    driver: Driver[Any] | None = raw.driver_connection
    assert driver is not None
    count = 0
    async with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for chunk, lines in _chunks(rows):
            count += lines
            await copy.write(chunk)
    return count


def _chunks(rows: Rows) -> Iterator[tuple[str, int]]:
    forms = _FORMS
    lines: list[str] = []
    size = 0
    for row in rows:
        line = "\t".join([forms[type(value)](value) for value in row])
        lines.append(line)
        size += len(line)
        if size > CHUNK:
            yield "\n".join(lines) + "\n", len(lines)
            lines, size = [], 0
    if lines:
        yield "\n".join(lines) + "\n", len(lines)


def _text(value: str) -> str:
    return value.translate(_ESCAPED) if _UNSAFE.search(value) else value


def _array(values: Sequence[object]) -> str:
    return _text("{" + ",".join([_element(value) for value in values]) + "}") if values else "{}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _period(valid: Period) -> str:
    return f"[{valid.start.isoformat()},{'' if valid.end is None else valid.end.isoformat()})"


class _Forms(dict[type, Callable[[Any], str]]):
    """How a value of each type is written in the text form of COPY."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if not issubclass(kind, Enum):
            raise TypeError(f"COPY has no form for {kind.__name__}")
        said = {member: self[type(member.value)](member.value) for member in kind}
        self[kind] = said.__getitem__
        return self[kind]


_FORMS = _Forms(
    {
        type(None): lambda _: r"\N",
        str: _text,
        int: str,
        bool: lambda value: "t" if value else "f",
        date: date.isoformat,
        UUID: str,
        Decimal: str,
        tuple: _array,
        Period: _period,
    }
)
