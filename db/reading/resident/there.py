"""The units at an address: those that state one there, and all below them that take it over."""

from collections.abc import Iterator
from datetime import date

from db.reading.lists import Filter, TextMatch
from db.reading.resident.among import WALKED, TooFar, Units
from db.reading.resident.filters import at, matches
from db.reading.resident.maps import Map
from db.reading.resident.revision import Revision
from db.reading.resident.stating import Codes
from domain.identifiers import SorCode
from domain.units import Unit


def there(register: Revision, filter: Filter, day: date) -> Units | None:
    """Those in force whose effective postal address is as a filter asks; None where that is not known by what units
    state. Raises `TooFar`."""
    codes = _stating(register, filter)
    if codes is None:
        return None
    passes = at(filter.post_code, filter.municipality, register, day)
    found: dict[SorCode, Unit] = {}
    waiting: list[Unit] = []
    for looked, code in enumerate(codes):
        if looked >= WALKED:
            raise TooFar(f"more than {WALKED} units have stated an address there")
        entry = register.entries.get(code)
        unit = None if entry is None else entry.on(day)
        if unit is not None and unit.postal is not None and passes(unit):
            waiting.append(unit)
    while waiting:
        unit = waiting.pop()
        found[unit.sor_code] = unit
        if len(found) > WALKED:
            raise TooFar(f"more than {WALKED} units are there")
        if (entry := register.entries.get(unit.sor_code)) is not None:
            waiting += [below for below in entry.below.on(day) if below.postal is None]
    return found


def _stating(register: Revision, filter: Filter) -> Iterator[SorCode] | None:
    """Who ever stated such an address, and perhaps others; some more than once."""
    known = register.stating
    if known is None:
        return None
    if _is_named(filter.post_code):
        return _of(known.post_codes, filter.post_code)
    return _of(known.municipalities, filter.municipality) if _is_named(filter.municipality) else None


def _is_named(asked: TextMatch | None) -> bool:
    return asked is not None and asked.is_null is None


def _of(known: Map[str, Codes], asked: TextMatch | None) -> Iterator[SorCode]:
    assert asked is not None
    for where, codes in known.items():
        if matches(where, asked):
            yield from codes
