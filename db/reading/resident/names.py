"""The names that units are sorted by, each worked out once: the same for every revision of a register."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, groupby
from operator import attrgetter

from domain.identifiers import SorCode
from domain.names import alphabetical, folded
from domain.units import Unit

Place = tuple[str, SorCode, date]

_OTHERWISE = re.compile("[üÜ\u0308{|}]")
_BY_CODE = attrgetter("sor_code")
_BY_CODE_AND_DAY = attrgetter("sor_code", "valid.start")


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

    def named(self, units: Iterable[Unit]) -> dict[str, list[Unit]]:
        """By name, in the order of these; those of one name by code, a unit's versions as they came."""
        found: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in sorted(units, key=_BY_CODE):
            found[unit.name].append(unit)
        return {name: found[name] for name in sorted(found, key=self.__getitem__)}

    def in_order(self, units: Iterable[Unit]) -> list[Unit]:
        """By their places; a unit's versions come in the order of days."""
        return self.flat(self.named(units))

    def flat(self, named: Mapping[str, Sequence[Unit]]) -> list[Unit]:
        """All that `named` tells, by their places."""
        told: list[Unit] = []
        for _, alike in groupby(named, self.__getitem__):
            name, *others = alike
            if others:
                told += sorted(chain(named[name], *(named[other] for other in others)), key=_BY_CODE_AND_DAY)
            else:
                told += named[name]
        return told

    def place(self, unit: Unit) -> Place:
        """Where a version stands among all: by name, code and first day."""
        return self[unit.name], unit.sor_code, unit.valid.start
