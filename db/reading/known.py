"""The units that a view has shown so far: what is asked of them again is not read again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter

from domain.contents import Hashed
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit

MOST = 200_000
"""Units remembered at most; then it begins anew."""

Path = tuple[Unit, ...]
_CODE = attrgetter("sor_code")


class Known:
    """The units of one moment as they stand, by code, and the way up from each of those that it was followed from.

    A unit is the same in whatever answer it was shown. Above one that is not in force others stand as on the last or
    first day of its life: these are known by that day too.

    `hashes`: of trees, as they were worked out.
    """

    def __init__(self, day: date) -> None:
        self.hashes: dict[SorCode, Hashed] = {}
        self._day = day
        self._units: dict[SorCode, Unit] = {}
        self._then: dict[tuple[SorCode, date], Unit] = {}
        self._paths: dict[SorCode, Path] = {}

    def __len__(self) -> int:
        return len(self._units) + len(self._then) + len(self.hashes)

    def add(self, units: Iterable[Unit]) -> None:
        shown = list(units)
        self._units.update(zip(map(_CODE, shown), shown, strict=True))

    def climbed(self, met: Iterable[tuple[date, Unit]]) -> None:
        """Units met on ways up, each with the day for which it was asked."""
        for day, unit in met:
            if day == self._day:
                self._units[unit.sor_code] = unit
            else:
                self._then[unit.sor_code, day] = unit

    def units(self, codes: Sequence[SorCode]) -> list[Unit | None]:
        """In the order of `codes`; None for a stranger."""
        return [*map(self._units.get, codes)]

    def unknown(self, codes: Sequence[SorCode]) -> set[SorCode]:
        return set(codes).difference(self._units)

    def unknown_upward(self, codes: Sequence[SorCode]) -> set[SorCode]:
        """Where the ways up from these units leave what is known, or the units out of force from where they do."""
        met: set[SorCode] = set()
        unknown: set[SorCode] = set()
        for code in codes:
            at: SorCode | None = code
            while at is not None and at not in self._paths and at not in met:
                met.add(at)
                unit = self._units.get(at)
                if unit is None or (not _holds(unit, self._day) and self._ends_unknown(unit)):
                    unknown.add(at)
                    break
                at = unit.parent if _holds(unit, self._day) else None
        return unknown

    def paths(self, codes: Sequence[SorCode]) -> list[Path]:
        """Each unit and those above it, nearest first, as far as they are known; empty for a stranger.

        Those below one unit share what is above it.
        """
        paths = self._paths
        return [self._path(code) if (path := paths.get(code)) is None else path for code in codes]

    def _path(self, code: SorCode) -> Path:
        """Steps up only until it meets somebody from whom the way was followed before."""
        units, paths, day = self._units, self._paths, self._day
        way: dict[SorCode, Unit] = {}
        path: Path | None = None
        at: SorCode | None = code
        while at is not None and (path := paths.get(at)) is None and (unit := units.get(at)) is not None:
            if at in way or not _holds(unit, day):
                return self._odd_path(code)
            way[at] = unit
            at = unit.parent
        path = path or ()
        for below, unit in reversed(way.items()):
            path = paths[below] = (unit, *path)
        return path

    def _odd_path(self, code: SorCode) -> Path:
        """Of one that is not in force, or stands below such a one or below itself."""
        way: dict[SorCode, Unit] = {}
        at: SorCode | None = code
        while at is not None and at in self._units and at not in way:
            unit = way[at] = self._units[at]
            if not _holds(unit, self._day):
                path = (*[*way.values()][:-1], *self._as_then(unit))
                break
            at = unit.parent
        else:
            path = tuple(way.values())
        if at not in way or not _holds(way[at], self._day):
            # Else it goes round, and everybody on it has a way of their own.
            self._paths.update((one, path[place:]) for place, one in enumerate(way))
        return path

    def _as_then(self, unit: Unit) -> Iterator[Unit]:
        """A unit that is not in force and those above it on the nearest day of its life, as far as they are known."""
        day, met, above = self._day, set[SorCode](), unit
        while above.sor_code not in met:
            met.add(above.sor_code)
            yield above
            day = above.life.clamp(day)
            found = None if above.parent is None else self._then.get((above.parent, day))
            if found is None:
                return
            above = found

    def _ends_unknown(self, unit: Unit) -> bool:
        """Whether the way up from a unit out of force ends where somebody is not known."""
        *_, top = self._as_then(unit)
        return top.parent is not None


class KnownByMoment:
    """What is known of each moment that was asked about; nothing stays of a view that does not stay as it is."""

    def __init__(self) -> None:
        self._moments: dict[Moment, Known] = {}

    def at(self, moment: Moment, steady: bool) -> Known:
        if not steady:
            return Known(moment.at)
        if sum(map(len, self._moments.values())) > MOST:
            self._moments.clear()
        known = self._moments.get(moment)
        if known is None:
            known = self._moments[moment] = Known(moment.at)
        return known

    def forget(self) -> None:
        self._moments.clear()


def _holds(unit: Unit, day: date) -> bool:
    """Whether a unit as it stands is in force on a day."""
    valid = unit.valid
    return valid.start <= day and ((end := valid.end) is None or day < end)
