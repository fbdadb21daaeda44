"""Where units stand in a tree, depth first: told as the postgres reader tells it (db/reading/orders.py)."""

from datetime import date

from db.reading.lists import SortKey
from db.reading.orders import CODE_DIGITS
from db.reading.resident.revision import Revision
from domain.identifiers import SorCode
from domain.units import Unit


class Places:
    """Of units in force on a day below one, whose own place is empty. Each is worked out when it is asked for."""

    def __init__(self, register: Revision, top: SorCode, day: date) -> None:
        self._register = register
        self._day = day
        self._met: dict[SorCode, str] = {top: ""}

    def key(self, unit: Unit) -> SortKey:
        return (self.of(unit),)

    def of(self, unit: Unit) -> str:
        """Up to the unit asked about, whose below it is."""
        way: list[Unit] = []
        while (place := self._met.get(unit.sor_code)) is None:
            way.append(unit)
            unit = self._above(unit)
        for unit in reversed(way):
            place = self._met[unit.sor_code] = place + self.step(unit)
        return place

    def step(self, unit: Unit) -> str:
        """What its own name and code add to the place of the unit above."""
        return f"{self._register.names[unit.name]}\t{unit.sor_code:0{CODE_DIGITS}}"

    def _above(self, unit: Unit) -> Unit:
        above = None if unit.parent is None else self._register.entries.get(unit.parent)
        found = None if above is None else above.on(self._day)
        if found is None:
            raise LookupError(f"{unit.sor_code} is not below the unit asked about on {self._day}")
        return found
