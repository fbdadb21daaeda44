"""The feed followed over real sockets: nothing is lost, whoever is slow, away, or cut off."""

import asyncio
import json
import re
import signal
from collections.abc import Iterator
from subprocess import Popen

import httpx
import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from schema.extensions.danish import DANISH
from tests.builders import HOSPITAL, KIDNEY, MEDICINE, SURGERY, WARD
from tests.following import FOLLOW, PATIENCE, PROTOCOL, ask, events, follower, rename, taken
from tests.web.conftest import serving, sor

POSITION = "{ register { feedPosition } }"


@pytest.fixture(scope="module")
def server(told_database: str, told_engine: AsyncEngine) -> Iterator[str]:
    with serving(SOR_DATABASE_URL=told_database, SOR_TODAY="2026-11-22") as (address, _):
        yield address


@pytest.fixture
def own_server(told_database: str, told_engine: AsyncEngine) -> Iterator[tuple[str, Popen[str]]]:
    """A server that a test may stop."""
    with serving(SOR_DATABASE_URL=told_database, SOR_TODAY="2026-11-22") as started:
        yield started


async def position(address: str) -> str:
    told: str = (await ask(address, POSITION))["data"]["register"]["feedPosition"]
    return told


async def test_a_change_is_told_when_it_is_committed(server: str, told_engine: AsyncEngine) -> None:
    async with follower(server) as following:
        await following.subscribe(after=await position(server))
        await rename(told_engine, WARD, "Sengeafsnit Samsø")
        told = await following.change()

    del told["cursor"]
    assert told == {
        "kind": "UNIT_CHANGED",
        "sorCode": str(WARD),
        "effectiveFrom": "2026-11-22",
        "fields": [{"field": "NAME", "before": "Sengeafsnit Ærø", "after": "Sengeafsnit Samsø"}],
        "unit": {"name": "Sengeafsnit Samsø"},
    }


async def test_without_a_cursor_only_what_comes_is_told(server: str, told_engine: AsyncEngine) -> None:
    await rename(told_engine, KIDNEY, "Nyre før")
    async with follower(server) as following:
        await following.subscribe()
        first = asyncio.create_task(following.names(1))
        since: list[str] = []
        while not first.done():  # nobody is told from when on
            since.append(f"Nyre siden {len(since)}")
            await rename(told_engine, KIDNEY, since[-1])
            await asyncio.sleep(0.1)
        [begun] = await first

        assert since[since.index(begun) + 1 :] == await following.names(len(since) - since.index(begun) - 1)


async def test_what_was_committed_while_the_client_was_away_is_told_first(
    server: str, told_engine: AsyncEngine
) -> None:
    async with follower(server) as following:
        await following.subscribe(after=await position(server))
        await rename(told_engine, MEDICINE, "Medicin 1")
        cursor = (await following.change())["cursor"]
    await rename(told_engine, MEDICINE, "Medicin 2", "Medicin 3")

    async with follower(server) as following:
        await following.subscribe(after=cursor)
        assert await following.names(2) == ["Medicin 2", "Medicin 3"]
        await rename(told_engine, MEDICINE, "Medicin 4")
        assert await following.names(1) == ["Medicin 4"]


async def test_the_unit_is_read_as_it_was_when_the_change_was_recorded(server: str, told_engine: AsyncEngine) -> None:
    cursor = await position(server)
    await rename(told_engine, SURGERY, "Kirurgi 1", "Kirurgi 2", "Kirurgi 3")

    async with follower(server) as following:
        await following.subscribe(after=cursor)
        changes = [await following.change() for _ in range(3)]

    assert [change["unit"]["name"] for change in changes] == ["Kirurgi 1", "Kirurgi 2", "Kirurgi 3"]


async def test_only_what_happens_under_a_unit_is_told_to_who_follows_it(server: str, told_engine: AsyncEngine) -> None:
    cursor = await position(server)
    async with follower(server) as live, follower(server) as late:
        await live.subscribe(after=cursor, under=str(MEDICINE))
        await asyncio.sleep(0.3)
        await rename(told_engine, SURGERY, "Ikke for medicinere")
        await rename(told_engine, KIDNEY, "Nyre under medicin")
        await rename(told_engine, HOSPITAL, "Heller ikke")
        await rename(told_engine, MEDICINE, "Medicin selv")
        await late.subscribe(after=cursor, under=str(MEDICINE))

        assert await live.names(2) == await late.names(2) == ["Nyre under medicin", "Medicin selv"]


async def test_only_the_kinds_asked_for_are_told(server: str, told_engine: AsyncEngine) -> None:
    async with follower(server) as following:
        await following.subscribe(after=await position(server), kinds=["UNIT_CLOSED"])
        await following.subscribe("2", after=await position(server), kinds=["UNIT_CHANGED"])
        await rename(told_engine, WARD, "Ikke lukket")
        message = await following.message()

    assert message["id"] == "2"


async def test_events_are_told_as_they_happen(server: str, told_engine: AsyncEngine) -> None:
    async with events(server, after=await position(server)) as told:
        await rename(told_engine, WARD, "Over SSE")
        [(kind, payload)] = await taken(told, 1)

    assert kind == "next"
    assert payload["data"]["changeFeed"]["fields"] == [{"field": "NAME", "before": "Ikke lukket", "after": "Over SSE"}]


async def test_a_slow_reader_is_told_everything_in_order(server: str, told_engine: AsyncEngine) -> None:
    """More than the connection holds by itself: the server has to wait for who reads."""
    names = [f"Langsom {number} " + "x" * 45 for number in range(60)]
    many = " ".join(f"f{number:_>80}: fields {{ before after }}" for number in range(100))
    query = f"subscription($after: FeedCursor) {{ changeFeed(after: $after) {{ fields {{ after }} {many} }} }}"
    cursor = await position(server)
    async with follower(server, room=4096) as slow:
        await slow.subscribe(query=query, after=cursor)
        slow.socket.transport.pause_reading()
        await rename(told_engine, WARD, *names)
        async with follower(server) as quick:
            await quick.subscribe(after=cursor)
            assert await quick.names(60) == names
        slow.socket.transport.resume_reading()

        assert await slow.names(60) == names


async def test_many_followers_are_told_the_same(server: str, told_engine: AsyncEngine) -> None:
    names = [f"Mange {number}" for number in range(10)]
    cursor = await position(server)

    async def followed() -> list[str]:
        async with follower(server) as following:
            for id_ in range(10):
                await following.subscribe(str(id_), after=cursor)
            messages = [await following.message() for _ in range(10 * len(names))]
        told: dict[str, list[str]] = {}
        for message in messages:
            change = message["payload"]["data"]["changeFeed"]
            told.setdefault(message["id"], []).append(change["fields"][0]["after"])
        assert len(told) == 10
        assert all(one == names for one in told.values())
        return names

    followers = [asyncio.create_task(followed()) for _ in range(20)]
    await asyncio.sleep(0.5)
    await rename(told_engine, WARD, *names)

    assert await asyncio.gather(*followers) == [names] * 20


async def test_a_lost_bell_ends_what_is_followed_and_nothing_is_lost(
    server: str, told_database: str, told_engine: AsyncEngine
) -> None:
    cursor = await position(server)
    async with follower(server) as following:
        await following.subscribe(after=cursor)
        await rename(told_engine, WARD, "Før klokken faldt ud")
        last = (await following.change())["cursor"]
        with psycopg.connect(told_database, autocommit=True) as connection:
            killed = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'sor feed' AND datname = current_database()"
            ).fetchall()
        error = await following.end()
        await rename(told_engine, WARD, "Efter klokken faldt ud")
        await following.subscribe("2", after=error["extensions"]["after"])
        names = await following.names(1)

    assert (True,) in killed
    assert error["extensions"] == {
        "code": "RESUME",
        "classification": "UNAVAILABLE",
        "messageDa": DANISH["RESUME"],
        "after": last,
    }
    assert error["message"] == (
        "The server did not hear of changes for a moment. Subscribe again with `after` as told here; nothing is lost."
    )
    assert names == ["Efter klokken faldt ud"]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_a_server_that_stops_tells_where_to_go_on(
    own_server: tuple[str, Popen[str]], told_engine: AsyncEngine, stop: signal.Signals
) -> None:
    address, process = own_server
    cursor = await position(address)
    async with follower(address) as following, events(address, after=cursor) as stream:
        await following.subscribe(after=cursor)
        await rename(told_engine, WARD, f"Før {stop.name}")
        last = (await following.change())["cursor"]
        assert (await anext(stream))[0] == "next"
        process.send_signal(stop)
        error = await following.end()
        (kind, payload), (ended, _) = await taken(stream, 2)

    assert error["extensions"] == {
        "code": "RESUME",
        "classification": "UNAVAILABLE",
        "messageDa": DANISH["RESUME"],
        "after": last,
    }
    assert error["message"] == "The server stops. Subscribe again with `after` as told here; nothing is lost."
    assert (kind, ended) == ("next", "complete")
    assert payload["errors"][0]["extensions"] == {
        "code": "RESUME",
        "classification": "UNAVAILABLE",
        "messageDa": DANISH["RESUME"],
        "after": last,
    }
    assert await asyncio.to_thread(process.wait, PATIENCE) == 0


@pytest.mark.parametrize("after", ["", "rubbish", "x" * 5000, "WzEsMiwieCJd", "bnVsbA", "WzEsInR3byIsIngiXQ", "æ"])
async def test_what_is_no_cursor_is_told_so(server: str, after: str) -> None:
    async with follower(server) as following:
        await following.subscribe(after=after)
        error = await following.end()

    assert error["extensions"] == {
        "code": "INVALID_CURSOR",
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["INVALID_CURSOR"],
    }
    assert error["message"].startswith("`after` is n")


async def test_a_query_is_answered_on_a_socket_too(server: str) -> None:
    async with follower(server) as following:
        await following.subscribe(query="{ register { unitCount } }")
        message = await following.message()

    assert message == {"id": "1", "type": "next", "payload": {"data": {"register": {"unitCount": 9}}}}


async def test_a_question_that_is_wrong_is_told_so_with_a_code(server: str) -> None:
    async with follower(server) as following:
        await following.subscribe(query="subscription { changeFeed { nothing } }")
        message = await following.message()

    assert message["type"] == "error"
    assert message["payload"][0]["extensions"] == {
        "code": "GRAPHQL_VALIDATION_FAILED",
        "classification": "BAD_REQUEST",
        "messageDa": DANISH["GRAPHQL_VALIDATION_FAILED"],
    }


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("nothing", 4400),
        ("[]", 4400),
        ('{"type": 1}', 4400),
        ('{"type": "subscribe", "id": 1, "payload": {"query": "{ __typename }"}}', 4400),
        ('{"type": "subscribe", "id": "1", "payload": []}', 4400),
        ('{"type": "unheard-of"}', 4400),
        ('{"type": "connection_init"}', 4429),
    ],
)
async def test_a_message_that_is_none_ends_the_conversation(server: str, sent: str, code: int) -> None:
    async with follower(server) as following:
        await following.socket.send(sent)
        with pytest.raises(ConnectionClosed) as closed:
            await following.message()

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


async def test_who_has_not_said_who_they_are_is_told_nothing(server: str) -> None:
    url = server.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=[PROTOCOL]) as socket:
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_a_token_that_is_none_is_refused_with_a_reason(server: str) -> None:
    url = server.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=[PROTOCOL]) as socket:
        login = {"type": "connection_init", "payload": {"authorization": "Bearer rubbish"}}
        await socket.send(json.dumps(login))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403
    assert len(closed.value.rcvd.reason) > 20


async def test_the_obsolete_protocol_is_not_spoken(server: str) -> None:
    url = server.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-ws")]) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4406


async def test_a_page_of_another_origin_does_not_get_a_socket(server: str) -> None:
    url = server.replace("http", "ws", 1) + "/graphql"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url, subprotocols=[PROTOCOL], origin=Origin("https://elsewhere.example")):
            pass

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_subscription_that_asks_for_one_answer_is_told_how_to_follow(server: str, method: str) -> None:
    asked = {"query": "subscription { changeFeed { kind } }"}
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        if method == "GET":
            response = await client.get(f"{server}/graphql", params=asked)
        else:
            response = await client.post(f"{server}/graphql", json=asked)

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"].startswith("A subscription has many answers: ask for it with")


async def test_several_processes_tell_their_followers_where_to_go_on(
    told_database: str, told_engine: AsyncEngine
) -> None:
    with serving("--workers", "2", SOR_DATABASE_URL=told_database, SOR_TODAY="2026-11-22") as (address, process):
        cursor = await position(address)
        async with follower(address) as one, follower(address) as other, follower(address) as third:
            for following in (one, other, third):
                await following.subscribe(after=cursor)
            await rename(told_engine, WARD, "Flere processer")
            assert [await following.names(1) for following in (one, other, third)] == [["Flere processer"]] * 3
            process.send_signal(signal.SIGTERM)
            ends = [await following.end() for following in (one, other, third)]

    assert [end["extensions"]["code"] for end in ends] == ["RESUME"] * 3


def test_a_day_is_told_by_the_command_where_no_server_is(told_database: str, told_engine: AsyncEngine) -> None:
    """Once: the second one has nothing left to tell."""
    asked = {"SOR_DATABASE_URL": told_database, "SOR_TODAY": "2027-06-01"}
    first, second = sor("midnight", **asked), sor("midnight", **asked)

    assert (first.returncode, second.returncode) == (0, 0)
    assert re.search(r"told of all days up to 2027-06-01; [1-9]\d* entries are new", first.stderr + first.stdout)
    assert "up to 2027-06-01; 0 entries are new" in second.stderr + second.stdout
