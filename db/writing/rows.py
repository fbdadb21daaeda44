"""Rows of a change, of whatever tables: all that go with one statement, then all that come with another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from sqlalchemy import TextClause, text

from db.reading.written import kept
from db.writing.asking import Asked
from db.writing.change import Change
from domain.periods import Period

Row = Mapping[str, Any]
"""Values by column, as PostgreSQL reads them from JSON."""


@dataclass(slots=True)
class Rewriting:
    """What goes and what comes. Each part is a statement's text and its rows; `{rows}` in it stands for them."""

    _gone: dict[str, list[Row]] = field(default_factory=dict)
    _come: dict[str, list[Row]] = field(default_factory=dict)

    def goes(self, part: str, rows: Iterable[Row]) -> None:
        self._gone[part] = [*rows]

    def comes(self, part: str, rows: Iterable[Row]) -> None:
        self._come[part] = [*rows]

    async def carry_out(self, change: Change) -> None:
        asked: list[Asked] = []
        for parts in (self._gone, self._come):
            told = {part: rows for part, rows in parts.items() if rows}
            if told:
                given = {f"rows_{place}": _json(rows) for place, rows in enumerate(told.values())}
                asked.append(Asked(_statement(tuple(told)), given))
        await change.store(*asked)


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of versions: whose life a row belongs to (`key`), on which days, and what it says (`facts`)."""

    table: str
    key: tuple[str, ...]
    facts: tuple[str, ...] = ()

    def replace(self, rewriting: Rewriting, before: Iterable[Sequence[Any]], after: Iterable[Sequence[Any]]) -> int:
        """How many rows go and come; a row that stays the same is not touched. Rows are sequences of the days, the key
        and the facts."""
        old, new = dict.fromkeys(map(tuple, before)), dict.fromkeys(map(tuple, after))
        gone, come = [row for row in old if row not in new], [row for row in new if row not in old]
        rewriting.goes(self._delete, map(self._named, gone))
        rewriting.comes(inserting(self.table, ("valid", *self.key, *self.facts)), map(self._named, come))
        return len(gone) + len(come)

    @property
    def _delete(self) -> str:
        same = " AND ".join(f"t.{column} = r.{column}" for column in ("valid", *self.key))
        return f"DELETE FROM {self.table} t USING {rows_of(self.table)} WHERE {same}"

    def _named(self, row: Sequence[Any]) -> Row:
        return dict(zip(("valid", *self.key, *self.facts), (written(row[0]), *row[1:]), strict=True))


def inserting(table: str, columns: Sequence[str]) -> str:
    named = ", ".join(columns)
    return f"INSERT INTO {table} ({named}) SELECT {named} FROM {rows_of(table)}"


def rows_of(table: str) -> str:
    """The rows of a part, as `r` with the columns of a table."""
    return f"jsonb_populate_recordset(NULL::{table}, CAST({{rows}} AS jsonb)) r"


def written(valid: Period) -> str:
    """Days as a daterange is written."""
    return f"[{valid.start.isoformat()},{'' if valid.end is None else valid.end.isoformat()})"


@cache
def _statement(parts: tuple[str, ...]) -> TextClause:
    """Parts see the register as it was before any of them; the keys of the store are asked when all are done."""
    each = ", ".join(f"part_{place} AS ({part.format(rows=f':rows_{place}')})" for place, part in enumerate(parts))
    return kept(text(f"WITH {each} SELECT"))


def _json(rows: Sequence[Row]) -> str:
    return orjson.dumps(rows, default=_plain).decode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a row of the register holds no {type(value).__name__}")
