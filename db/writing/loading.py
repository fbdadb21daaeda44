"""A first load into an empty register: indexes are made once, from all rows, rather than row by row."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import ARRAY, Text, bindparam, text

from db.writing import statistics
from db.writing.change import Change

TABLES = ("unit", "unit_version", "location_number_version", "message_capability", "unit_relation")

# Those of keys stay: they are what keeps two versions off one day while rows come in. Who owns no table, as a server
# with the role sor_write does not, makes no index either, and loads a table with all that it has.
_INDEXES = text(
    """
    SELECT format('%I.%I', n.nspname, i.relname), pg_get_indexdef(x.indexrelid)
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_namespace n ON n.oid = i.relnamespace
    WHERE pg_has_role(i.relowner, 'USAGE') AND x.indrelid = ANY(CAST(:tables AS regclass[]))
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid)
    ORDER BY 1
    """
).bindparams(bindparam("tables", type_=ARRAY(Text)))


@asynccontextmanager
async def first_load(change: Change) -> AsyncIterator[None]:
    """To be left before anything asks for what was loaded. Readers of the register wait until the change has ended."""
    found = (await change.connection.execute(_INDEXES, {"tables": list(TABLES)})).all()
    for name, _ in found:
        await change.connection.execute(text(f"DROP INDEX {name}"))
    yield
    await statistics.of_keys(change.connection)
    await change.check()  # no index is made on a table of which something is still to be checked
    await change.connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
    for _, definition in found:
        await change.connection.exec_driver_sql(definition)
    await change.connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
