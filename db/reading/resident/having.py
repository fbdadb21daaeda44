"""The units whose names have a text in them, found by the words in names."""

from collections.abc import Sequence
from datetime import date

from db.reading.lists import Filter
from db.reading.resident.among import WALKED, TooFar, Units
from db.reading.resident.called import Called
from db.reading.resident.revision import Revision
from domain.identifiers import SorCode
from domain.names import folded
from domain.units import Unit


def having(register: Revision, filter: Filter, day: date) -> Units | None:
    """Those in force that a filter by name may ask for, and perhaps others; None where words do not tell. Raises
    `TooFar`."""
    pieces = [piece for piece in folded(filter.name_contains or "").split(" ") if piece]
    if not pieces or not register.searchable:
        return None
    found: dict[SorCode, Unit] = {}
    for number in _rarest(register.called, pieces):
        found |= {unit.sor_code: unit for unit in register.called.on(number, day)}
        if len(found) > WALKED:
            raise TooFar(f"more than {WALKED} units are called so")
    return found


def _rarest(called: Called, pieces: Sequence[str]) -> set[int]:
    """The numbers of the names that have that piece which the fewest have."""
    ways = (called.words.having(piece) for piece in pieces)
    arrays = min(ways, key=lambda arrays: sum(map(len, arrays)))
    if sum(map(len, arrays)) > WALKED:
        raise TooFar(f"more than {WALKED} names have such words")
    return {number for number in set[int]().union(*arrays) if number < len(called)}
