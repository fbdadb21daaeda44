"""What plans are worth: the questions answered by their plans and by graphql-core, by the same resolvers over the same
register in memory, in turn and without HTTP.

`python -m benchmarks.compiled --units 100000`, on a register that `make bench` has made or will use.
"""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import process_time
from typing import Annotated

import orjson
import psycopg
import typer
from rich.table import Table
from sqlalchemy import make_url

import schema
from benchmarks import data, screen
from benchmarks.chosen import questions
from benchmarks.questions import PAGE_MOST, Question
from db.engine import engine as engine_of
from db.reading.choosing import Readers
from db.reading.resident.keeping import Keeper
from db.reading.snapshot import Snapshot
from domain.permissions import PUBLIC
from resolvers.context import Context, Limits

PATIENCE = 1_200
"""Tenths of a second."""


class Answering:
    """Answers questions as a request does, with a plan or without one."""

    def __init__(self, readers: Readers, register: data.Register, address: str) -> None:
        self.readers, self.register = readers, register
        self.engine = engine_of(address, application="sor bench")
        self.schema = schema.build()

    async def answer(self, question: Question) -> bytes:
        """By its plan."""
        async with Snapshot(self.engine) as snapshot:
            context = Context(self.readers.reader(snapshot), self.register.today, PUBLIC, Limits(PAGE_MOST))
            answer = await self.schema.answered(context, question.text, None, question.variables)
            assert answer is not None, question.name
            return answer

    async def milliseconds(self, question: Question, planned: bool) -> float:
        """Of processor time, from the text of the operation to that of its answer."""
        async with Snapshot(self.engine) as snapshot:
            reader = self.readers.reader(snapshot)
            context = Context(reader, self.register.today, PUBLIC, Limits(PAGE_MOST), declined=not planned)
            began = process_time()
            if planned:
                answer = await self.schema.answered(context, question.text, None, question.variables)
                assert answer is not None, question.name
            else:
                told = await self.schema.execute(question.text, question.variables, context)
                assert not told.errors, told.errors
                orjson.dumps({"data": told.data})
            took = (process_time() - began) * 1000
            await context.close()
        return took


def main(
    units: Annotated[int, typer.Option(help="Units of the register.")] = 100_000,
    rounds: Annotated[int, typer.Option(help="How often each question is asked.", min=1)] = 5,
) -> None:
    """Time plans beside graphql-core."""
    with data.register(Path(os.environ.get("BENCH_DIR", ".bench")), units, 7) as register:
        with psycopg.connect(register.address) as database:
            asked = [one for one in questions(database, register.today) if not one.writes and one.key != "all"]
        asyncio.run(timed(register, asked, rounds))


async def loaded(keeper: Keeper) -> bool:
    """Once the register is in memory; false if it does not come to that."""
    for _ in range(PATIENCE):
        if keeper.current() is not None:
            return True
        await asyncio.sleep(0.1)
    return False


@asynccontextmanager
async def in_memory(register: data.Register) -> AsyncIterator[tuple[Keeper, Answering]]:
    """The register held in memory, and who answers from it."""
    keeper = Keeper(make_url(register.address), None)
    engine = engine_of(register.address, application="sor bench")
    readers = Readers(engine, keeper)
    async with readers.kept():
        assert await loaded(keeper), keeper.why
        gc.collect()
        answering = Answering(readers, register, register.address)
        yield keeper, answering
        await answering.engine.dispose()
    await engine.dispose()


async def timed(register: data.Register, asked: Sequence[Question], rounds: int) -> None:
    async with in_memory(register) as (_, answering):
        table = Table("question", "plan, ms", "graphql-core, ms", "times", title="Processor time, medians")
        for question in asked:
            both = [
                [await answering.milliseconds(question, planned) for planned in (True, False)] for _ in range(rounds)
            ]
            plan, core = (median(each) for each in zip(*both, strict=True))
            table.add_row(question.name, f"{plan:.2f}", f"{core:.1f}", f"{core / plan:.0f}")
        screen.out.print(table)


if __name__ == "__main__":
    typer.run(main)
