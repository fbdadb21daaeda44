"""What is kept for some days only: answers to requests that might have come again."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_FORGET = text("DELETE FROM answered WHERE given < clock_timestamp() - interval '7 days'")


async def forget_answers(engine: AsyncEngine) -> int:
    """Removes the answers that are no longer given again; how many."""
    async with engine.begin() as connection:
        return (await connection.execute(_FORGET)).rowcount
