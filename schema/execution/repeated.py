"""Values that are told alike, which are asked and written once, and how often each of them stands in the answer."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any

Times = Sequence[int] | None
"""How often each of some values stands in the answer; None where that is once."""


def how_often(marks: Sequence[int], those: Collection[int], times: Times) -> Times:
    """How often each of those stands in the answer, of which `marks` has every one as often as it is met."""
    if times is None:
        if len(those) == len(marks):
            return None
        counted: Mapping[int, int] = Counter(marks)
    else:
        counted = added = defaultdict[int, int](int)
        for mark, count in zip(marks, times, strict=True):
            added[mark] += count
    told = [counted[mark] for mark in those]
    return told if sum(told) > len(told) else None


def of_items(often: Sequence[int], lists: Collection[tuple[int, int]]) -> Times:
    """How often each item stands in the answer, of lists that do so often: of each where it begins and ends."""
    told = [count for (start, end), count in zip(lists, often, strict=True) for _ in range(start, end)]
    return told if sum(told) > len(told) else None


def picked(times: Times, numbers: Sequence[int]) -> Times:
    return None if times is None else [times[number] for number in numbers]


def marked(alike: str, values: Sequence[Any], nothing: bool) -> list[int]:
    """Equal marks for values that are told alike. `nothing`: None is among them."""
    if not alike:
        return list(map(id, values))
    same = attrgetter(alike)
    if nothing:
        return [id(None) if value is None else id(same(value)) for value in values]
    return list(map(id, map(same, values)))
