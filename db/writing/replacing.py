"""Kept tables whose rows give way, life by life, to rows copied in; a row that stays the same is not touched."""

from dataclasses import dataclass

from sqlalchemy import text

from db.copying import Rows, copied
from db.writing.change import Change


async def made_ready(change: Change, table: str, columns: str, source: str) -> None:
    """An empty temporary table with columns as those of a stored one, until the end of the change."""
    await change.connection.execute(
        text(f"CREATE TEMP TABLE IF NOT EXISTS {table} ON COMMIT DROP AS SELECT {columns} FROM {source} WITH NO DATA")
    )
    await change.connection.execute(text(f"TRUNCATE {table}"))


@dataclass(frozen=True, slots=True)
class Timelines:
    """A table of versions. `key` names whose life a row belongs to, `facts` what it says.

    `named` is the query of the keys whose stored rows give way; the keys that rows are copied in for, if not said.
    """

    table: str
    key: tuple[str, ...]
    facts: tuple[str, ...]
    named: str = ""

    @property
    def incoming(self) -> str:
        return f"incoming_{self.table}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, "valid", *self.facts)

    async def take_in(self, change: Change, rows: Rows) -> int:
        await made_ready(change, self.incoming, f"{', '.join(self.columns)}, false AS stored", self.table)
        return await copied(change.connection, self.incoming, self.columns, rows)

    async def compare(self, change: Change) -> None:
        """Marks the rows that are stored already."""
        update = f"UPDATE {self.incoming} i SET stored = true FROM {self.table} s WHERE {self._same_key('s', 'i')}"
        same = f" AND {self._said('s')} IS NOT DISTINCT FROM {self._said('i')}" if self.facts else ""
        await change.connection.execute(text(f"{update} AND s.valid = i.valid{same}"))

    @property
    def superseded(self) -> str:
        """FROM and WHERE of the stored rows `s` that give way."""
        return (
            f"{self.table} s WHERE ({', '.join(f's.{k}' for k in self.key)}) IN ({self.named or self._keys})"
            f" AND NOT EXISTS (SELECT FROM {self.incoming} i"
            f" WHERE {self._same_key('i', 's')} AND i.valid = s.valid AND i.stored)"
        )

    @property
    def added(self) -> str:
        """FROM and WHERE of the rows `i` that are new."""
        return f"{self.incoming} i WHERE i.stored IS NOT TRUE"

    async def differs(self, change: Change) -> bool:
        return bool((await change.connection.execute(text(self.difference))).scalar_one())

    @property
    def difference(self) -> str:
        """Whether a row is new or gives way. These are counted: whether there is one the planner would have looked for
        as if it were soon found, each of thousands of rows among all that came in, and mostly there is none."""
        return f"SELECT EXISTS (SELECT FROM {self.added}) OR (SELECT count(*) > 0 FROM {self.superseded})"

    async def supersede(self, change: Change) -> int:
        rows = (await change.connection.execute(text(f"DELETE FROM {self.superseded}"))).rowcount
        change.rows += rows
        return rows

    async def add(self, change: Change) -> int:
        columns = ", ".join(self.columns)
        order = ", ".join((*self.key, "valid"))
        insert = f"INSERT INTO {self.table} ({columns}) SELECT {columns} FROM {self.added} ORDER BY {order}"
        rows = (await change.connection.execute(text(insert))).rowcount
        change.rows += rows
        return rows

    @property
    def _keys(self) -> str:
        return f"SELECT {', '.join(self.key)} FROM {self.incoming}"

    def _same_key(self, one: str, other: str) -> str:
        return " AND ".join(f"{one}.{column} = {other}.{column}" for column in self.key)

    def _said(self, alias: str) -> str:
        return f"ROW({', '.join(f'{alias}.{column}' for column in self.facts)})"
