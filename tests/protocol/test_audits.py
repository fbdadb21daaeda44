"""The audits of the npm package graphql-http: every MUST, SHOULD and MAY of GraphQL over HTTP, each by its id."""

import re
from typing import Any

import pytest

from tests.protocol.clients import run

AUDITS = re.findall(
    r"\w{4}",
    """
    22EB 4655 47DE 80D8 82A3 BF61 78D5 2C94 5A70 9C48 9ABE 03D4 A5BF 423L LKJ0 LKJ1 LKJ2 LKJ3 34A2 13EE
    6C00 6C01 6C02 6C03 8161 B8B3 94B0 0220 94B1 0221 94B2 0222 4760 4761 4762 4763 2EA1 28B9 D6D5 6A70
    58B0 58B1 58B2 58B3 428F 1B7A B6DC BCF8 B7N8 8764 3E3A 572B FDE2 7B9B 865D 556A D586 51FE 74FF 5E5B 86EE
    """,
)


@pytest.fixture(scope="module")
def audited(address: str) -> dict[str, dict[str, Any]]:
    """What each audit found, by its id."""
    told: dict[str, dict[str, Any]] = run("audits.mjs", f"{address}/graphql")
    return told


def test_these_are_all_audits_there_are(audited: dict[str, dict[str, Any]]) -> None:
    assert sorted(audited) == sorted(AUDITS)


@pytest.mark.parametrize("audit", AUDITS)
def test_the_server_passes(audited: dict[str, dict[str, Any]], audit: str) -> None:
    found = audited[audit]

    assert (found["status"], found["reason"]) == ("ok", None), found["name"]
