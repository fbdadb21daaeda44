"""What the README and the page on logging in show is what the program answers."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path

import httpx

from tests.web.conftest import serving, sor

HOUSE = Path(__file__).parents[2]
README = (HOUSE / "README.md").read_text()


def test_the_first_query_gives_the_answer_that_stands_below_it(demo_server: str) -> None:
    query = re.search(r"```graphql\n(.*?)```", README, re.DOTALL)
    answer = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert query is not None
    assert answer is not None

    told = httpx.post(f"{demo_server}/graphql", json={"query": query[1]}, timeout=60)

    assert told.json() == json.loads(answer[1])


def test_the_requests_of_the_page_on_logging_in_give_the_answer_that_stands_below_them(
    demo_database: str, tmp_path: Path
) -> None:
    page = (HOUSE / "docs" / "authentication.md").read_text()
    commands = re.search(r"```sh\n(.*?)```", page, re.DOTALL)
    answer = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert commands is not None
    assert answer is not None
    first, second = commands[1].replace("\\\n", "").strip().splitlines()
    _, *words = shlex.split(first.removeprefix("TOKEN=$(").removesuffix(")"))
    settings = {"SOR_DATABASE_URL": demo_database, "SOR_DATA_DIR": str(tmp_path), "SOR_TODAY": "2026-11-22"}

    token = sor(*words, **settings).stdout.strip()
    curl, _, _, *options = shlex.split(second.replace("$TOKEN", token))
    headers = dict(text.split(": ", 1) for option, text in pairwise(options) if option == "-H")
    with serving(**settings) as (address, _):
        told = httpx.post(f"{address}/graphql", content=options[options.index("-d") + 1], headers=headers, timeout=60)

    assert curl == "curl"
    assert told.json() == json.loads(answer[1])
