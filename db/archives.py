"""Columns that migrations give to a kept table: to its archive too, and to the trigger that copies rows there."""

from alembic import op
from sqlalchemy import text

_COLUMNS = text(
    "SELECT attname::text FROM pg_attribute"
    " WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
)


def widen(table: str, column: str, kind: str) -> None:
    """A column that may be empty, or has a constant default: `widen("unit", "level", "text")`."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.execute(f"ALTER TABLE {table}_archive ADD COLUMN {column} {kind}")
    named(table)


def named(table: str) -> None:
    """The trigger of a kept table names the columns that it has now."""
    columns = op.get_bind().execute(_COLUMNS, {"table": table}).scalars().all()
    to, of = ", ".join(columns), ", ".join(f"($1).{column}" for column in columns)
    op.execute(
        f"CREATE OR REPLACE TRIGGER {table}_archived BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION archived('{to}', '{of}')"
    )
