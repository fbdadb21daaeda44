"""The feed as pages: where each goes on, what it holds, and what is no cursor of it."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import orjson
import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.permissions import PUBLIC, Actor, Role
from resolvers.feed import cursors
from tests.answers.conftest import Ask, asking
from tests.builders import COMPANY, HOSPITAL, REGION, SURGERY, THEATRE, WARD
from tests.fixtures.databases import Databases, connected
from tests.following import filled, rename

CHANGES = """query($after: FeedCursor, $under: SorCode, $kinds: [ChangeKind!], $first: Int! = 500) {
  changes(after: $after, under: $under, kinds: $kinds, first: $first) {
    next caughtUp changes { cursor kind sorCode effectiveFrom until fields { field before after } }
  }
}"""
POSITION = "{ register { feedPosition } }"


@pytest.fixture(scope="module")
async def told(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """A register whose feed tells of the hospital, and of a ward that was renamed twice."""
    async with databases.connected() as opened:
        await filled(opened)
        await rename(opened, WARD, "Afsnit B", "Afsnit C")
        yield opened


@pytest.fixture
def feed(told: AsyncEngine) -> Ask:
    return asking(told)


async def page(feed: Ask, actor: Actor = PUBLIC, **asked: Any) -> Any:
    answer = await feed(CHANGES, actor, **asked)
    assert answer.errors == []
    return answer.data["changes"]


async def error(feed: Ask, **asked: Any) -> tuple[str, str]:
    answer = await feed(CHANGES, **asked)
    [wrong] = answer.errors
    return wrong["extensions"]["code"], wrong["message"]


@pytest.mark.parametrize("first", [1, 2, 7, 500])
async def test_pages_one_after_the_other_are_the_whole_feed(feed: Ask, first: int) -> None:
    whole = await page(feed)
    seen: list[Any] = []
    part = await page(feed, first=first)
    while not part["caughtUp"]:
        assert len(part["changes"]) == first
        assert part["next"] == part["changes"][-1]["cursor"]
        seen += part["changes"]
        part = await page(feed, after=part["next"], first=first)
    seen += part["changes"]

    assert seen == whole["changes"]
    assert len(seen) > 20
    assert [one["fields"][0]["after"] for one in seen[-2:]] == ["Afsnit B", "Afsnit C"]


async def test_each_change_goes_on_behind_itself(feed: Ask) -> None:
    whole = (await page(feed))["changes"]

    for at in (0, 5, len(whole) - 1):
        assert (await page(feed, after=whole[at]["cursor"]))["changes"] == whole[at + 1 :]


async def test_who_has_read_the_register_goes_on_from_its_position(feed: Ask, told: AsyncEngine) -> None:
    position = (await feed(POSITION)).data["register"]["feedPosition"]
    empty = await page(feed, after=position)
    await rename(told, SURGERY, "Kirurgi")
    after = await page(feed, after=position)

    assert empty == {"next": position, "caughtUp": True, "changes": []}
    assert [one["sorCode"] for one in after["changes"]] == [str(SURGERY)]
    assert (await feed(POSITION)).data["register"]["feedPosition"] == after["next"] != position


async def test_what_nobody_asked_for_is_passed_by(feed: Ask) -> None:
    everything = await page(feed)
    nothing = await page(feed, kinds=["CORRECTED"])

    assert nothing == {"next": everything["next"], "caughtUp": True, "changes": []}
    assert (await page(feed, kinds=[]))["changes"] == []


async def test_a_part_of_the_tree_is_told_of_what_is_in_it(feed: Ask) -> None:
    found = {one["sorCode"] for one in (await page(feed, under=str(SURGERY)))["changes"]}
    company = {one["sorCode"] for one in (await page(feed, under=str(COMPANY)))["changes"]}

    assert found == {str(SURGERY), str(THEATRE), str(WARD)}
    assert company == {str(COMPANY)}
    assert str(HOSPITAL) in {one["sorCode"] for one in (await page(feed, under=str(REGION)))["changes"]}


async def test_a_hidden_number_is_told_to_those_who_may_see_it(feed: Ask) -> None:
    def number(told: Any) -> list[Any]:
        [theatre] = [one for one in told["changes"] if one["sorCode"] == str(THEATRE)]
        return [one["after"] for one in theatre["fields"] if one["field"] == "LOCATION_NUMBER"]

    clerk = Actor("clerk", Role.REGIONAL_ADMINISTRATOR, REGION)
    stranger = Actor("stranger", Role.REGIONAL_ADMINISTRATOR, COMPANY)

    assert number(await page(feed)) == number(await page(feed, stranger)) == []
    assert number(await page(feed, clerk)) == ["5790009900016, internal only"]


async def test_a_change_tells_its_unit_and_who_recorded_it(feed: Ask) -> None:
    answer = await feed(
        "{ changes(first: 500) { changes { kind recordedAt unit { name parent { name } asOf { at } }"
        " via { name } changeSet { id note } codeList } } }"
    )

    assert answer.errors == []
    lists = [one["codeList"] for one in answer.data["changes"]["changes"] if one["kind"] == "CODE_LIST_CHANGED"]
    assert "unit-type" in lists
    ward = [one for one in answer.data["changes"]["changes"] if one["unit"] and one["unit"]["name"] == "Afsnit B"]
    assert [(one["kind"], one["unit"]["parent"]["name"], one["via"]) for one in ward] == [
        ("UNIT_CHANGED", "Kirurgisk Afdeling", None)
    ]
    assert all(one["changeSet"]["id"] for one in ward)


async def test_a_page_takes_two_statements(feed: Ask) -> None:
    assert (await feed(CHANGES)).statements == 2


@pytest.mark.parametrize("first", [0, -1, 501])
async def test_a_page_of_an_impossible_size_is_refused(feed: Ask, first: int) -> None:
    assert await error(feed, first=first) == (
        "PAGE_SIZE",
        f"`first` is {first}; a page of the feed holds 1 to 500.",
    )


@pytest.mark.parametrize("after", ["", "x", "æøå", "bnVsbA", "W10", "WzEsMl0", "A" * 3000])
async def test_what_is_no_cursor_is_refused_with_what_would_be_one(feed: Ask, after: str) -> None:
    code, message = await error(feed, after=after)

    assert code == "INVALID_CURSOR"
    assert message == (
        "`after` is no cursor of the feed: give back `next`, a change's `cursor` or `feedPosition` as you got it."
    )


async def test_a_cursor_of_another_register_is_refused(feed: Ask, databases: Databases) -> None:
    own = (await page(feed))["next"]
    with databases.clone() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("UPDATE feed SET identity = gen_random_uuid()")
        async with connected(address) as other:
            await filled(other)
            beginning = (await asking(other)(CHANGES)).data["changes"]["next"]
            refused = await error(asking(other), after=own)

    assert refused[0] == (await error(feed, after=beginning))[0] == "INVALID_CURSOR"
    assert refused[1].startswith("`after` is not of this feed: it is of another register")


async def test_a_cursor_that_somebody_made_up_is_refused(feed: Ask) -> None:
    cursor = cursors.read((await page(feed))["next"])
    transaction, number = cursor.position
    for made_up in ([transaction, number - 1, cursor.proof], [transaction + 1, number, cursor.proof], [0, 0, "x"]):
        assert (await error(feed, after=_encoded(made_up)))[0] == "INVALID_CURSOR"


async def test_the_beginning_of_an_empty_feed_is_a_cursor_too(databases: Databases) -> None:
    with databases.clone() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("TRUNCATE change")
        async with connected(address) as engine:
            feed = asking(engine)
            position = (await feed(POSITION)).data["register"]["feedPosition"]
            empty = await page(feed, after=position)
            await filled(engine)
            first = await page(feed, after=position, first=1)

    assert empty == {"next": position, "caughtUp": True, "changes": []}
    assert (first["caughtUp"], first["changes"][0]["kind"]) == (False, "UNIT_CREATED")
    assert first["changes"][0]["sorCode"] == str(REGION)


def _encoded(content: object) -> str:
    return urlsafe_b64encode(orjson.dumps(content)).rstrip(b"=").decode()
