"""What the README shows is what the program answers."""

import json
import re
from pathlib import Path

import httpx

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_the_first_query_gives_the_answer_that_stands_below_it(demo_server: str) -> None:
    query = re.search(r"```graphql\n(.*?)```", README, re.DOTALL)
    answer = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert query is not None
    assert answer is not None

    told = httpx.post(f"{demo_server}/graphql", json={"query": query[1]}, timeout=60)

    assert told.json() == json.loads(answer[1])
