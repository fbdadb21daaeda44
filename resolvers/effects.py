"""The effects of a change set: every unit whose effective addresses or number are others than was known before it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from db.reading.postgres import PostgresReader
from db.reading.reader import Reader
from db.reading.snapshot import Snapshot
from domain import effects
from domain.effects import Effect
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Moment

DEEPEST = 64
"""Levels that a difference is followed down at most. Real trees have about ten."""

_AN_INSTANT = timedelta(microseconds=1)


async def effects_of(db: Snapshot, change_set: int, recorded: datetime) -> tuple[Effect, ...]:
    """By SOR code, field and day. `db` may be within the change itself, before it is committed."""
    return await found(PostgresReader(db), change_set, recorded)


async def found(reader: Reader, change_set: int, recorded: datetime) -> tuple[Effect, ...]:
    """The same in the view of a reader that already knows the change set."""
    before, after = Moment(date.min, recorded - _AN_INSTANT), Moment(date.min, recorded)
    changed = await reader.touched(change_set, recorded)
    return await differing(reader, changed, before, after, ever=True)


async def differing(
    reader: Reader, starts: Sequence[SorCode], before: Moment, after: Moment, *, ever: bool
) -> tuple[Effect, ...]:
    """What differs between two moments for some units and, through them, for those below; `ever`: on all days.

    Level by level, to the children only of units of which something inheritable differs; a bounded number of statements
    each. `starts`: all units that say something else at the two moments; within a subtree, its top and all in it.
    """
    if not starts:
        return ()
    old, new = await reader.stated(starts, before, ever), await reader.stated(starts, after, ever)
    found = level = [*effects.of_changed(old, new, starts)]
    followed = set(starts)
    for _ in range(DEEPEST):
        passing = effects.inheritable(level)
        if not passing:
            break
        numbers = any(effect.field is InheritableField.LOCATION_NUMBER for effect in passing)
        below = await reader.stated_below({effect.unit for effect in passing}, after, ever, numbers)
        level = [*effects.passed_on(passing, {code: below[code] for code in below.keys() - followed})]
        found = [*found, *level]
    return effects.in_order(found)
