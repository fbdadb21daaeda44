"""Who was called what before: the versions under each name that one with another name comes after."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from db.reading.resident.entries import Entries
from db.reading.resident.often import Often
from db.reading.resident.versions import Exchange, Versions
from domain.units import Unit

Named = Mapping[int, Sequence[Unit]]


class Left:
    """Of some names the versions, by the places of the names in their block. Which units had them before a day is
    remembered of the day that many were asked for last."""

    __slots__ = ("_lately", "_often", "versions")

    def __init__(self, versions: Mapping[int, Versions]) -> None:
        self.versions = versions
        self._often = Often()
        self._lately: tuple[date | None, Named] = (None, {})

    def changed(self, change: Exchange[int]) -> "Left":
        if not change.keys:
            return self
        versions = {**self.versions}
        for place in change.keys:
            if still := change.after(place, versions.pop(place, ())):
                versions[place] = still
        return Left(versions)

    def remembered(self, day: date) -> Named | None:
        """Who had which name, by its place; None where that was not worked out for the day."""
        then, told = self._lately
        return told if then == day else None

    def on(self, place: int, day: date, entries: Entries) -> Sequence[Unit]:
        """Who had a name before a day and has another one on it. `entries`: of the same revision."""
        if place not in self.versions:
            return ()
        then, told = self._lately
        if then != day:
            if not self._often.asked(day):
                return _called_otherwise(self.versions[place], day, entries)
            told = {place: _called_otherwise(those, day, entries) for place, those in self.versions.items()}
            self._lately = (day, told)
        return told[place]


NOTHING = Left({})


def _called_otherwise(versions: Versions, day: date, entries: Entries) -> Sequence[Unit]:
    before = [one for one in versions if (end := one.valid.end) is not None and end <= day]
    found = entries.each([one.sor_code for one in before])
    now = zip([None if entry is None else entry.on(day) for entry in found], before, strict=True)
    return tuple({id(unit): unit for unit, one in now if unit is not None and unit.name != one.name}.values())


def followed(lives: Iterable[Sequence[Unit]]) -> Iterator[Unit]:
    """Of the versions of some units, of each in the order of days, those that one with another name comes after."""
    for versions in lives:
        until = len(versions)
        while until and versions[until - 1].name == versions[-1].name:
            until -= 1
        yield from versions[:until]
