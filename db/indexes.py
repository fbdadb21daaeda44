"""Indexes that migrations make on tables that are in use: without keeping those who write waiting."""

from alembic import op
from sqlalchemy import text

_UNFINISHED = text("SELECT true FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid")


def make(name: str, on: str) -> None:
    """`name` and what follows ON: `make("unit_kind", "unit (kind)")`. What an interrupted attempt left is made anew.

    In a restore, where nobody else is at work and all is one transaction, as any other index.
    """
    context = op.get_context()
    if context.config is not None and context.config.attributes.get("one_transaction"):
        op.execute(f"CREATE INDEX {name} ON {on}")
        return
    with context.autocommit_block():
        if op.get_bind().execute(_UNFINISHED, {"name": name}).scalar_one_or_none():
            op.execute(f"DROP INDEX CONCURRENTLY {name}")
        op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {on}")
