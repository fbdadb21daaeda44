"""A code of a list after a file's values of it are taken in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from domain.code_lists import CodeValue


class Merged(NamedTuple):
    """The values in the order of their days, and of the stated those that overlap one stated before."""

    values: tuple[CodeValue, ...]
    overlapping: tuple[CodeValue, ...]


def values_after(stored: Iterable[CodeValue], stated: Sequence[CodeValue]) -> Merged:
    """All values of one code. What is stated stands; what is stored and begins before it ends there.

    What is stored and begins within what is stated gives way; what begins after it stays.
    """
    accepted: list[CodeValue] = []
    overlapping: list[CodeValue] = []
    for value in stated:
        clashes = any(value.valid.overlap(other.valid) for other in accepted)
        (overlapping if clashes else accepted).append(value)
    kept = list(accepted)
    for value in stored:
        left: CodeValue | None = value
        for other in accepted:
            if left is None or left.valid.overlap(other.valid) is None:
                continue
            until = left.valid.until(other.valid.start)
            left = None if until is None else replace(left, valid=until)
        if left is not None:
            kept.append(left)
    return Merged(tuple(sorted(kept, key=lambda value: value.valid.start)), tuple(overlapping))
