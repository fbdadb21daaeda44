"""The names that units are sorted by, each worked out once: the same for every revision of a register."""

from datetime import date

from domain.identifiers import SorCode
from domain.names import alphabetical
from domain.units import Unit

Place = tuple[str, SorCode, date]


class SortNames(dict[str, str]):
    """By name. What is worked out for one revision is true in all."""

    def __missing__(self, name: str) -> str:
        told = self[name] = alphabetical(name)
        return told

    def place(self, unit: Unit) -> Place:
        """Where a version stands among all: by name, code and first day."""
        return self[unit.name], unit.sor_code, unit.valid.start
