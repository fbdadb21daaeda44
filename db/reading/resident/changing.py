"""What a change makes of the entries: of the units it tells of, and of those that are or were directly above them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain

from db.reading.resident.entries import Edges, Entries, Entry, below, entry
from db.reading.resident.left import followed
from db.reading.resident.maps import Map
from db.reading.resident.material import Material
from db.reading.resident.names import SortNames
from db.reading.resident.versions import Exchange
from domain.identifiers import Gln, SorCode
from domain.location_numbers import LocationNumber
from domain.units import Unit


class Changing:
    """`touched`: the entries as the change makes them, None of units no longer there. `gone` and `come`: the versions
    that it replaces, and those that it brings; `named`: these by name; `in_order`: by name, code and day."""

    def __init__(self, entries: Entries, change: Material, names: SortNames) -> None:
        self.touched: dict[SorCode, Entry | None] = {}
        self._entries = entries
        self._change = change
        self._names = names
        self._before = [entry.versions for entry in entries.each(change.units) if entry is not None]
        self.gone = [*chain.from_iterable(self._before)]
        self.come = [*chain.from_iterable(change.units.values())]
        self.named = names.named(self.come)
        self.in_order = names.flat(self.named)
        edges: Edges = {}
        for code, versions in change.units.items():
            self.touched[code] = entry(versions, entries.get(code), edges) if versions else None
        self._place()
        for holder, numbers in change.numbers.items():
            if (held := self._own(holder)) is not None:
                held.numbers = tuple(numbers)

    @property
    def called(self) -> Exchange[str]:
        return Exchange(self._names.named(self.gone), self.named)

    @property
    def left(self) -> Exchange[str]:
        """Of the versions those that one with another name comes after."""
        named = self._names.named
        return Exchange(named(followed(self._before)), named(followed(self._change.units.values())))

    def _place(self) -> None:
        """Puts versions below those that they say they are below."""
        come: defaultdict[SorCode, list[Unit]] = defaultdict(list)
        for unit in self.in_order:
            if unit.parent is not None:
                come[unit.parent].append(unit)
        left = {unit.parent for unit in self.gone if unit.parent is not None}
        for parent in come.keys() | left:
            if (above := self._own(parent)) is not None:
                kept = [unit for unit in above.below.versions if unit.sor_code not in self._change.units]
                new = come.get(parent, [])
                above.below = below(self._names.in_order([*kept, *new]) if kept else new)

    def _own(self, code: SorCode) -> Entry | None:
        """An entry that is this change's own; those of the revision before stay as they are."""
        if code not in self.touched:
            before = self._entries.get(code)
            self.touched[code] = None if before is None else before.copied()
        return self.touched[code]


def numbers_after(
    entries: Entries, numbers: Map[Gln, tuple[LocationNumber, ...]], change: Material
) -> Mapping[Gln, tuple[LocationNumber, ...] | None]:
    """The versions of each number, whoever held it, in the order of days; None of numbers no longer there."""
    told: defaultdict[Gln, list[LocationNumber]] = defaultdict(list)
    for before in entries.each(change.numbers):
        for number in before.numbers if before is not None else ():
            told[number.gln] = []
    for number in chain.from_iterable(change.numbers.values()):
        told[number.gln].append(number)
    for gln, versions in told.items():
        versions += [number for number in numbers.get(gln) or () if number.holder not in change.numbers]
        versions.sort(key=_start)
    return {gln: tuple(versions) or None for gln, versions in told.items()}


def _start(number: LocationNumber) -> date:
    return number.valid.start


def codes(units: Iterable[Unit]) -> set[SorCode]:
    return {unit.sor_code for unit in units}
