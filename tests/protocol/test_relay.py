"""Relay: its compiler takes the schema for one that it can page and refetch in, and its client does."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.builders import HOSPITAL, SURGERY, WARD
from tests.following import ask, rename
from tests.npm import installed, node
from tests.protocol.clients import FOLDER, PATIENCE, run
from tests.web.conftest import serving

SCHEMA = Path(__file__).parents[2] / "schema" / "register.graphql"
NAMES = ["Sengeafsnit Fur", "Sengeafsnit Mors", "Sengeafsnit Thy"]
THEN = "2010-01-01"
WHEN = (str(SURGERY), THEN)
CHILDREN = (
    """query ($c: SorCode!, $at: Date) { unit(by: {sorCode: $c}, at: $at) { name children { nodes { name } } } }"""
)


def compiling(folder: Path, **settings: object) -> "subprocess.CompletedProcess[str]":
    told = {"src": "src", "schema": "register.graphql", "language": "javascript", "artifactDirectory": "artifacts"}
    (folder / "relay.config.json").write_text(json.dumps({**told, "eagerEsModules": False, **settings}))
    (folder / "artifacts").mkdir()
    shutil.copy(SCHEMA, folder / "register.graphql")
    command = [str(node() / "bin" / "node"), str(FOLDER / "node_modules" / "relay-compiler" / "cli.js")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what relay-compiler makes of this folder's documents: `artifacts`, and the list of their texts."""
    if not installed(FOLDER):
        pytest.fail("the clients of these tests are not installed: python -m tests.npm tests/protocol")
    folder = tmp_path_factory.mktemp("relay")
    shutil.copytree(FOLDER / "relay", folder / "src")
    (folder / "persisted.json").write_text("{}")
    done = compiling(folder, persistConfig={"file": "persisted.json", "algorithm": "SHA256"})
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_its_compiler_finds_node_and_connections_as_its_server_specification_has_them(compiled: Path) -> None:
    listed = json.loads((compiled / "persisted.json").read_text())
    page = (compiled / "artifacts" / "wardPageQuery.graphql.js").read_text()

    assert len(listed) == 6
    assert all(sha256(text.encode()).hexdigest() == id_ for id_, text in listed.items())
    (refetched,) = [text for text in listed.values() if text.startswith("query wardPageQuery")]
    assert "node(id: $id)" in refetched
    assert "pageInfo {\n      endCursor\n      hasNextPage" in refetched
    assert "ward_children" in page


def test_its_compiler_would_have_told_what_does_not_fit(tmp_path: Path) -> None:
    """So that the test above cannot pass whatever the schema says."""
    (tmp_path / "src").mkdir()
    text = "fragment one_codes on CodeValue { nothing }"
    (tmp_path / "src" / "one.js").write_text(f"graphql`{text}`;")
    done = compiling(tmp_path)

    assert done.returncode != 0
    assert "nothing" in done.stdout + done.stderr


@pytest.fixture(scope="module", params=["text", "id"])
def told(
    request: pytest.FixtureRequest, compiled: Path, address: str, hospital_database: str
) -> Iterator[tuple[str, str]]:
    """A server that answers anybody's texts; and one that answers the public the compiled documents only."""
    if request.param == "text":
        yield request.param, address
        return
    listed = {"SOR_DOCUMENTS": str(compiled / "persisted.json"), "SOR_DOCUMENTS_ONLY": "public"}
    with serving(SOR_DATABASE_URL=hospital_database, SOR_TODAY="2026-11-22", **listed) as (bound, _):
        yield request.param, bound


async def test_its_client_pages_refetches_changes_and_follows(
    told: tuple[str, str], compiled: Path, address: str, hospital_engine: AsyncEngine
) -> None:
    how, where = told
    cursor = (await ask(address, "{ register { feedPosition } }"))["data"]["register"]["feedPosition"]
    await rename(hospital_engine, WARD, *NAMES)
    beside = (await ask(address, CHILDREN, c=str(HOSPITAL)))["data"]["unit"]
    now = (await ask(address, CHILDREN, c=str(SURGERY)))["data"]["unit"]
    then = (await ask(address, CHILDREN, c=str(SURGERY), at=THEN))["data"]["unit"]
    socket = f"{where.replace('http', 'ws', 1)}/graphql"
    seen: dict[str, Any] = run(
        "relay.mjs", f"{where}/graphql", socket, cursor, str(HOSPITAL), str(compiled), how, *WHEN
    )

    names = [unit["name"] for unit in beside["children"]["nodes"]]
    assert seen["unit"] == "HealthInstitution"
    assert shown(seen["first"]) == names[:2]
    assert seen["first"]["pageInfo"]["hasNextPage"] == (len(names) > 2)
    assert shown(seen["both"]) == names[:4]
    assert seen["stored"] == beside["name"]
    assert seen["followed"] == NAMES
    assert {one["status"] for one in seen["sent"]} == {200}
    asked = ("wardQuery", "wardPageQuery", "wardDaysQuery", "wardPageQuery", "wardNodesQuery", "wardMutation")
    assert tuple(one["name"] for one in seen["sent"]) == asked
    assert (seen["days"]["now"], seen["days"]["then"]) == (now["name"], then["name"])
    assert now["name"] != then["name"]
    assert shown(seen["days"]["children"]) == [unit["name"] for unit in then["children"]["nodes"]][:2]
    assert seen["nodes"] == [beside["name"], None]
    assert "Everyone may read the register; to change it, one logs in with a role." in seen["mutation"]


def shown(connection: dict[str, Any]) -> list[str]:
    return [edge["node"]["name"] for edge in connection["edges"]]
