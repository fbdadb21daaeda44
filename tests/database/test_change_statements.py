"""What a change costs: as few statements for one unit as for many, and none for whom it does not bear on."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from db.reading.wire import Sent, Wire
from db.writing.change import CHANNEL, change
from domain.addresses import ElectronicAddress
from domain.identifiers import SorCode
from domain.operations import Alter, Close, Move, Operation, Said
from domain.recording import ActorKind, Recorder
from resolvers.feed.midnight import catch_up
from tests.builders import HOSPITAL, MEDICINE, SURGERY, TODAY
from tests.fixtures.databases import Databases
from tests.retold import told_and_retold
from tests.writers import Desk, desk, named, opened, stored, wards

WARDS = wards(40)
PHONE = ElectronicAddress(phone="70101010")
SOMEBODY = Recorder(ActorKind.SYSTEM, "test")


@pytest.fixture
async def register(databases: Databases) -> AsyncIterator[tuple[Desk, str]]:
    """The hospital with forty wards; its feed has told of today."""
    with databases.clone() as address:
        await stored(address, WARDS)
        async with desk(address) as one:
            await catch_up(one.writers, TODAY)
            yield one, address


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Every trip to the database, by whomever: its statements."""
    trips: list[list[str]] = []
    execute, asked = psycopg.AsyncCursor.execute, Wire.asked

    async def counted(cursor: Any, query: Any, *args: Any, **named: Any) -> Any:
        trips.append([query.decode() if isinstance(query, bytes) else str(query)])
        return await execute(cursor, query, *args, **named)

    async def read(wire: Wire, words: Sequence[Sent | bytes]) -> Any:
        trips.append([one.asked.text.decode() for one in words if isinstance(one, Sent)])
        return await asked(wire, words)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", counted)
    monkeypatch.setattr(Wire, "asked", read)
    return trips


async def made(desk: Desk, sent: list[list[str]], *operations: Operation) -> tuple[int, int]:
    """How many statements a change takes from the lock on to its commit, and how many trips to the database, of which
    there is none before."""
    sent.clear()
    answer = await desk.carry_out(*operations)
    assert "pg_advisory_xact_lock" in sent[0][0]
    count = (sum(map(len, sent)), len(sent))
    assert answer.errors == ()
    assert answer.change_set is not None
    told, retold = await told_and_retold(desk.readers, answer.change_set)
    assert told == retold != []
    return count


def phoned(unit: SorCode) -> Alter:
    return Alter(unit=unit, said=Said(facts={"electronic": PHONE.id}, electronic_addresses=(PHONE,)))


async def test_a_new_name_takes_eight_statements_in_five_trips_and_forty_take_no_more(
    register: tuple[Desk, str], sent: list[list[str]]
) -> None:
    desk, _ = register

    assert await made(desk, sent, named(WARDS[0], "Nyt navn")) == (8, 5)
    assert await made(desk, sent, *(named(code, f"Navn {code}") for code in WARDS)) == (8, 5)
    assert await made(desk, sent, Close(unit=WARDS[1], last_day=TODAY + timedelta(days=9))) == (8, 5)
    assert await made(desk, sent, opened(HOSPITAL, "Nyt afsnit")) == (8, 6)


async def test_what_others_inherit_is_followed_down_to_them_and_nowhere_else(
    register: tuple[Desk, str], sent: list[list[str]]
) -> None:
    desk, _ = register

    assert await made(desk, sent, phoned(WARDS[0])) == (9, 6)
    assert await made(desk, sent, phoned(HOSPITAL)) == (11, 8)
    assert await made(desk, sent, Move(unit=MEDICINE, parent=SURGERY)) == (10, 7)


async def test_whoever_listens_hears_of_every_change_set_also_of_one_the_feed_does_not_tell_of(
    register: tuple[Desk, str],
) -> None:
    desk, address = register
    with psycopg.connect(address, autocommit=True) as listening:
        listening.execute(f"LISTEN {CHANNEL}".encode())
        async with change(desk.writers, SOMEBODY) as nothing:
            pass
        async with change(desk.writers, SOMEBODY) as silent:
            await silent.record()
        heard = [one.channel for one in listening.notifies(timeout=60, stop_after=1)]
        more = [one.channel for one in listening.notifies(timeout=0.2)]

    assert nothing.change_set is None
    assert (heard, more) == ([CHANNEL], [])


async def test_what_takes_effect_today_is_told_by_the_first_who_records_something(register: tuple[Desk, str]) -> None:
    desk, _ = register
    tomorrow = TODAY + timedelta(days=1)
    await desk.carry_out(named(WARDS[0], "Nyt navn"), today=tomorrow)

    async with change(desk.writers, SOMEBODY) as next_change:
        assert next_change.told_until == tomorrow
