"""The names that units are sorted by, each worked out once: the same for every revision of a register."""

import re
from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from domain.identifiers import SorCode
from domain.names import alphabetical, folded
from domain.units import Unit

Place = tuple[str, SorCode, date]

_OTHERWISE = re.compile("[üÜ\u0308{|}]")
_BY_CODE = attrgetter("sor_code")


class SortNames(dict[str, str]):
    """By name. What is worked out for one revision is true in all."""

    def __missing__(self, name: str) -> str:
        told = self[name] = alphabetical(name)
        return told

    def compared(self, name: str) -> str:
        """As names are compared. What two names are sorted by says that as well, but for ü, which is sorted as y, and
        for signs that stand for letters there."""
        if _OTHERWISE.search(name):
            return folded(name)
        return self[name].replace("{", "ae").replace("|", "oe").replace("}", "aa")

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
