"""Whether two contestants give the same answer to a question."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

OPAQUE = {"endCursor"}
"""What each writes in its own way."""


def difference(ours: Any, theirs: Any) -> str | None:
    """Where two answers first differ, in a sentence; nothing, if they do not."""
    return next(differences(ours, theirs, "data"), None)


def differences(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    if says_nothing(ours) and says_nothing(theirs):
        return
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for name in dict.fromkeys([*ours, *theirs]):
            if name not in OPAQUE:
                yield from differences(ours.get(name), theirs.get(name), f"{path}.{name}")
    elif isinstance(ours, list) and isinstance(theirs, list):
        for place, (one, other) in enumerate(zip_longest(ours, theirs)):
            yield from differences(one, other, f"{path}[{place}]")
    elif ours != theirs:
        yield f"{path} is {str(theirs)[:80]}, and the program's {str(ours)[:80]}"


def says_nothing(value: Any) -> bool:
    """A flat table tells an absent object by the absence of all that is in it."""
    if isinstance(value, Mapping):
        return all(says_nothing(inner) for inner in value.values())
    return value is None
