"""Chances drawn from a seed: the same ones on every Python, whatever else it changes."""

from collections.abc import Sequence
from math import fsum
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Everything is drawn with `Random.random`, the one method whose numbers Python promises to keep for a seed."""

    __slots__ = ("_happened", "share")

    def __init__(self, seed: int) -> None:
        self.share = Random(seed).random
        self._happened: dict[str, None] = {}

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, but not including, `limit`."""
        return int(self.share() * limit)

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + int(self.share() * (most - least + 1))

    def one_of(self, things: Sequence[T]) -> T:
        return things[int(self.share() * len(things))]

    def chance(self, share: float) -> bool:
        return self.share() < share

    def first_or(self, share: float, what: str) -> bool:
        """A chance that never fails the first time `what` may happen: small registers have some of everything."""
        happens = self.share() < share or what not in self._happened
        if happens:
            self._happened[what] = None
        return happens

    def not_yet(self, what: str) -> None:
        """What was about to happen for the first time could not: its first time is still to come."""
        self._happened.pop(what, None)

    def by_weight(self, weights: Sequence[float]) -> int:
        """The place of one of a few weights, each as likely as it is heavy."""
        # sum() of floats differs from Python 3.12 on; fsum does not.
        left = self.share() * fsum(weights)
        for place, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return place
        return len(weights) - 1
