"""What in a database is the register's own: its tables with their archives, and the functions that they use."""

from db.tables import Recorded, Table

_MAPPED = {mapper.class_.__tablename__: mapper.class_ for mapper in Table.registry.mappers}

ARCHIVES = tuple(sorted(f"{name}_archive" for name, mapped in _MAPPED.items() if issubclass(mapped, Recorded)))
TABLES = (*sorted(_MAPPED), *ARCHIVES)
"""Of the form that this program works with; earlier forms have some of them."""

FUNCTIONS = (
    "archived()",
    "recorded_by()",
    "recorded_now()",
    "alphabetical(text)",
    "folded(text)",
    "unaccented(text)",
    "lowered(text)",
)
"""Each before those that it uses."""
