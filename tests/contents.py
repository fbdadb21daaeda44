"""All that a register holds, row by row, to show that nothing, or only so much, has changed."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.tables import Table

TABLES = tuple(sorted(Table.metadata.tables))
KEPT = ("unit", "unit_version", "unit_relation", "location_number_version", "message_capability", "code_value")
ARCHIVES = tuple(f"{table}_archive" for table in KEPT)

Contents = dict[str, list[str]]


async def contents(engine: AsyncEngine) -> Contents:
    """Every row of every table, archives too, with the transaction that wrote it: rewritten rows are not the same."""
    found: Contents = {}
    async with engine.connect() as connection:
        for table in (*TABLES, *ARCHIVES):
            rows = await connection.execute(
                text(f"SELECT xmin::text || ' ' || t::text AS row FROM {table} t ORDER BY row")
            )
            found[table] = list(rows.scalars())
    return found


def gone(before: Contents, after: Contents) -> dict[str, int]:
    """How many rows of each table are not what or where they were."""
    lost = {table: len(set(rows) - set(after[table])) for table, rows in before.items()}
    return {table: count for table, count in lost.items() if count}


def came(before: Contents, after: Contents) -> dict[str, int]:
    return gone(after, before)
