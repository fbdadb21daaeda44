"""Whether a unit comes to be under itself, on any day."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.identifiers import SorCode
from domain.periods import Period, Version
from domain.units import Facts


class Placed(NamedTuple):
    """That a unit is under another on some days."""

    valid: Period
    parent: SorCode


def places(timeline: Iterable[Version[Facts]]) -> tuple[Placed, ...]:
    return tuple(
        Placed(version.valid, version.value.parent) for version in timeline if version.value.parent is not None
    )


def under_itself(unit: SorCode, placed: Sequence[Placed], others: Mapping[SorCode, Sequence[Placed]]) -> Period | None:
    """Days on which the unit, placed so, is above itself; `others` tells where the units above it are placed."""
    ways = list(placed)
    seen = set(ways)
    while ways:
        way = ways.pop()
        if way.parent == unit:
            return way.valid
        for step in others.get(way.parent, ()):
            shared = way.valid.overlap(step.valid)
            if shared is not None and (further := Placed(shared, step.parent)) not in seen:
                seen.add(further)
                ways.append(further)
    return None
