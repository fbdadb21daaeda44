"""Whatever is asked of a real register, in whatever order: the one in memory that took it in by and by is the one that
is read anew; and how it is taken in does not depend on how large the register is."""

import random
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy import make_url

from db.reading.resident import stored as statements
from db.reading.resident import touched
from db.reading.resident.line import Line
from db.reading.resident.revision import Revision
from db.writing.change import change
from db.writing.excerpt import Range
from db.writing.lives import write
from domain.identifiers import serial_of
from domain.operations import AddMessages, Operation, Relate
from domain.recording import ActorKind, Recorder
from resolvers.context import Writing
from resolvers.lifecycle import carry_out
from resolvers.outcomes import Options
from tests.builders import MEDICINE, MEDICINE_NUMBER, SURGERY, THEATRE
from tests.excerpts import excerpt
from tests.fixtures.databases import Databases, connected
from tests.keeping import anew, brought, kept
from tests.materials import contents
from tests.naive_lifecycle import drawn
from tests.naive_lifecycle.asked import all_carried_out
from tests.naive_lifecycle.written_out import written_out
from tests.writers import desk, issued, named, stored

STEPS = 12
NUMBERS = Range(drawn.NUMBER, drawn.NUMBER + 999)
SEVERAL = Options(several=True, skip_failed=True)


@pytest.fixture(scope="module")
async def beginning(databases: Databases) -> AsyncIterator[str]:
    """A register as each run begins. Nobody stays connected to it: it is a template."""
    recorder = Recorder(ActorKind.SYSTEM, "test")
    with databases.clone() as address:
        async with connected(address) as engine, change(engine, recorder, note="the beginning") as writing:
            await write(writing, drawn.beginning())
        yield address


@pytest.mark.parametrize("seed", range(5))
async def test_a_register_taken_in_by_and_by_is_the_one_that_is_read_anew(
    databases: Databases, beginning: str, seed: int
) -> None:
    changes = 0
    with databases.clone(beginning) as address:
        async with kept(address) as keeper, desk(address) as office:
            for asked, today in drawn_by(random.Random(seed)):
                before = await brought(keeper)
                async with office.opened(today=today) as ctx:
                    ctx.writing = Writing(office.writers, NUMBERS)
                    answer = await carry_out(ctx, asked, SEVERAL)
                revision = await brought(keeper)

                changes += answer.change_set is not None
                assert (revision is before) == (answer.change_set is None)
                assert contents(revision) == contents(anew(address)), asked
    assert changes >= 4


def drawn_by(dice: random.Random) -> Iterator[tuple[list[Operation], date]]:
    """What is asked for, step by step, of a register that does it; and on which day."""
    numbers = (NUMBERS.first,)
    naive = written_out(excerpt(drawn.beginning(), today=drawn.START, next_serial=drawn.SERIAL, free_numbers=numbers))
    codes, glns = {*naive.units}, {*naive.numbers}
    for _ in range(STEPS):
        asked: list[Operation] = []
        after = naive
        for _ in range(dice.randint(1, 3)):
            asked.append(drawn.operation(after, [dice.randrange(60) for _ in range(14)]))
            after, _ = all_carried_out(naive, asked, drawn.WITH_PHONE, skip_failed=True)
        yield asked, naive.today
        naive = after.copy()
        codes |= {*naive.units}
        glns |= {*naive.numbers}
        naive.serial = 1 + max(map(serial_of, codes))
        naive.number = 1 + max(NUMBERS.first - 1, *(int(gln[:-1]) for gln in glns))
        naive.today = min(naive.today + timedelta(days=dice.choice((0, 0, 1, 4))), drawn.LAST_TODAY)


@pytest.fixture
async def hospital_address(database: str) -> str:
    await stored(database)
    return database


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ([named(THEATRE, "Gangen")], 4),
        ([issued(SURGERY)], 5),
        ([Relate(unit=THEATRE, type="COOPERATES", other=SURGERY)], 5),
        ([AddMessages(gln=MEDICINE_NUMBER, exchanges=drawn.EXCHANGES[2:])], 5),
        ([named(code, "Samme navn") for code in (THEATRE, SURGERY, MEDICINE)], 4),
    ],
    ids=["a name", "a number", "a relation", "messages", "three names"],
)
async def test_a_change_is_taken_in_with_few_statements(
    hospital_address: str, asked: list[Operation], count: int
) -> None:
    before = anew(hospital_address)
    async with desk(hospital_address) as office:
        answer = await office.carry_out(*asked, options=SEVERAL)
    assert answer.change_set is not None
    line = Line.open(make_url(hospital_address))
    with line.view():
        after = taken_in(line, before)
    line.close()

    assert line.statements == count
    assert contents(after) == contents(anew(hospital_address))


async def test_to_find_nothing_new_takes_one_statement(hospital_address: str) -> None:
    revision = anew(hospital_address)
    line = Line.open(make_url(hospital_address))
    with line.view():
        since = touched.since(line, revision.number)
    line.close()

    assert (since.recorded, since.newer) == (revision.recorded, [])
    assert line.statements == 1


def taken_in(line: Line, revision: Revision) -> Revision:
    since = touched.since(line, revision.number)
    return revision.after(touched.material(line, since, touched.touched(line, since), revision))


def test_what_a_change_touched_is_found_and_read_by_index(hospital_address: str) -> None:
    """Where whole tables could only be read at a price: what is not found then would be found in no other way."""
    read = re.compile(r"Seq Scan on (\w+)")
    with psycopg.connect(hospital_address) as connection:
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        for statement, given in explained():
            plan = "\n".join(line for (line,) in connection.execute(f"EXPLAIN {statement}".encode(), given))
            assert set(read.findall(plan)) <= {"feed"}, plan


def explained() -> Iterator[tuple[str, dict[str, object]]]:
    some = {"codes": ["1"], "glns": ["1"], "ids": [next(iter(drawn.WITH_PHONE))]}
    yield touched.SINCE, {"number": 1, "most": 10}
    yield touched.TOUCHED, {"ids": [1], "instants": ["2026-01-01"], "most": 10}
    for read in (
        statements.lives,
        statements.versions,
        statements.numbers,
        statements.capabilities,
        statements.relations,
    ):
        yield read(only=True), some
    for read in (statements.addresses, statements.electronic_addresses):
        yield read(only=True), some
