"""Servers whose database user has one role: with that of writers all is done, with that of readers answered."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from db.roles import READ, WRITE
from tests.clerks import token
from tests.fixtures.databases import Databases
from tests.logins import as_user, login
from tests.tidy import HOSPITAL, MEDICINE, stored
from tests.web.conftest import serving, sor

FILES = Path(__file__).parents[1] / "data"
WRITER, READER = "web_writer", "web_reader"
NAME = f'{{ unit(by: {{sorCode: "{MEDICINE}"}}) {{ name }} changeSets(first: 1) {{ nodes {{ id }} }} }}'
RENAME = f"""
mutation ($name: String!) {{ changeUnit(input: {{sorCode: "{MEDICINE}", name: $name}}) {{
  errors {{ code }} changeSet {{ id }} unit {{ name }} }} }}
"""
MANY = f"""
mutation {{ applyChanges(input: {{options: {{idempotencyKey: "a"}}, items: [
  {{create: {{kind: ORGANIZATIONAL_UNIT, parent: "{HOSPITAL}", name: "Nyt afsnit", type: "550851000005109",
    locationNumber: {{requestNew: {{region: "1085", system: "WinLAB", supplier: "AH-support", network: "41000035001",
      administrator: "tilsynet"}}}}}}}},
  {{close: {{sorCode: "{MEDICINE}", lastDay: "2027-06-30", cascade: true}}}}]}}) {{
  errors {{ code message }} changeSet {{ id }} }} }}
"""


@pytest.fixture(scope="module")
def logins(databases: Databases) -> Iterator[None]:
    with login(databases, WRITER), login(databases, READER):
        databases.run(f"GRANT {WRITE} TO {WRITER}; GRANT {READ} TO {READER}")
        yield


@pytest.fixture
def register(databases: Databases, logins: None) -> Iterator[str]:
    with databases.clone() as address:
        yield address


def test_a_server_with_the_role_of_writers_does_all_there_is_to_do(register: str, tmp_path: Path) -> None:
    asyncio.run(stored(register))
    url = as_user(register, WRITER)
    settings = {"SOR_DATABASE_URL": url, "SOR_DATA_DIR": str(tmp_path), "SOR_TODAY": "2026-11-22"}
    with serving(**settings) as (address, _), httpx.Client(timeout=60, base_url=address) as client:
        client.headers["Authorization"] = f"Bearer {token(tmp_path)}"
        for mutation, variables in ((RENAME, {"name": "Afdeling 7"}), (MANY, {}), (MANY, {})):
            told = client.post("/graphql", json={"query": mutation, "variables": variables}).json()
            assert "errors" not in told, told
            [payload] = told["data"].values()
            assert (payload["errors"], payload["changeSet"] is None) == ([], False)
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        assert client.get("/feed?first=1").status_code == 200
    for words in (("midnight",), ("check",), ("import", FILES / "shakcomplete.txt"), ("backup", tmp_path / "a.zip")):
        done = sor(*words, **settings)
        assert done.returncode in (0, 1), done.stderr
        assert "permission denied" not in done.stderr
    with psycopg.connect(register) as owner:
        assert owner.execute("SELECT count(*) > 0 FROM unit_version_archive").fetchone() == (True,)


def test_a_first_load_by_a_user_with_the_role_of_writers_makes_no_index_anew(register: str, tmp_path: Path) -> None:
    settings = {"SOR_DATABASE_URL": as_user(register, WRITER), "SOR_TODAY": "2026-11-22"}
    query = "SELECT array_agg(indexrelid ORDER BY indexrelid) FROM pg_index WHERE indrelid = 'unit_version'::regclass"
    with psycopg.connect(register) as owner:
        before = owner.execute(query).fetchone()
    done = sor("generate", "--units", "2000", **settings)

    assert done.returncode == 0, done.stderr
    with psycopg.connect(register) as owner:
        assert owner.execute("SELECT count(*) FROM unit").fetchone() == (2000,)
        assert owner.execute("SELECT reltuples > 0 FROM pg_class WHERE relname = 'unit_version'").fetchone() == (True,)
        assert owner.execute(query).fetchone() == before
    assert "not arranged" not in done.stderr


@pytest.mark.parametrize("reader", ["resident", "postgres"])
def test_a_server_with_the_role_of_readers_answers_and_changes_nothing(
    register: str, tmp_path: Path, reader: str
) -> None:
    asyncio.run(stored(register))
    settings = {"SOR_DATABASE_URL": as_user(register, READER), "SOR_DATA_DIR": str(tmp_path), "SOR_READER": reader}
    with (
        serving(SOR_TODAY="2026-11-22", **settings) as (address, _),
        httpx.Client(timeout=60, base_url=address) as client,
    ):
        asked = client.post("/graphql", json={"query": NAME}).json()
        client.headers["Authorization"] = f"Bearer {token(tmp_path)}"
        changed = client.post("/graphql", json={"query": RENAME, "variables": {"name": "Nej"}}).json()

        assert asked["data"]["unit"] == {"name": "Medicinsk Afdeling"}
        assert changed.get("errors"), changed
        assert changed["errors"][0]["extensions"]["code"] == "READ_ONLY"
        assert "a server that writes" in changed["errors"][0]["message"]
        assert client.post("/graphql", json={"query": NAME}).json() == asked
        assert client.get("/readyz").json()["status"] == "ready"
    with psycopg.connect(register) as owner:
        assert owner.execute("SELECT count(*) FROM unit_version WHERE name = 'Nej'").fetchone() == (0,)
