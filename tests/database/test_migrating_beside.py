"""A filled register is migrated while the previous program is at work; nobody waits long, whoever is in the way."""

import asyncio
import shutil
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from db import migrating, revisions
from db.engine import engine as engine_of
from db.migrating import check_migrated, migrate
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.unavailable import Unavailable
from domain.periods import Moment
from tests.builders import MEDICINE, TODAY
from tests.contents import contents
from tests.fixtures.databases import Databases
from tests.keeping import until
from tests.kept_registers import backed_up, nothing_yet, put_back, rows
from tests.writers import desk, named, stored, wards

WARDS = wards(20)
TRIAL = '''"""A trial."""

from alembic import op

from db import archives, indexes

revision, down_revision, branch_labels, depends_on = "{number}", "{before}", None, None
{note}


def upgrade() -> None:
    {step}
'''
WIDEN = 'archives.widen("unit_version", "trial", "text DEFAULT 42")'
ADD = 'op.execute("ALTER TABLE change_set ADD COLUMN trial text")'
INDEX = 'indexes.make("change_set_trial", "change_set (actor_name)")'
PRESENT = revisions.known()[-1]
NEXT, LAST = f"{int(PRESENT) + 1:04}", f"{int(PRESENT) + 2:04}"


ARCHIVED = "SELECT name, NOT isempty(known) AND lower(known) = recorded, trial FROM unit_version_archive"


class Programs:
    """Which program this is: the present one, or the next, which has migrations more."""

    def __init__(self, folder: Path) -> None:
        self.present, self.folder = revisions.SCRIPTS, folder

    def next(self, *steps: str, note: str = "") -> None:
        shutil.copytree(self.present, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        before = PRESENT
        for place, step in enumerate(steps, start=1):
            number = f"{int(PRESENT) + place:04}"
            written = TRIAL.format(number=number, before=before, step=step, note=note)
            (self.folder / "versions" / f"{number}_trial.py").write_text(written)
            before = number
        self._become(self.folder)

    def previous(self) -> None:
        self._become(self.present)

    def _become(self, folder: Path) -> None:
        revisions.SCRIPTS = folder
        revisions.known.cache_clear()


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    programs = Programs(tmp_path / "migrations")
    yield programs
    programs.previous()


@pytest.fixture
async def register(databases: Databases) -> AsyncIterator[str]:
    with databases.clone() as address:
        await stored(address, WARDS)
        yield address


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("WAIT_FOR_TABLES", 0.3), ("ATTEMPTS", 3), ("PAUSE", 0.2)):
        monkeypatch.setattr(migrating, name, value)


async def check(address: str) -> None:
    engine = engine_of(address, "test")
    try:
        await check_migrated(engine)
    finally:
        await engine.dispose()


def form(address: str) -> str:
    with psycopg.connect(address) as connection:
        [(number,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(number)


def index_is_whole(address: str) -> bool | None:
    query = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('change_set_trial')"
    with psycopg.connect(address) as connection:
        found = connection.execute(query).fetchone()
    return bool(found[0]) if found else None


async def test_readers_and_writers_go_on_while_the_register_is_migrated(register: str, programs: Programs) -> None:
    over = asyncio.Event()
    turns = Counter[str]()

    async def writing() -> None:
        async with desk(register) as office:
            while not over.is_set():
                turn = turns["written"]
                answer = await office.carry_out(named(WARDS[turn % 2], f"Omdøbt {turn}"))
                assert list(answer.errors) == []
                turns["written"] += 1

    async def reading() -> None:
        async with desk(register) as office:
            while not over.is_set():
                async with Snapshot(office.readers) as view:
                    [unit] = await PostgresReader(view).units([MEDICINE], Moment(TODAY))
                assert unit is not None
                turns["read"] += 1

    async def go_on() -> None:
        enough = {name: turns[name] + 3 for name in ("written", "read")}
        await until(lambda: any(task.done() for task in at_work) or turns >= Counter(enough))

    at_work = [asyncio.create_task(writing()), asyncio.create_task(reading())]
    await go_on()
    programs.next(WIDEN, INDEX)
    done = await asyncio.to_thread(migrate, register)
    programs.previous()
    await go_on()
    over.set()
    await asyncio.gather(*at_work)
    written = turns["written"]

    assert (done.applied, form(register), index_is_whole(register)) == ((NEXT, LAST), LAST, True)
    with psycopg.connect(register) as connection:
        kept = connection.execute("SELECT count(*) FROM change_set WHERE actor_name = 'Kontoret'").fetchone()
        archived = connection.execute(ARCHIVED).fetchall()
    assert kept == (written,)
    assert len(archived) >= written
    assert {(one.count("Omdøbt"), valid, trial) for one, valid, trial in archived} >= {(1, True, "42"), (0, True, "42")}


async def test_the_previous_program_goes_on_beside_a_form_that_only_adds(register: str, programs: Programs) -> None:
    programs.next(ADD)
    migrate(register)
    await check(register)
    programs.previous()

    await check(register)
    with pytest.raises(Unavailable, match=rf"^The database is at migration {NEXT}, which this program does not know"):
        migrate(register)
    assert form(register) == NEXT


async def test_the_previous_program_ends_where_something_it_needs_is_taken_away(
    register: str, programs: Programs
) -> None:
    programs.next('op.execute("ALTER TABLE change_set DROP COLUMN note")', note=f'contracts = "{NEXT}"')
    migrate(register)
    await check(register)
    programs.previous()

    with pytest.raises(
        Unavailable, match=rf"^The database is at migration {NEXT} and the program works with {PRESENT}"
    ):
        await check(register)


async def test_the_next_program_waits_until_the_register_is_migrated(register: str, programs: Programs) -> None:
    programs.next(ADD)

    with pytest.raises(
        Unavailable, match=rf"^The database is at migration {PRESENT} and the program works with {NEXT}"
    ):
        await check(register)


@contextmanager
def long_transaction(address: str, statement: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(address, application_name="nightly report") as connection:
        connection.execute(statement.encode())
        yield connection
        connection.rollback()


@pytest.mark.usefixtures("hurried")
async def test_a_migration_gives_up_behind_a_long_transaction_and_says_whose_it_is(
    register: str, programs: Programs
) -> None:
    """Meanwhile others read the table that it wants: none of them waits longer than it stands in line."""
    engine = engine_of(register, "test")
    before = await contents(engine)
    programs.next(ADD)
    said: list[str] = []
    over = threading.Event()

    def reading() -> int:
        turns = 0
        with psycopg.connect(register, autocommit=True, options="-c statement_timeout=5000") as connection:
            while not over.is_set():
                assert connection.execute("SELECT count(*) FROM change_set").fetchone() is not None
                turns += 1
                time.sleep(0.001)
        return turns

    reader = asyncio.create_task(asyncio.to_thread(reading))
    with long_transaction(register, "SELECT count(*) FROM change_set") as report:
        pid = report.info.backend_pid
        with pytest.raises(Unavailable) as refused:
            await asyncio.to_thread(migrate, register, say=said.append)
    over.set()

    whose = rf"in use by process {pid} \('nightly report' of user 'sor', in a transaction for \d+ s\)"
    assert refused.match(
        rf"^The database could not be migrated further, since a table is {whose}: wait until it has ended"
    )
    assert len(said) == 2
    assert said[0].endswith("; trying again (1 of 3).")
    assert "nightly report" in said[1]
    assert await reader > 10
    assert (form(register), await contents(engine)) == (PRESENT, before)
    await engine.dispose()
    assert migrate(register).applied == (NEXT,)


@pytest.mark.usefixtures("hurried")
async def test_a_migration_goes_on_by_itself_when_who_was_in_the_way_has_ended(
    register: str, programs: Programs
) -> None:
    programs.next(ADD)
    said: list[str] = []
    with long_transaction(register, "SELECT count(*) FROM change_set") as report:
        migrated = asyncio.create_task(asyncio.to_thread(migrate, register, say=said.append))
        await until(lambda: bool(said))
        report.rollback()
        assert (await migrated).applied == (NEXT,)
    assert len(said) == 1


@pytest.mark.usefixtures("hurried")
async def test_an_index_that_was_interrupted_is_made_anew(register: str, programs: Programs) -> None:
    """What went before it stays: each migration is a whole of its own."""
    programs.next('op.execute("ALTER TABLE request ADD COLUMN trial text")', INDEX)
    with long_transaction(register, "UPDATE change_set SET note = note WHERE id = 1"):
        with pytest.raises(Unavailable, match="nightly report"):
            await asyncio.to_thread(migrate, register)
        assert (form(register), index_is_whole(register)) == (NEXT, False)

    assert migrate(register).applied == (LAST,)
    assert (form(register), index_is_whole(register)) == (LAST, True)


async def test_a_backup_of_the_previous_form_is_restored_by_the_next_program(
    register: str, programs: Programs, databases: Databases, tmp_path: Path
) -> None:
    backed_up(register, tmp_path / "a.zip")
    programs.next(ADD, INDEX)
    with nothing_yet(databases) as other:
        put_back(other, tmp_path / "a.zip")

        assert (form(other), index_is_whole(other)) == (LAST, True)
        assert rows(other)["unit_version"] == rows(register)["unit_version"]
