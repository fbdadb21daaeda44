"""A unit's life within the lives of those above it: what does not fit is cut, what is cut leaves no gap."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.identifiers import SorCode
from domain.merging import all_there_is
from domain.periods import Period, Version
from domain.units import Facts, Timeline

ALWAYS = Period(date.min)


def fitted(timeline: Sequence[Version[Facts]], lives: Mapping[SorCode, Period]) -> Timeline:
    """The timeline with every version inside the life of its parent; empty, if none has a day there.

    Where a version begins later than it did, the one before holds until then; where it ends earlier, the one after is
    carried back. Where neither parent exists in between the unit closes: nothing outlives what it is under.
    """
    pieces: list[Version[Facts]] = []
    for version in timeline:
        inside = version.valid.overlap(_above(version.value, lives))
        if inside is None:
            continue
        if pieces and not _joined(pieces, inside.start, lives):
            gap = Period(_end(pieces[-1]), inside.start)
            if not gap.within(_above(version.value, lives)):
                break
            pieces.append(Version(gap, replace(version.value, carried_back=True)))
        pieces.append(Version(inside, version.value))
    return all_there_is(pieces)


def _above(facts: Facts, lives: Mapping[SorCode, Period]) -> Period:
    return ALWAYS if facts.parent is None else lives[facts.parent]


def _joined(pieces: list[Version[Facts]], start: date, lives: Mapping[SorCode, Period]) -> bool:
    """Whether the last piece reaches the day, or can be made to."""
    last = pieces[-1]
    if last.valid.end == start:
        return True
    longer = Period(last.valid.start, start)
    if longer.within(_above(last.value, lives)):
        pieces[-1] = Version(longer, last.value)
        return True
    longest = longer.overlap(_above(last.value, lives))
    assert longest is not None
    pieces[-1] = Version(longest, last.value)
    return False


def _end(version: Version[Facts]) -> date:
    assert version.valid.end is not None
    return version.valid.end
