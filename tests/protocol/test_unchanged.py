"""ETag: an answer to GET is kept, and asked for again only to hear that it still holds. Never one that does not."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.permissions import Role
from tests.builders import KIDNEY, WARD
from tests.following import rename
from tests.web.conftest import serving
from web.development import key_in, token

NAMED = "query Named($c: SorCode!) { unit(by: {sorCode: $c}) { name } }"
WHO = "{ me { name } register { today } }"
JSON, RESPONSE = "application/json", "application/graphql-response+json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module", params=["resident", "postgres"])
def server(
    request: pytest.FixtureRequest, hospital_database: str, hospital_engine: AsyncEngine, folder: Path
) -> Iterator[tuple[str, str]]:
    asked = {"SOR_DATABASE_URL": hospital_database, "SOR_TODAY": "2026-11-22", "SOR_DATA_DIR": str(folder)}
    with serving(SOR_READER=request.param, **asked) as (address, _):
        yield request.param, address


@pytest.fixture
async def client(server: tuple[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server[1], timeout=60) as opened:
        await settled(opened)
        yield opened


async def settled(client: httpx.AsyncClient) -> None:
    """The register is held in memory, where it is to be, and the end of the feed is known."""
    while (await client.get("/readyz")).json().get("why"):
        pass
    while "sor_feed_position" not in (await client.get("/metrics")).text.replace("# HELP sor_feed_position", ""):
        pass


async def get(client: httpx.AsyncClient, query: str = NAMED, held: str | None = None, **headers: str) -> httpx.Response:
    told = headers if held is None else {**headers, "If-None-Match": held}
    variables = f'{{"c": "{WARD}"}}' if query == NAMED else "{}"
    return await client.get("/graphql", params={"query": query, "variables": variables}, headers=told)


async def test_an_answer_that_holds_is_not_given_again(server: tuple[str, str], client: httpx.AsyncClient) -> None:
    first = await get(client)
    again = await get(client, held=f'"other", {first.headers["etag"]}')

    assert first.status_code == 200
    assert first.headers["cache-control"] == "public, no-cache"
    assert first.headers["vary"] == "Accept, Authorization, X-SOR-Role"
    assert first.headers["etag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == first.headers[name]
    if server[0] == "resident":
        assert again.headers["x-statements"] == "0"


async def test_what_was_changed_meanwhile_is_told(client: httpx.AsyncClient, hospital_engine: AsyncEngine) -> None:
    await rename(hospital_engine, WARD, "Sengeafsnit Læsø")
    first = await get(client, **{"X-Minimum-Revision": await newest(hospital_engine)})
    await rename(hospital_engine, WARD, "Sengeafsnit Anholt")
    changed = await get(client, NAMED, first.headers["etag"], **{"X-Minimum-Revision": await newest(hospital_engine)})

    assert first.json() == {"data": {"unit": {"name": "Sengeafsnit Læsø"}}}
    assert changed.json() == {"data": {"unit": {"name": "Sengeafsnit Anholt"}}}
    assert changed.headers["etag"] != first.headers["etag"]


async def newest(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        return str((await connection.execute(text("SELECT max(id) FROM change_set"))).scalar_one())


async def test_a_tag_is_of_one_question_in_one_form_to_one_reader(client: httpx.AsyncClient, folder: Path) -> None:
    bearer = f"Bearer {token(key_in(folder), 'Bente', [Role.SOR_OFFICE], None, 1)}"
    plain = await get(client, WHO, Accept=JSON)
    same = await get(client, WHO, plain.headers["etag"], Accept=JSON)
    others = [
        await get(client, WHO + " ", plain.headers["etag"], Accept=JSON),
        await get(client, WHO, plain.headers["etag"], Accept=RESPONSE),
        await get(client, WHO, plain.headers["etag"], Accept=JSON, Authorization=bearer),
    ]

    assert same.status_code == 304
    assert [one.status_code for one in others] == [200, 200, 200]
    assert len({plain.headers["etag"], *(one.headers["etag"] for one in others)}) == 4
    assert others[2].json()["data"]["me"] == {"name": "Bente"}


async def test_the_answer_of_who_has_logged_in_is_theirs_alone(client: httpx.AsyncClient, folder: Path) -> None:
    bearers = [f"Bearer {token(key_in(folder), name, [Role.SOR_OFFICE], None, 1)}" for name in ("Bente", "Åse")]
    first, other = [await get(client, WHO, Authorization=bearer) for bearer in bearers]
    same = await get(client, WHO, first.headers["etag"], Authorization=bearers[0])
    crossed = await get(client, WHO, first.headers["etag"], Authorization=bearers[1])

    assert {first.headers["cache-control"], other.headers["cache-control"]} == {"private, no-cache"}
    assert same.status_code == 304
    assert same.headers["cache-control"] == "private, no-cache"
    assert crossed.json() == other.json()
    assert crossed.json()["data"]["me"] == {"name": "Åse"}


async def test_another_day_is_another_answer(hospital_database: str, hospital_engine: AsyncEngine) -> None:
    """Nothing was recorded, and nothing told: but today is another day."""
    tags: list[str] = []
    for day in ("2026-11-22", "2026-11-23"):
        with serving(SOR_DATABASE_URL=hospital_database, SOR_TODAY=day) as (address, _):
            async with httpx.AsyncClient(base_url=address, timeout=60) as client:
                await settled(client)
                answer = await get(client, WHO, tags[0] if tags else None)
                assert answer.json()["data"]["register"] == {"today": day}
                tags.append(answer.headers["etag"])

    assert tags[0] != tags[1]


async def test_what_ran_into_an_error_and_what_was_posted_is_not_kept(client: httpx.AsyncClient) -> None:
    wrong = await get(client, '{ node(id: "nothing") { id } register { today } }', "*")
    posted = await client.post("/graphql", json={"query": WHO}, headers={"If-None-Match": "*"})
    anything = await get(client, WHO, "*")
    closing = f'mutation {{ closeUnit(input: {{sorCode: "{KIDNEY}", lastDay: "2026-12-31"}}) {{ __typename }} }}'
    change = await get(client, closing, "*")

    assert (wrong.status_code, posted.status_code, anything.status_code, change.status_code) == (200, 200, 304, 405)
    for one in (wrong, posted, change):
        assert one.headers["cache-control"] == "no-store"
        assert "etag" not in one.headers
