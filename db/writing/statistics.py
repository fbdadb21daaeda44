"""What the database knows of its tables' contents, which its plans follow."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

KEPT_CURRENT = (
    "address",
    "electronic_address",
    "unit",
    "unit_version",
    "unit_relation",
    "location_number",
    "location_number_version",
    "message_capability",
    "code_value",
)


async def of_keys(connection: AsyncConnection) -> None:
    """Of what the temporal key is checked by, inside a change: without it each check reads the whole index."""
    await connection.execute(text("ANALYZE unit_version (sor_code, parent, valid)"))


async def of_all(connection: AsyncConnection) -> None:
    """Of the whole register, for those who read it next."""
    async with connection.begin():
        await connection.execute(text(f"ANALYZE {', '.join(KEPT_CURRENT)}"))
