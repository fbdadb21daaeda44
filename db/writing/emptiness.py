"""Whether there is a register yet."""

from sqlalchemy import text

from db.writing.change import Change

_ANY = text("SELECT EXISTS (SELECT FROM unit)")


async def has_units(change: Change) -> bool:
    """Asked behind the tree lock: nobody writes the first unit meanwhile."""
    return bool((await change.connection.execute(_ANY)).scalar_one())
