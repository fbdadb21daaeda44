"""Telling the feed of a change: the last thing that is done in its transaction."""

from collections.abc import Sequence
from datetime import date

from db.feed import changed
from db.feed.writing import write
from db.reading.snapshot import Snapshot
from db.writing.change import Change
from domain import news
from domain.effects import Effect
from domain.feed import Entry
from domain.identifiers import SorCode
from domain.recording import Cause
from resolvers import differing
from resolvers.feed import effects as effective
from resolvers.feed.midnight import come
from resolvers.feed.recounting import MANY, Recount
from resolvers.feed.sight import AN_INSTANT, Hidden, Sight, hidden, knowledge
from resolvers.stories import lines as lines_of
from resolvers.stories import whole

BATCH = 500
"""Units whose stories are held at a time."""


async def tell(change: Change, view: Snapshot, today: date, told: Recount | None = None) -> int:
    """Writes into the feed what a change has recorded so far, and gives how many entries that makes.

    To be called once, when all is recorded. `view` reads within the change. What takes effect today is told before it,
    if nobody has yet (`midnight.py`). `told`: of a change that was decided on an excerpt, and is not read again.

    A change set is told as: an entry for each code list of which a value differs; for each unit that something was
    recorded of, its own changes (`domain/news.py`); and one EFFECTIVE_CHANGED for each effective value that differs on
    some days, of units that were in force before and after, own or inherited. Where more than `MANY` units are new, as
    with a first load, each of these is one UNIT_CREATED without fields, on its first day: read the unit.
    """
    if change.change_set is None:
        return 0
    count = await come(change, view, today, change.recorded - AN_INSTANT)
    if told is not None:
        return count + await write(change, told.entries(change.cause), last=True)
    count += await write(change, await changed.code_lists(view, change))
    many = await changed.new_units(view, change) > MANY
    if many:
        count += await changed.tell_new_units(change)
    codes = await changed.units(view, change, new=not many)
    sight = Sight(view, *knowledge(change.recorded))
    for start in range(0, len(codes), BATCH):
        count += await write(change, await _own(sight, codes[start : start + BATCH], change.cause))
    effects = await differing.differing(sight.reader, codes, sight.before, sight.after, ever=True)
    return count + await write(change, await _inherited(sight, effects))


async def _own(sight: Sight, codes: Sequence[SorCode], cause: Cause) -> list[Entry]:
    before = await whole(sight.reader, codes, sight.before)
    after = await whole(sight.reader, codes, sight.after)
    lines = await lines_of(sight.reader, [*before, *after])
    told: list[tuple[Entry, Hidden]] = []
    for code, old, new in zip(codes, before, after, strict=True):
        for entry in news.learned_of(code, old, new, lines, cause):
            day = entry.effective_from
            told.append((entry, hidden(entry, news.hidden(old.on(day)), news.hidden(new.on(day)))))
    return await sight.placed(told)


async def _inherited(sight: Sight, effects: Sequence[Effect]) -> list[Entry]:
    told = await effective.told(sight.reader, effects, sight.before, sight.after)
    return await sight.placed([(one.entry, hidden(one.entry, *one.hidden)) for one in told])
