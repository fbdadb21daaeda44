"""Floods: requests that cost who sends them next to nothing, each a little different from the one before."""

import gzip
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import orjson

GZIP = {"Content-Encoding": "gzip"}


class Flood(NamedTuple):
    """`body`: of the request with a number; `codes`: that its answer may have, none where it is answered in full;
    `limit`: that its errors name."""

    body: Callable[[int], bytes]
    codes: frozenset[str]
    limit: str | None = None
    headers: Mapping[str, str] = MappingProxyType({})


def asked(query: str, variables: object = None) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})


def document(query: str) -> Callable[[int], bytes]:
    """The document, with a comment that makes it another one each time."""
    return lambda number: asked(f"{query} # {number}")


def too_large(query: str, limit: str) -> Flood:
    return Flood(document(query), frozenset({"TOO_LARGE"}), limit)


def varied(variables: object, limit: str) -> Flood:
    return Flood(lambda number: asked(f"{{ __typename }} # {number}", variables), frozenset({"TOO_LARGE"}), limit)


def doubled(times: int) -> str:
    links = (f"fragment F{n} on Unit {{ a: at {{ ...F{n + 1} }} b: at {{ ...F{n + 1} }} }}" for n in range(times))
    return f"{{ units {{ nodes {{ ...F0 }} }} }} {' '.join(links)} fragment F{times} on Unit {{ name }}"


def cycle(length: int) -> str:
    links = (f"fragment F{n} on Query {{ ...F{(n + 1) % length} ...F{(n + 7) % length} }}" for n in range(length))
    return "{ ...F0 } " + " ".join(links)


def deep(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return {"deep": value}


WHOLE = 'subtree(root: {sorCode: "<ROOT>"}, first: 50000) { nodes { unit { name ancestors { name } } } }'
OVER = " ".join(f"s{n}: {WHOLE} " for n in range(45))
ONE_BELOW = "descendants(first: 500) { nodes { name "
ALL_BELOW = " ".join(f"d{n}: " + ONE_BELOW * 6 + "} } " * 6 for n in range(20))

FLOODS = {
    "a megabyte of fields": too_large("{ " + "a " * 500_000 + "}", "characters"),
    "thirty kilobytes of fields": too_large("{ " + "me { name } " * 2_500 + "}", "tokens"),
    "fields that are the same": too_large("{ units { nodes { " + "parent { name } " * 900 + "} } }", "comparisons"),
    "a megabyte of numbers": too_large("{ unitsByKeys(keys: [" + "1," * 500_000 + "]) { name } }", "characters"),
    "numbers": too_large("{ unitsByKeys(keys: [" + "1," * 4_000 + "]) { name } }", "items"),
    "aliases": too_large("{ " + " ".join(f"a{n}: __typename" for n in range(1_500)) + " }", "aliases"),
    "ten thousand aliases": too_large("{ " + " ".join(f"a{n}:id" for n in range(10_000)) + " }", "tokens"),
    "directives": too_large("{ __typename " + "@a " * 2_000 + "}", "directives"),
    "ten thousand directives": too_large("{ __typename " + "@a " * 10_000 + "}", "tokens"),
    "fragments that double": too_large(doubled(30), "fields"),
    "fragments": too_large(
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(500)), "fragments"
    ),
    "fragments in a circle": Flood(document(cycle(90)), frozenset({"GRAPHQL_VALIDATION_FAILED", "TOO_LARGE"})),
    "operations": too_large(" ".join(f"query A{n} {{ __typename }}" for n in range(700)), "operations"),
    "a deep document": too_large("{ units " * 1_000, "depth"),
    "a deep value": too_large("{ units(filter: " + "[" * 3_000, "depth"),
    "a deep question": too_large("{ units { nodes { " + "parent { " * 60 + "name " + "} " * 63, "depth"),
    "unknown fields": Flood(
        document("{ units { " + " ".join(f"unknown{n}" for n in range(4_000)) + " } }"),
        frozenset({"GRAPHQL_VALIDATION_FAILED"}),
    ),
    "deep variables": varied(deep(200), "depth"),
    "a long list in the variables": varied({"list": [1] * 400_000}, "items"),
    "many lists in the variables": varied({"lists": [[1] * 900] * 400}, "values"),
    "many names in the variables": varied({f"name{n}": n for n in range(50_000)}, "values"),
    "several at once": Flood(lambda _: b"[" + asked("{ __typename }") + b"]", frozenset({"BAD_REQUEST"})),
    "no UTF-8": Flood(lambda _: b'{"query": "\xff\xfe"}', frozenset({"BAD_REQUEST"})),
    "a body too large": Flood(lambda _: b" " * 1_100_000, frozenset({"BODY_TOO_LARGE"})),
    "a bomb": Flood(lambda _: gzip.compress(b" " * 50_000_000), frozenset({"BODY_TOO_LARGE"}), None, GZIP),
    "searches for everything": Flood(document('{ search(query: "***") { totalCount } }'), frozenset({"INVALID_TEXT"})),
    "long searches": Flood(
        lambda number: asked("query ($t: String!) { search(query: $t) { totalCount } }", {"t": f"{number}" * 100_000}),
        frozenset({"INVALID_TEXT"}),
        "search_text",
    ),
    "whole trees again and again": Flood(document("{ " + OVER + "}"), frozenset({"TOO_MANY_UNITS"}), "units"),
    "all below all": Flood(
        document('{ unit(by: {sorCode: "<ROOT>"}) { ' + ALL_BELOW + "} }"),
        frozenset({"TOO_MANY_UNITS"}),
        "units",
    ),
    "a tree beside an error": Flood(
        document("{ " + WHOLE + ' units(after: "no") { totalCount } }'), frozenset({"INVALID_CURSOR"})
    ),
}
