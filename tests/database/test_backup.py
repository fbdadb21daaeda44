"""A backup is the register as it was at one moment, and what is restored is that register and no other."""

import asyncio
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url

from db import revisions
from db.backup import manifest
from db.backup.manifest import Unfit
from db.backup.restoring import restored, whole
from db.feed import reading
from db.migrating import migrate
from db.ours import ARCHIVES, TABLES
from db.reading.snapshot import Snapshot
from db.unavailable import Unavailable
from domain.feed import BEGINNING, Told
from domain.findings import Weight
from domain.operations import Close
from domain.permissions import PUBLIC
from resolvers.checking import check
from tests.answers.conftest import asking
from tests.builders import HOSPITAL, KIDNEY, MEDICINE, REGION, SURGERY, THEATRE, TODAY, WARD
from tests.contents import contents
from tests.fixtures.databases import Databases, connected
from tests.following import rename
from tests.keeping import until
from tests.kept_registers import COLUMNS, backed_up, nothing_yet, put_back, rows, silently
from tests.logins import as_user, login
from tests.writers import desk, issued, named, noted, opened, stored, wards

WARDS = wards(8)
QUESTION = f"""
{{ subtree(root: {{sorCode: "{REGION}"}}, first: 100) {{ nodes {{ depth unit {{
     sorCode name version effectivePostalAddress {{ value {{ oneLine }} provenance {{ kind source {{ sorCode }} }} }}
     effectiveLocationNumber {{ value {{ gln }} }} history(by: RECORDED) {{ nodes {{ recordedAt }} }} }} }} }}
   changeSets(first: 50) {{ nodes {{ id recordedAt operations note }} }}
   changes(first: 100) {{ changes {{ kind sorCode recordedAt effectiveFrom fields {{ field before after }} }} }} }}
"""


@pytest.fixture
async def register(databases: Databases) -> AsyncIterator[str]:
    """The hospital, with changes behind it: archived rows, a planned closure, an issued number, kept answers, and a
    name of the time before there was a rule of what one has."""
    with databases.clone() as address:
        await stored(address, WARDS)
        async with connected(address) as engine:
            await rename(engine, KIDNEY, "Nyre\tafsnit")
        async with desk(address) as office:
            for operation in (
                named(SURGERY, "Kirurgi \\ ortopædi"),
                noted(MEDICINE, "Ring \\t efter kl. 9"),
                issued(WARDS[0]),
                opened(HOSPITAL, "Nyt afsnit"),
                Close(unit=THEATRE, last_day=TODAY + timedelta(days=30), below=True),
            ):
                assert not (await office.carry_out(operation)).errors
        yield address


async def feed(address: str) -> list[Told]:
    async with connected(address) as engine, Snapshot(engine) as view:
        return await reading.entries(view, BEGINNING, None, None, 10_000)


async def answered(address: str) -> object:
    async with connected(address) as engine:
        answer = await asking(engine)(QUESTION)
    assert answer.errors == []
    return answer.data


async def broken(address: str) -> int:
    async with connected(address) as engine:
        return sum(one.weight is Weight.BROKEN for one in (await check(engine)).unkept)


async def test_a_restored_register_is_the_one_that_was_backed_up(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    told = backed_up(register, tmp_path / "a.zip")
    with nothing_yet(databases) as other:
        put_back(other, tmp_path / "a.zip")

        found = rows(other)
        assert found == rows(register)
        assert {table: len(found[table]) for table in TABLES} == {
            table: content.rows for table, content in told.tables.items()
        }
        assert sum(len(found[table]) for table in ARCHIVES) >= 3
        assert await answered(other) == await answered(register)
        assert [(one.entry, one.change_set) for one in await feed(other)] == [
            (one.entry, one.change_set) for one in await feed(register)
        ]
        assert await broken(other) == await broken(register)


async def test_what_is_written_after_a_restore_goes_on_where_the_register_was(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    last = backed_up(register, tmp_path / "a.zip").revision
    with nothing_yet(databases) as other:
        put_back(other, tmp_path / "a.zip")
        before = await feed(other)
        async with desk(other) as office:
            answer = await office.carry_out(opened(HOSPITAL, "Efter genskabelsen"))

        assert (answer.errors, answer.change_set) == ((), last + 1)
        assert [one.position for one in (await feed(other))[: len(before)]] == [one.position for one in before]
        assert len(await feed(other)) > len(before)
        async with desk(register) as office:
            assert (await office.carry_out(opened(HOSPITAL, "Det samme"))).done[0].unit == answer.done[0].unit


async def test_a_restored_feed_is_another_one_and_refuses_the_cursors_of_before(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    async with connected(register) as engine:
        answer = await asking(engine)("{ register { feedPosition } changes(first: 1) { next } }")
    cursors = [answer.data["register"]["feedPosition"], answer.data["changes"]["next"]]
    backed_up(register, tmp_path / "a.zip")
    put_back(register, tmp_path / "a.zip", replace=True)

    async with connected(register) as engine:
        for cursor in cursors:
            refused = await asking(engine)("query ($a: FeedCursor) { changes(after: $a) { next } }", PUBLIC, a=cursor)
            assert [error["extensions"]["code"] for error in refused.errors] == ["INVALID_CURSOR"]
    assert len(await feed(register)) > 0


async def test_a_register_that_is_written_to_is_backed_up_as_it_was_at_one_moment(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    """Every row that the register knew at the backup's newest change set, and none that came after it."""
    over = asyncio.Event()
    made = 0

    async def writer(number: int) -> None:
        nonlocal made
        async with desk(register) as office:
            turn = 0
            while not over.is_set():
                turn += 1
                assert not (await office.carry_out(named(WARDS[number], f"Afsnit {number}.{turn}"))).errors
                made += 1

    writers = [asyncio.create_task(writer(number)) for number in range(3)]
    told = []
    for name in ("a.zip", "b.zip", "c.zip"):
        told.append(await asyncio.to_thread(backed_up, register, tmp_path / name))
        before = made
        await until(lambda: made > before or any(one.done() for one in writers))  # noqa: B023, waited for here
    over.set()
    await asyncio.gather(*writers)

    assert told[0].revision < told[1].revision < told[2].revision
    with nothing_yet(databases) as other:
        put_back(other, tmp_path / "b.zip")
        for table in (name.removesuffix("_archive") for name in ARCHIVES):
            assert known(other, table, told[1].revision, standing=True) == known(register, table, told[1].revision)
        sets = [row for row in rows(register)["change_set"] if int(row[1:].split(",")[0]) <= told[1].revision]
        assert rows(other)["change_set"] == sets
        assert len(sets) == told[1].revision
        assert [one.entry for one in await feed(other)] == [
            one.entry for one in await feed(register) if one.change_set and one.change_set.id <= told[1].revision
        ]
        assert await broken(other) == await broken(register)


def known(address: str, table: str, change_set: int, standing: bool = False) -> list[str]:
    """The rows of a table that a change set left behind; or those that stand, whatever is in the archive."""
    with psycopg.connect(address) as connection:
        said = ", ".join(name for (name,) in connection.execute(COLUMNS, [table]))
        if standing:
            return [row for (row,) in connection.execute(f"SELECT ROW({said})::text FROM {table} ORDER BY 1".encode())]
        both = f"""
            SELECT ROW({said})::text FROM (
                SELECT {said}, NULL AS gone FROM {table} UNION ALL SELECT {said}, upper(known) FROM {table}_archive
            ) AS every, (SELECT recorded AS moment FROM change_set WHERE id = %s) AS asked
            WHERE recorded <= moment AND (gone IS NULL OR gone > moment) ORDER BY 1
        """
        return [row for (row,) in connection.execute(both.encode(), [change_set])]


async def test_a_register_of_an_earlier_form_is_restored_and_brought_to_the_present_one(
    databases: Databases, tmp_path: Path
) -> None:
    with nothing_yet(databases) as old, nothing_yet(databases) as new:
        engine = create_engine(old.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            revisions.upgrade(connection, "0005")
        engine.dispose()
        with psycopg.connect(old) as before:
            before.execute(
                "INSERT INTO unit (sor_code, kind, first_from, life) VALUES (%s, 'IE', %s, '[2000-01-01,)')",
                [REGION, TODAY],
            )
        told = backed_up(old, tmp_path / "old.zip")
        put_back(new, tmp_path / "old.zip")

        assert (told.migration, "request" in told.tables) == ("0005", False)
        assert [row.split(",")[0] for row in rows(new)["unit"]] == [f"({REGION}"]
        assert migrate(new).applied == ()
        assert rows(new)["request"] == []


async def test_a_register_that_is_not_empty_gives_way_only_when_that_is_asked_for(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    backed_up(register, tmp_path / "a.zip")
    was = rows(register)
    async with desk(register) as office:
        await office.carry_out(named(WARD, "Efter sikkerhedskopien"))
    async with connected(register) as engine:
        before = await contents(engine)

        with pytest.raises(Unfit, match=r"^the register there is not empty \(\d+ rows of unit, .*--replace"):
            put_back(register, tmp_path / "a.zip")
        assert await contents(engine) == before

    put_back(register, tmp_path / "a.zip", replace=True)
    assert rows(register) == was


async def test_nothing_is_restored_under_a_program_that_is_at_work(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    backed_up(register, tmp_path / "a.zip")
    with databases.clone() as empty, psycopg.connect(empty, application_name="sor writer"):
        with pytest.raises(Unfit, match=r"^programs are at work on this register \(1 connections\): stop them first"):
            put_back(empty, tmp_path / "a.zip")
        assert rows(empty)["unit"] == []


@pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.7, 0.98, 0.999])
async def test_a_backup_that_was_cut_off_is_refused(register: str, tmp_path: Path, part: float) -> None:
    backed_up(register, tmp_path / "a.zip")
    content = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * part)])

    with pytest.raises(Unfit, match=r"cut\.zip is no whole backup \(.+\): take another one$"):
        whole(tmp_path / "cut.zip", silently)


async def test_a_backup_in_which_one_byte_is_another_is_refused_wherever_it_is(register: str, tmp_path: Path) -> None:
    backed_up(register, tmp_path / "a.zip")
    content = (tmp_path / "a.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as backup:
        members = [(one.header_offset + 60, one.compress_size) for one in backup.infolist() if one.compress_size > 100]
    assert len(members) > 5
    for start, size in members:
        place = start + size // 2
        (tmp_path / "b.zip").write_bytes(content[:place] + bytes([content[place] ^ 0x20]) + content[place + 1 :])
        with pytest.raises(Unfit, match=r"is no whole backup|cannot be used|checksum"):
            whole(tmp_path / "b.zip", silently)


async def test_rows_that_were_exchanged_are_found_by_their_checksum(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    """A file that is a good ZIP, and not what was written."""
    backed_up(register, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as old, zipfile.ZipFile(tmp_path / "b.zip", "w") as new:
        for one in old.infolist():
            content = old.read(one)
            new.writestr(one.filename, content.replace(b"Afsnit 1", b"Afsnit 7"))

    with pytest.raises(Unfit, match=r"^the rows of \w+ are not those that were written: the checksum differs"):
        whole(tmp_path / "b.zip", silently)
    with databases.clone() as empty, zipfile.ZipFile(tmp_path / "a.zip") as good:
        told = manifest.read(good.read(manifest.NAME))
        with pytest.raises(Unfit, match=r"the checksum differs"):
            restored(empty, tmp_path / "b.zip", told, silently)
        assert rows(empty)["unit"] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ((b'"format": 1', b'"format": 2'), r"cannot be used, because its manifest\.json cannot be read \(format\)"),
        ((b'"migration": "', b'"migration": "9'), r"^The database is at migration 9\d+, which this program does not"),
    ],
)
async def test_a_backup_of_a_newer_program_is_refused(
    register: str, databases: Databases, tmp_path: Path, change: tuple[bytes, bytes], reason: str
) -> None:
    backed_up(register, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as old, zipfile.ZipFile(tmp_path / "b.zip", "w") as new:
        for one in old.infolist():
            content = old.read(one)
            new.writestr(one.filename, content.replace(*change) if one.filename == manifest.NAME else content)

    with databases.clone() as empty:
        with pytest.raises(Exception, match=reason):
            put_back(empty, tmp_path / "b.zip")
        assert rows(empty)["unit"] == []


def names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def test_a_backup_takes_no_other_files_place_and_leaves_none_behind(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    backed_up(register, tmp_path / "a.zip")
    content = (tmp_path / "a.zip").read_bytes()
    with pytest.raises(Unfit, match=r"a\.zip is there already"):
        backed_up(register, tmp_path / "a.zip")
    with nothing_yet(databases) as nothing, pytest.raises(Unfit, match="there is no register in this database"):
        backed_up(nothing, tmp_path / "b.zip")

    assert names(tmp_path) == ["a.zip"]
    assert (tmp_path / "a.zip").read_bytes() == content
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600


async def test_backups_are_made_by_who_writes_and_put_back_by_who_migrates(
    register: str, databases: Databases, tmp_path: Path
) -> None:
    """Neither is a superuser; who only writes restores nothing."""
    with login(databases, "backs_up") as writer, login(databases, "puts_back") as keeper, databases.clone() as empty:
        databases.run(f"GRANT sor_write TO {writer}; GRANT sor_migrate TO {keeper}")
        for address in (register, empty):
            databases.run(f"ALTER DATABASE {make_url(address).database} OWNER TO sor_migrate")
        was = rows(register)
        backed_up(as_user(register, writer), tmp_path / "a.zip")

        with pytest.raises(Unavailable, match=r"permission denied|must be owner"):
            put_back(as_user(empty, writer), tmp_path / "a.zip")
        assert rows(empty)["unit"] == []
        put_back(as_user(empty, keeper), tmp_path / "a.zip")
        put_back(as_user(register, keeper), tmp_path / "a.zip", replace=True)
        assert rows(empty) == rows(register) == was
        assert migrate(as_user(empty, keeper)).lacking is None
        backed_up(as_user(empty, writer), tmp_path / "b.zip")
