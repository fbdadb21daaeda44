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
    """The first days on which the unit, placed so, is above itself, as long as it lasts; `others` tells where the units
    above it are placed."""
    ways = list(placed)
    seen = set(ways)
    found: list[Period] = []
    while ways:
        way = ways.pop()
        if way.parent == unit:
            found.append(way.valid)
            continue
        for step in others.get(way.parent, ()):
            shared = way.valid.overlap(step.valid)
            if shared is not None and (further := Placed(shared, step.parent)) not in seen:
                seen.add(further)
                ways.append(further)
    return _first_run(found)


def _first_run(periods: Iterable[Period]) -> Period | None:
    """From the earliest day on those without a gap."""
    run: Period | None = None
    for period in sorted(periods, key=lambda period: period.start):
        if run is None:
            run = period
        elif run.end is not None and run.end >= period.start and period.outlasts(run.end):
            run = Period(run.start, period.end)
    return run
