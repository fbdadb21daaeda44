"""The register on two sides of a change or of a midnight, and how what differs between them becomes whole entries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from db.feed.places import Place, places
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain import news
from domain.feed import Entry, Keepers
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.telling import TimelineField

AN_INSTANT = timedelta(microseconds=1)
A_DAY = timedelta(days=1)

Path = tuple[SorCode, ...]
"""A unit and those above it, nearest first."""

Hidden = dict[TimelineField, tuple[bool, bool]]
"""Fields whose value before or after is for some only."""


class Sight:
    """Two moments of the register: what entries are told from."""

    def __init__(self, view: Snapshot, before: Moment, after: Moment) -> None:
        self.view = view
        self.reader = PostgresReader(view)
        self.before = before
        self.after = after

    async def placed(self, told: Sequence[tuple[Entry, Hidden]], day: date | None = None) -> list[Entry]:
        """The entries with where their units stood and stand, and with the owners who keep what is hidden.

        `day`: on which they stood before; if left out, on the day that each takes effect, as was known before.
        """
        now = [place_of(entry) for entry, _ in told]
        was = now if day is None else [(code, day) for code, _ in now]
        old, new = await places(self.view, was, self.before), await places(self.view, now, self.after)
        new = await self._where_last(now, old, new)
        return [
            placed(entry, hidden, above, below) for (entry, hidden), above, below in zip(told, old, new, strict=True)
        ]

    async def _where_last(self, asked: list[Place], old: list[Path], new: list[Path]) -> list[Path]:
        """Of a unit that is not in force on its day on either side where it stood the day before."""
        gone = [place for place, one, other in zip(asked, old, new, strict=True) if len(one) == len(other) == 1]
        found = await places(self.view, [(code, day - A_DAY) for code, day in gone], self.after)
        last = dict(zip(gone, found, strict=True))
        return [last.get(place, path) for place, path in zip(asked, new, strict=True)]


def knowledge(recorded: datetime) -> tuple[Moment, Moment]:
    """Before a change that is being made, and with it; of all days."""
    return Moment(date.min, recorded - AN_INSTANT), Moment(date.min)


def hidden(entry: Entry, before: bool, after: bool) -> Hidden:
    """Of the fields that tell of a location number those that not everyone may see."""
    if not before and not after:
        return {}
    return {change.field: (before, after) for change in entry.fields if change.field in news.OF_NUMBERS}


def place_of(entry: Entry) -> Place:
    assert entry.sor_code is not None
    return entry.sor_code, entry.effective_from


def placed(entry: Entry, hidden: Hidden, old: Path, new: Path) -> Entry:
    """An entry with where its unit stood and stands, and with the owners who keep what is hidden."""
    # A unit that is not in force on one of the sides has no owner there; what was hidden stays its other one's.
    owners = [path[-1] if len(path) > 1 else other[-1] for path, other in ((old, new), (new, old))]
    keepers: dict[TimelineField, Keepers] = {
        field: (owners[0] if before else None, owners[1] if after else None)
        for field, (before, after) in hidden.items()
    }
    return replace(entry, places=tuple(dict.fromkeys((*old, *new))), keepers=keepers)
