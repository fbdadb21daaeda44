"""The names that units are sorted by, each worked out once: the same for every revision of a register."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from domain.identifiers import SorCode
from domain.names import alphabetical
from domain.units import Unit

Place = tuple[str, SorCode, date]

_BY_CODE = attrgetter("sor_code")


class SortNames(dict[str, str]):
    """By name. What is worked out for one revision is true in all."""

    def __missing__(self, name: str) -> str:
        told = self[name] = alphabetical(name)
        return told

    def in_order(self, units: Iterable[Unit]) -> list[Unit]:
        """By their places; a unit's versions come in the order of days."""
        by_code = sorted(units, key=_BY_CODE)
        by_code.sort(key=self._by_name)
        return by_code

    def _by_name(self, unit: Unit) -> str:
        return self[unit.name]

    def place(self, unit: Unit) -> Place:
        """Where a version stands among all: by name, code and first day."""
        return self[unit.name], unit.sor_code, unit.valid.start
