"""What the feed tells of a change, and whom it bears on, told from what it was decided on: little is read again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain import effects as passing
from domain import news
from domain.effects import Effect
from domain.feed import Entry
from domain.identifiers import SorCode
from domain.lifecycle.both_sides import BothSides, place
from domain.lifecycle.excerpt import Excerpt
from domain.location_numbers import LocationNumber, Mailbox
from domain.periods import Moment, Period
from domain.recording import Cause
from domain.records import NumberLife
from domain.relations import Relation
from domain.stances import Side
from resolvers import differing
from resolvers.context import Context
from resolvers.effects import Preview
from resolvers.feed import effects as effective
from resolvers.feed.effects import Sides
from resolvers.feed.sight import A_DAY, Hidden, hidden, place_of, placed

NOW = Moment(date.min)
"""All days, as known now."""

MANY = 1_000
"""New units in one change, from which on they are told of all at once (`telling.py`)."""


@dataclass(frozen=True, slots=True)
class Recount:
    """A change that was written. `below`: what the units say that stand under those of the excerpt, as far as they are
    met on the way down; `met`: how new units are related to others."""

    both: BothSides
    effects: tuple[Effect, ...]
    sides: Sides
    below: Side
    met: dict[SorCode, list[Relation]]

    def entries(self, cause: Cause) -> list[Entry]:
        """The same as `telling.py` reads: each unit's own changes, then effective values."""
        return [*self._own(cause), *self._inherited()]

    def _own(self, cause: Cause) -> Iterator[Entry]:
        for code in self.both.touched:
            old, new = self.both.stories(code, self.met.get(code, ()))
            for entry in news.learned_of(code, old, new, self.sides.lines, cause):
                day = entry.effective_from
                yield self._placed(entry, hidden(entry, news.hidden(old.on(day)), news.hidden(new.on(day))))

    def _inherited(self) -> Iterator[Entry]:
        for one in effective.valued(self.effects, self.sides):
            yield self._placed(one.entry, hidden(one.entry, *one.hidden))

    def _placed(self, entry: Entry, hidden: Hidden) -> Entry:
        code, day = place_of(entry)
        old, new = (place(side, code, day, self.below) for side in (self.both.before, self.both.after))
        if len(old) == len(new) == 1:
            new = place(self.both.after, code, day - A_DAY, self.below)
        return placed(entry, hidden, old, new)


async def recounted(view: Snapshot, both: BothSides) -> Recount | None:
    """None, where more is touched than the excerpt tells of, or more is new than is told one by one: to be read again.

    `view` reads within the change, what stands below and is in no excerpt.
    """
    if not both.known or len(both.new) > MANY:
        return None
    reader = PostgresReader(view)
    first = passing.of_changed(*both.stated, both.touched)
    found = await differing.passed_down(reader, first, {*both.touched}, NOW, ever=True)
    met = await reader.relation_histories(both.new, NOW) if both.new else []
    holders = differing.holders_of(found.effects)
    sides = Sides(both.lines(), _held(both.before, holders), _held(both.after, holders))
    return Recount(both, found.effects, sides, found.below, dict(zip(both.new, met, strict=True)))


async def previewed(ctx: Context, view: Snapshot, told: Recount, moment: Moment) -> Preview:
    """The effects as far as the reader may see them."""
    asking = replace(ctx, reader=PostgresReader(view))
    held = [number for side in (told.sides.before, told.sides.after) for each in side.values() for number in each]
    shown = await differing.without_hidden(asking, told.effects, held, moment)
    return Preview(moment, shown, told.sides.lines)


def _held(register: Excerpt, holders: Sequence[SorCode]) -> dict[SorCode, list[LocationNumber]]:
    return {
        holder: sorted(
            (one for number in register.held.get(holder, ()) for one in _versions(number) if one.holder == holder),
            key=lambda one: one.valid.start,
        )
        for holder in holders
    }


def _versions(number: NumberLife) -> Iterator[LocationNumber]:
    for version in number.timeline:
        said = {name: getattr(version.value, name) for name in _MAILBOX}
        life = Period(number.timeline[0].valid.start, number.timeline[-1].valid.end)
        yield LocationNumber(gln=number.gln, valid=version.valid, life=life, first_from=number.first_from, **said)


_MAILBOX = tuple(field.name for field in fields(Mailbox))
