"""Searches that would find everything or that are no name; and signs that mean something elsewhere mean themselves."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from resolvers.context import Limits
from tests.limits.limited import limited

SEARCH = "query ($text: String!) { search(query: $text, first: 500) { totalCount } }"
FILTER = "query ($text: String!) { units(filter: {nameContains: $text}, first: 1) { totalCount } }"
BY_POST_CODE = "query ($test: StringFilter!) { units(filter: {postCode: $test}, first: 1) { totalCount } }"
BY_TYPE = "query ($codes: [String!]!) { units(filter: {types: $codes}, first: 1) { totalCount } }"
BY_SPECIALITY = "query ($codes: [String!]!) { units(filter: {specialities: $codes}, first: 1) { totalCount } }"


@pytest.mark.parametrize("declined", [False, True], ids=["plan", "graphql-core"])
@pytest.mark.parametrize("text", ["", " ", "*", "***", " * * ", "*" * 200, "\u0301", "*\u0301*", "\u00a0"])
async def test_a_search_for_nothing_but_wildcards_is_refused(storied: AsyncEngine, text: str, declined: bool) -> None:
    told = await limited(storied, SEARCH, Limits(), {"text": text}, declined=declined)

    assert [error["extensions"]["code"] for error in told.errors] == ["INVALID_TEXT"]
    assert told.statements == 0


@pytest.mark.parametrize("declined", [False, True], ids=["plan", "graphql-core"])
@pytest.mark.parametrize("text", ["%", "_", "%%", "\\", "%a%", "_fdeling", "s%e", "a\\%", "[a-z]", ".*a", "(a|b)+"])
async def test_other_signs_mean_themselves(storied: AsyncEngine, text: str, declined: bool) -> None:
    everywhere = (await limited(storied, SEARCH, Limits(), {"text": "*a*"})).data["search"]["totalCount"]
    assert everywhere > 0

    for query, field in ((SEARCH, "search"), (FILTER, "units")):
        told = await limited(storied, query, Limits(), {"text": text}, declined=declined)
        assert told.errors == []
        assert told.data[field]["totalCount"] == 0


@pytest.mark.parametrize("test", [{"contains": "%"}, {"startsWith": "_"}, {"contains": "8_00"}, {"eq": "%"}])
async def test_in_a_filter_of_text_too(storied: AsyncEngine, test: dict[str, str]) -> None:
    told = await limited(storied, BY_POST_CODE, Limits(), {"test": test})

    assert told.errors == []
    assert told.data["units"]["totalCount"] == 0


async def test_a_search_text_has_its_length(storied: AsyncEngine) -> None:
    assert (await limited(storied, SEARCH, Limits(), {"text": "s" * 200})).errors == []
    told = await limited(storied, SEARCH, Limits(), {"text": "s" * 201})

    (error,) = told.errors
    assert error["extensions"]["code"] == "INVALID_TEXT"
    assert error["extensions"]["limit"] == "search_text"
    assert error["message"] == (
        "Neither names nor codes are as long as this text, which has 201 characters. The limit `search_text` is 200."
    )
    assert told.statements == 0


async def test_so_has_the_text_of_a_filter(storied: AsyncEngine) -> None:
    for query, good, bad in (
        (FILTER, {"text": "s" * 200}, {"text": "s" * 201}),
        (BY_POST_CODE, {"test": {"contains": "8" * 200}}, {"test": {"contains": "8" * 201}}),
        (BY_POST_CODE, {"test": {"in": ["8" * 200]}}, {"test": {"in": ["8000", "8" * 201]}}),
        (BY_TYPE, {"codes": ["8" * 200]}, {"codes": ["8000", "8" * 201]}),
        (BY_SPECIALITY, {"codes": ["8" * 200]}, {"codes": ["8000", "8" * 201]}),
    ):
        assert (await limited(storied, query, Limits(), good)).errors == []
        assert (await limited(storied, query, Limits(), bad)).limits == ["search_text"]
