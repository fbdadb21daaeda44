"""What a recording told the register of a unit that was not known before: on which days which fields were otherwise."""

from itertools import pairwise
from typing import NamedTuple

from domain.changes import FieldChange, Written, between
from domain.periods import Period, Version, change_days, merged
from domain.stories import Story


class Learned(NamedTuple):
    """That on these days the fields are as told and not as was known before."""

    valid: Period
    fields: tuple[FieldChange, ...]


def learned(before: Story, after: Story, written: Written) -> tuple[Learned, ...]:
    """What differs between two tellings of one unit, day by day; neighbouring days with the same differences are one.

    In the order of days. Days on which nothing differs are left out. `Story()` is that of a unit that is not known:
    before it was recorded, or after it was withdrawn. `written`: as in `changes.between`, of both tellings.
    """
    days = change_days([*before.periods, *after.periods])
    pieces = [Period(start, end) for start, end in pairwise([*days, None]) if start is not None]
    told = (Version(piece, between(before.on(piece.start), after.on(piece.start), written)) for piece in pieces)
    return tuple(Learned(version.valid, version.value) for version in merged(told) if version.value)
