"""In which form an answer is accepted: the header `Accept` to one of the forms that there are."""

import re
from functools import lru_cache
from typing import NamedTuple

JSON, RESPONSE, EVENTS = "application/json", "application/graphql-response+json", "text/event-stream"

WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
LONGEST = 1_000
"""Bytes of a header that is remembered."""


class Accepted(NamedTuple):
    """`whole`: the form of a whole answer, none where only events are accepted or nothing that there is. `events`:
    whether events are named, which is how a subscription is asked for."""

    whole: str | None
    events: bool


def accepted(header: bytes | None) -> Accepted:
    """What a client accepts; JSON, where it says nothing of it."""
    if not header:
        return Accepted(JSON, False)
    return _known(header) if len(header) <= LONGEST else _read(header)


@lru_cache(256)
def _known(header: bytes) -> Accepted:
    return _read(header)


def _read(header: bytes) -> Accepted:
    """By the weights (RFC 9110, 12.5.1). Of two forms that weigh the same the one that is named goes before the one
    that a `*` means; of two that are named the newer; of two that a `*` means, JSON, as GraphQL over HTTP says."""
    ranges = dict(_range(one) for one in reversed(header.decode("latin-1").split(",")))
    json, response = _weighed(JSON, ranges), _weighed(RESPONSE, ranges)
    whole, weight = (RESPONSE, response) if _before(response, json) else (JSON, json)
    events = ranges.get(EVENTS, 0.0)
    if weight[0] <= 0 or events > weight[0]:
        return Accepted(None, events > 0)
    return Accepted(whole, events > 0)


def _before(response: tuple[float, int], json: tuple[float, int]) -> bool:
    return response > json or (response == json and json[1] == 2)


def _range(written: str) -> tuple[str, float]:
    """A media range and its weight: 1, where none is said that can be read."""
    name, *parameters = written.split(";")
    weight = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            weight = float(value) if WEIGHT.fullmatch(value.strip()) else 1.0
    return name.strip().lower(), weight


def _weighed(kind: str, ranges: dict[str, float]) -> tuple[float, int]:
    """The weight of the range that says most of a form, and how much that is: 2 names it, 1 and 0 have a `*`."""
    for exactness, name in ((2, kind), (1, "application/*"), (0, "*/*")):
        if name in ranges:
            return ranges[name], exactness
    return 0.0, 0
