"""The register in memory is kept current: by every change, across processes, and whatever becomes of the database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import make_url

from db.reading.choosing import Readers
from db.reading.lists import Filter
from db.reading.resident import holding, keeping, touched
from db.reading.resident.keeping import Keeper
from db.reading.snapshot import Snapshot
from db.writing.change import change
from db.writing.lives import write
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import SorCode
from domain.operations import Alter, Move, Said
from domain.periods import Moment, Period
from domain.recording import ActorKind, Recorder
from domain.records import Lives
from resolvers.lifecycle import carry_out
from resolvers.outcomes import Options
from tests.builders import MEDICINE, SURGERY, THEATRE, TODAY
from tests.fixtures.databases import Databases
from tests.keeping import BELL, LINE, anew, brought, cut, kept, until
from tests.materials import contents
from tests.writers import Desk, desk, named, stored, ward, wards

ALL = Filter()
TOMORROW = TODAY + timedelta(days=1)
SOON = Moment(TOMORROW)
"""What is changed today holds from tomorrow on."""


@pytest.fixture
async def address(database: str) -> str:
    await stored(database)
    return database


@pytest.fixture
async def office(address: str) -> AsyncIterator[Desk]:
    async with desk(address) as opened:
        yield opened


@pytest.fixture
async def keeper(address: str) -> AsyncIterator[Keeper]:
    async with kept(address) as opened:
        yield opened


async def test_a_large_register_is_answered_from_before_it_can_be_searched(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "LARGE", 0)
    async with kept(address) as keeper:
        await until(lambda: (revision := keeper.current()) is not None and revision.searchable)

        assert contents(await brought(keeper)) == contents(anew(address))


async def name(readers: Readers, office: Desk, code: SorCode, moment: Moment = SOON) -> str | None:
    async with Snapshot(office.readers) as snapshot:
        [unit] = await readers.reader(snapshot).units([code], moment)
    return None if unit is None else unit.name


async def test_who_asks_after_a_change_gets_a_revision_that_has_it(address: str, office: Desk, keeper: Keeper) -> None:
    before = keeper.current()

    answer = await office.carry_out(named(THEATRE, "Den nye gang"))
    revision = await brought(keeper)

    assert before is not None
    assert answer.change_set is not None
    assert (before.number, revision.number) == (2, answer.change_set)
    assert contents(revision) == contents(anew(address))
    [unit] = [unit for unit in revision.by_name.after(None) if unit.name == "Den nye gang"]
    assert unit.sor_code == THEATRE


async def test_the_bell_brings_a_change_to_those_who_ask_for_nothing(office: Desk, keeper: Keeper) -> None:
    answer = await office.carry_out(named(THEATRE, "Den nye gang"))
    assert answer.change_set is not None
    expected = answer.change_set

    await until(lambda: (revision := keeper.current()) is not None and revision.number == expected)


async def test_a_change_of_which_the_bell_did_not_ring_is_found_all_the_same(address: str, keeper: Keeper) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(
            "WITH made AS (INSERT INTO change_set (recorded, actor_kind, actor_name) VALUES (now(), 'SYSTEM', 'test')"
            " RETURNING id, recorded) SELECT set_config('sor.change_set', id::text, true),"
            " set_config('sor.recorded', recorded::text, true) FROM made"
        )
        connection.execute("UPDATE unit_version SET name = 'Uden at ringe' WHERE sor_code = %s", [THEATRE])

    await until(lambda: (revision := keeper.current()) is not None and revision.number == 3)

    assert contents(await brought(keeper)) == contents(anew(address))


async def test_a_request_reads_one_revision_from_its_beginning_to_its_end(
    address: str, office: Desk, keeper: Keeper
) -> None:
    readers = Readers(office.readers, keeper)
    async with Snapshot(office.readers) as snapshot:
        reader = readers.reader(snapshot)
        [before] = await reader.paths([THEATRE], SOON)
        moved = await office.carry_out(Move(unit=THEATRE, parent=MEDICINE))
        await brought(keeper)

        [after] = await reader.paths([THEATRE], SOON)
        [children] = await reader.child_counts([SURGERY], SOON, filter=ALL)
        [history] = await reader.histories([THEATRE], SOON)
        await reader.renew()
        [renewed] = await reader.paths([THEATRE], SOON)

    assert moved.errors == ()
    assert after == before
    assert [unit.sor_code for unit in before][:2] == [THEATRE, SURGERY]
    assert children == 2
    assert [version.unit.parent for version in history] == [SURGERY]
    assert [unit.sor_code for unit in renewed][:2] == [THEATRE, MEDICINE]


async def test_what_is_only_tried_is_in_no_revision(office: Desk, keeper: Keeper) -> None:
    before = await brought(keeper)
    readers = Readers(office.readers, keeper)

    async with office.opened() as ctx:
        tried = await carry_out(ctx, [named(THEATRE, "Prøvet")], Options(dry_run=True))
        meanwhile = await brought(keeper)
        seen = await name(readers, office, THEATRE)
    after = await brought(keeper)

    assert tried.errors == ()
    assert meanwhile is before
    assert after is before
    assert seen == "Operationsgangen"


async def test_what_is_planned_holds_from_its_day_on_without_anything_being_recorded(
    office: Desk, keeper: Keeper
) -> None:
    readers = Readers(office.readers, keeper)
    planned = Alter(unit=THEATRE, said=Said(facts={"name": "I morgen"}), since=TOMORROW)
    await office.carry_out(planned)
    revision = await brought(keeper)

    names = [await name(readers, office, THEATRE, Moment(day)) for day in (TODAY, TOMORROW)]

    assert names == ["Operationsgangen", "I morgen"]
    assert await brought(keeper) is revision


async def test_a_code_list_that_changed_is_read_anew(address: str, office: Desk, keeper: Keeper) -> None:
    before = await brought(keeper)
    value = CodeValue(CodeList.SYSTEM, "Nyt system", "Nyt system", None, Period(TODAY))
    async with change(office.writers, Recorder(ActorKind.SYSTEM, "test")) as writing:
        await write(writing, Lives(code_values=(value,)))

    after = await brought(keeper)

    assert "Nyt system" not in before.code_values[CodeList.SYSTEM]
    assert after.code_values[CodeList.SYSTEM]["Nyt system"] == (value,)
    assert after.entries is not None
    assert contents(after) == contents(anew(address))


async def test_while_the_bell_is_not_heard_the_database_answers(
    address: str, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.feed.bell.SHORTEST", 600)
    async with kept(address) as keeper:
        readers = Readers(office.readers, keeper)
        assert cut(address, BELL) == 1
        await until(lambda: keeper.current() is None)

        told = readers.told()
        await office.carry_out(named(THEATRE, "I stilheden"))
        seen = await name(readers, office, THEATRE)
        assert keeper.current() is None
        keeper.reach.doubt()
        keeper.reach.there()
        await until(lambda: keeper.current() is not None)
        again = readers.told()
        seen_again = await name(readers, office, THEATRE)

    assert told == {
        "reader": "postgres",
        "why": "The register is not held in memory: the bell of the database is not heard.",
    }
    assert again == {"reader": "resident", "revision": 3}
    assert seen == seen_again == "I stilheden"


async def test_a_connection_that_is_lost_is_made_anew(address: str, office: Desk, keeper: Keeper) -> None:
    assert cut(address, LINE) == 1

    answer = await office.carry_out(named(THEATRE, "Ny forbindelse"))
    assert answer.change_set is not None
    expected = answer.change_set
    await until(lambda: (revision := keeper.current()) is not None and revision.number == expected)

    assert contents(await brought(keeper)) == contents(anew(address))


async def test_a_register_that_was_restored_is_loaded_anew(databases: Databases) -> None:
    """As it was before two changes, and with another one since: the newest change set has a number that was seen."""
    with databases.clone() as backup, databases.clone() as address:
        await stored(backup)
        name_of = make_url(address).database
        source = make_url(backup).database
        databases.run(f'DROP DATABASE "{name_of}" WITH (FORCE)')
        databases.run(f'CREATE DATABASE "{name_of}" TEMPLATE "{source}"')
        async with kept(address) as keeper:
            async with desk(address) as office:
                await office.carry_out(named(THEATRE, "Før"))
                await office.carry_out(named(SURGERY, "Også før"))
            assert (await brought(keeper)).number == 4
            databases.run(f'DROP DATABASE "{name_of}" WITH (FORCE)')
            databases.run(f'CREATE DATABASE "{name_of}" TEMPLATE "{source}"')
            async with desk(address) as office:
                for number in range(2):
                    await office.carry_out(named(MEDICINE, f"Efter {number}"))

            await until(lambda: keeper.current() is not None and _names(keeper) >= {"Efter 1", "Operationsgangen"})

            assert contents(await brought(keeper)) == contents(anew(address))
            assert not _names(keeper) & {"Før", "Også før"}


async def test_a_register_of_another_identity_is_loaded_anew(address: str, keeper: Keeper) -> None:
    before = await brought(keeper)
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE feed SET identity = gen_random_uuid()")

    await until(lambda: (revision := keeper.current()) is not None and revision is not before)

    assert contents(await brought(keeper)) == contents(before)


async def test_a_register_above_the_limit_is_not_held(address: str, office: Desk) -> None:
    versions = sum(len(entry.versions) for _, entry in anew(address).entries.items())
    keeper = Keeper(make_url(address), versions - 1)
    readers = Readers(office.readers, keeper)
    async with keeper.kept():
        await until(lambda: keeper.why != keeping.LOADING)
        seen = await name(readers, office, THEATRE)
        told = readers.told()
        await until(lambda: cut(address, BELL) == 0)

    assert keeper.current() is None
    assert await keeper.newest() is None
    assert seen == "Operationsgangen"
    assert told == {
        "reader": "postgres",
        "why": "The register is not held in memory: it has more than "
        f"{versions - 1} versions of units (SOR_RESIDENT_LIMIT).",
    }
    async with kept(address, versions) as large_enough:
        assert large_enough.current() is not None


async def test_a_change_of_very_much_has_all_read_anew(
    address: str, office: Desk, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await brought(keeper)
    monkeypatch.setattr(touched, "MOST", 20)
    async with change(office.writers, Recorder(ActorKind.SYSTEM, "test")) as writing:
        await write(writing, Lives(units=tuple(ward(code, f"Afsnit {code}") for code in wards(30))))

    await until(lambda: (revision := keeper.current()) is not None and revision.number == 3)

    after = await brought(keeper)
    assert len(after.entries) == len(before.entries) + 30
    assert contents(after) == contents(anew(address))


async def test_many_who_ask_at_once_share_their_looks_at_the_database(office: Desk, keeper: Keeper) -> None:
    looks = 0
    look = keeper._look

    def counted() -> None:
        nonlocal looks
        looks += 1
        look()

    keeper._look = counted  # type: ignore[method-assign]
    answer = await office.carry_out(named(THEATRE, "Én gang"))
    revisions = await asyncio.gather(*(keeper.newest() for _ in range(200)))

    assert answer.change_set is not None
    assert {revision and revision.number for revision in revisions} == {answer.change_set}
    assert looks <= 5


async def test_a_revision_is_waited_for_but_not_for_ever(
    office: Desk, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    for readers in (Readers(office.readers, keeper), Readers(office.readers)):
        answer = await office.carry_out(named(THEATRE, "Ventet på"))
        assert answer.change_set is not None
        expected = answer.change_set

        monkeypatch.setattr("db.reading.choosing.PATIENCE", 60)
        assert await readers.reach(expected) == expected
        coming = asyncio.create_task(readers.reach(expected + 1))
        await asyncio.sleep(0.1)
        await office.carry_out(named(THEATRE, "Og en til"))
        assert await coming == expected + 1
        monkeypatch.setattr("db.reading.choosing.PATIENCE", 0.2)
        assert await readers.reach(expected + 2) == expected + 1
        monkeypatch.undo()


def _names(keeper: Keeper) -> set[str]:
    revision = keeper.current()
    return set() if revision is None else {unit.name for unit in revision.by_name.after(None)}
