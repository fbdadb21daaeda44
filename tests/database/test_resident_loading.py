"""The register read whole: what is made of it is what the postgres reader tells."""

from hypothesis import given, settings
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.resident import loading
from db.reading.resident.line import Line
from db.reading.resident.revision import made
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain.recording import ActorKind, Recorder
from domain.records import Lives
from tests.builders import hospital
from tests.keeping import anew
from tests.materials import contents, read
from tests.registers import reading, registers


async def test_a_register_read_whole_is_the_one_that_questions_tell_of(database: str, engine: AsyncEngine) -> None:
    async with change(engine, Recorder(ActorKind.SYSTEM, "test")) as writing:
        await write(writing, hospital())
    async with Snapshot(engine) as db:
        expected = made(await read(db))

    found = anew(database)

    assert contents(found) == contents(expected)
    assert found.number == 2
    assert found.addresses == expected.addresses
    assert found.electronic_addresses == expected.electronic_addresses


@settings(max_examples=15)
@given(register=registers())
async def test_any_register_is_read_as_questions_tell_of_it(
    register: Lives, database: str, engine: AsyncEngine
) -> None:
    async with reading(engine, register) as db:
        assert contents(anew(database)) == contents(made(await read(db)))


async def test_equal_values_are_one_object(database: str, engine: AsyncEngine) -> None:
    async with change(engine, Recorder(ActorKind.SYSTEM, "test")) as writing:
        await write(writing, hospital())

    units = [unit for _, entry in anew(database).entries.items() for unit in entry.versions]

    for name in ("valid", "life", "first_from", "changed", "parent", "type", "postal", "cvr"):
        told = [value for unit in units if (value := getattr(unit, name)) is not None]
        assert len({id(value) for value in told}) == len(set(told)), name


async def test_a_register_in_which_nothing_was_ever_recorded_is_read(database: str, engine: AsyncEngine) -> None:
    line = Line.open(make_url(database))
    with line.view():
        line_standing = loading.standing(line)
        found = made(loading.everything(line, line_standing))
    line.close()

    assert (found.number, len(found.entries), len(found.code_values)) == (1, 0, 10)


async def test_all_that_is_read_whole_takes_as_many_statements_whatever_its_size(
    database: str, engine: AsyncEngine
) -> None:
    line = Line.open(make_url(database))
    with line.view():
        loading.everything(line, loading.standing(line))
        empty, line.statements = line.statements, 0
    async with change(engine, Recorder(ActorKind.SYSTEM, "test")) as writing:
        await write(writing, hospital())
    with line.view():
        loading.everything(line, loading.standing(line))
    line.close()

    assert (empty, line.statements) == (9, 9)
