"""Which tables a register has, with their columns, and the order in which rows can be put back."""

from graphlib import TopologicalSorter
from typing import Any

import psycopg

RENUMBERED = ("change", "xid")
"""Transactions are numbered anew in every server: in a backup all entries of the feed come before what is told next."""

_COLUMNS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname = ANY(%s)
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname ORDER BY c.relname
"""
_REFERENCES = """
SELECT c.relname::text, r.relname::text
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
WHERE k.contype = 'f' AND c.oid <> r.oid AND c.relname = ANY(%(names)s) AND r.relname = ANY(%(names)s)
ORDER BY 1, 2
"""
_NUMBERED = """
SELECT c.relname || '.' || a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s) AND a.attidentity <> ''
ORDER BY 1
"""
Database = psycopg.Connection[Any]


def columns(database: Database, names: list[str]) -> dict[str, tuple[str, ...]]:
    """The columns that are written, by table; those that are worked out of others are not."""
    return {name: tuple(found) for name, found in database.execute(_COLUMNS, [names])}


def in_order(database: Database, names: list[str]) -> list[str]:
    """Each table after those that it refers to."""
    above: dict[str, set[str]] = {name: set() for name in names}
    for name, referred in database.execute(_REFERENCES, {"names": names}):
        above[name].add(referred)
    return list(TopologicalSorter(above).static_order())


def sequences(database: Database, names: list[str]) -> dict[str, str]:
    """What gives out the numbers of a column, by `table.column`."""
    return dict(database.execute(_NUMBERED, [names]).fetchall())
