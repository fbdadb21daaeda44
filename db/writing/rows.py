"""Rows of kept tables that give way to others one by one; a row that stays the same is not touched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import text

from db.writing.change import Change
from domain.periods import Period

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of versions: whose life a row belongs to (`key`), on which days, and what it says (`facts`)."""

    table: str
    key: tuple[str, ...]
    facts: tuple[str, ...] = ()

    async def replace(self, change: Change, before: Iterable[Sequence[Any]], after: Iterable[Sequence[Any]]) -> None:
        """Rows are sequences of the days, the key and the facts."""
        old, new = [tuple(row) for row in before], [tuple(row) for row in after]
        gone, come = set(old) - set(new), set(new) - set(old)
        if gone:
            await change.connection.execute(text(self._delete), [self._named(row) for row in old if row in gone])
        if come:
            await change.connection.execute(text(self._insert), [self._named(row) for row in new if row in come])
        change.rows += len(gone) + len(come)

    @property
    def _delete(self) -> str:
        same = " AND ".join(f"{column} = :{column}" for column in self.key)
        return f"DELETE FROM {self.table} WHERE {same} AND valid = daterange(:first, :end)"

    @property
    def _insert(self) -> str:
        columns = (*self.key, *self.facts)
        named = ", ".join(f":{column}" for column in columns)
        return f"INSERT INTO {self.table} (valid, {', '.join(columns)}) VALUES (daterange(:first, :end), {named})"

    def _named(self, row: Sequence[Any]) -> Row:
        valid: Period = row[0]
        said = dict(zip((*self.key, *self.facts), map(_written, row[1:]), strict=True))
        return {"first": valid.start, "end": valid.end, **said}


def _written(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value
