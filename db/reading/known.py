"""The units that a view has shown so far: what is asked of them again is not read again."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit

MOST = 200_000
"""Units remembered at most; then it begins anew."""

Path = tuple[Unit, ...]
_CODE = attrgetter("sor_code")


class Known:
    """The units of one moment as they stand, by code, and the way up from each of those that it was followed from.

    A unit is the same in whatever answer it was shown.
    """

    def __init__(self) -> None:
        self._units: dict[SorCode, Unit] = {}
        self._paths: dict[SorCode, Path] = {}

    def __len__(self) -> int:
        return len(self._units)

    def add(self, units: Iterable[Unit]) -> None:
        shown = list(units)
        self._units.update(zip(map(_CODE, shown), shown, strict=True))

    def units(self, codes: Sequence[SorCode]) -> list[Unit | None]:
        """In the order of `codes`; None for a stranger."""
        return [*map(self._units.get, codes)]

    def unknown(self, codes: Sequence[SorCode]) -> set[SorCode]:
        return set(codes).difference(self._units)

    def unknown_upward(self, codes: Sequence[SorCode]) -> set[SorCode]:
        """Where the ways up from these units leave what is known."""
        units, paths = self._units, self._paths
        met: set[SorCode] = set()
        unknown: set[SorCode] = set()
        for code in codes:
            at: SorCode | None = code
            while at is not None and at not in paths and at not in met:
                met.add(at)
                if at not in units:
                    unknown.add(at)
                    break
                at = units[at].parent
        return unknown

    def paths(self, codes: Sequence[SorCode]) -> list[Path]:
        """Each unit and those above it, nearest first, as far as they are known; empty for a stranger.

        Those below one unit share what is above it.
        """
        units, paths = self._units, self._paths
        told: list[Path] = []
        for code in codes:
            path = paths.get(code)
            if path is None:
                unit = units.get(code)
                above = None if unit is None or unit.parent is None else paths.get(unit.parent)
                if unit is None:
                    path = ()
                elif above is not None:
                    path = paths[code] = (unit, *above)
                else:
                    path = self._climbed(code)
            told.append(path)
        return told

    def _climbed(self, code: SorCode) -> Path:
        way: dict[SorCode, Unit] = {}
        at: SorCode | None = code
        while at is not None and at in self._units and at not in way:
            way[at] = self._units[at]
            at = self._units[at].parent
        path = tuple(way.values())
        if at not in way:  # else it goes round, and everybody on it has a way of their own
            self._paths.update((unit.sor_code, path[place:]) for place, unit in enumerate(path))
        return path


class KnownByMoment:
    """What is known of each moment that was asked about; nothing stays of a view that does not stay as it is."""

    def __init__(self) -> None:
        self._moments: dict[Moment, Known] = {}

    def at(self, moment: Moment, steady: bool) -> Known:
        if not steady:
            return Known()
        if sum(map(len, self._moments.values())) > MOST:
            self._moments.clear()
        return self._moments.setdefault(moment, Known())

    def forget(self) -> None:
        self._moments.clear()
