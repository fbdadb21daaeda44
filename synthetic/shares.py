"""Dividing a number of units: every one of them is given to somebody."""

from collections.abc import Sequence
from math import fsum

from synthetic.dice import Dice


def spread(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Whole shares of `total` after weight, each at least `least`. Raises ValueError where there is too little."""
    free = total - least * len(weights)
    if free < 0:
        raise ValueError(f"{total} cannot be shared by {len(weights)} with {least} each")
    heavy = fsum(weights)
    exact = [free * weight / heavy for weight in weights]
    shares = [int(share) for share in exact]
    owed = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in owed[: free - sum(shares)]:
        shares[place] += 1
    return [least + share for share in shares]


def pieces(total: int, size: float, dice: Dice) -> list[int]:
    """`total` in pieces of about `size`, none empty."""
    count = max(1, min(total, round(total / size)))
    return spread(total, [0.5 + dice.share() for _ in range(count)], least=1) if size > 1 else [1] * total
