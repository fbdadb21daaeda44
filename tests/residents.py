"""Two readers of one register, in the database and in memory, that are asked the same."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.lists import Page, Slice
from db.reading.postgres import PostgresReader
from db.reading.reader import Reader
from db.reading.resident.reader import ResidentReader
from db.reading.resident.revision import Revision, made
from db.reading.snapshot import Snapshot
from domain.records import Lives
from tests.materials import read, told
from tests.registers import reading

Question = Callable[[Reader], Awaitable[Any]]
Listed = Callable[[Reader, Page], Awaitable[Slice[Any]]]


class Alone:
    """Who keeps a register that does not change."""

    async def newest(self) -> Revision | None:
        raise AssertionError("nobody asked for another view")

    async def at_least(self, number: int) -> Revision | None:
        raise AssertionError(f"there is no change set {number}")


@dataclass(frozen=True, slots=True)
class Readers:
    postgres: Reader
    resident: Reader

    async def agree(self, *questions: Question) -> None:
        """On these questions, which are answered from memory."""
        for question in questions:
            assert told(await question(self.resident)) == told(await question(self.postgres))
            assert self.resident.statements == 0

    async def agree_page_by_page(self, question: Listed, size: int) -> None:
        """On a list, each going on by turns where the other one's page ended."""
        page, turns = Page(size), 0
        while True:
            answer, expected = await question(self.resident, page), await question(self.postgres, page)
            assert answer == expected
            assert [*answer.keys] == [*expected.keys]
            if not expected.more:
                return
            turns += 1
            page = Page(size, (answer if turns % 2 else expected).keys[-1])


@asynccontextmanager
async def both(engine: AsyncEngine, register: Lives, searchable: bool = True) -> AsyncIterator[Readers]:
    async with reading(engine, replace(register, code_values=())) as db, Snapshot(engine) as behind:
        revision = made(await read(db), searchable)
        yield Readers(PostgresReader(db), ResidentReader(revision, PostgresReader(behind), Alone()))
