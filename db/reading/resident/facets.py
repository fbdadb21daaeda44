"""Units of a filter counted by what they have, told of a revision as far as that takes no long look."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from db.reading.lists import Filter
from db.reading.resident import code_lists, filters, lives
from db.reading.resident.finding import passing
from db.reading.resident.revision import Revision
from db.reading.resident.walking import upward
from domain.addresses import Address
from domain.code_lists import CodeList
from domain.units import Unit, UnitKind, UnitStatus

Told = Callable[[Unit], str | None]


def facets(register: Revision, filter: Filter, day: date, by: str) -> list[tuple[str, int]]:
    """How many units in force have each value, most frequent first; those that have none under an empty text. Raises
    `TooFar`."""
    return sorted(_counted(register, filter, day, by).items(), key=lambda told: (-told[1], told[0]))


def _counted(register: Revision, filter: Filter, day: date, by: str) -> Counter[str]:
    if by == "KIND" and replace(filter, hidden_numbers=False) == Filter():
        numbers = {kind.name: lives.in_force(register.lives, [kind], day) for kind in UnitKind}
        return Counter({name: number for name, number in numbers.items() if number})
    value = _value(register, day, by)
    return Counter(value(unit) or "" for unit in passing(register, filter, day))


def _value(register: Revision, day: date, by: str) -> Told:
    match by:
        case "KIND":
            return lambda unit: unit.kind.name
        case "TYPE":
            return lambda unit: unit.type
        case "STATUS":
            return lambda unit: (UnitStatus.ACTIVE if unit.life.end is None else UnitStatus.CLOSING).name
        case "OWNER_TYPE":
            return lambda unit: [*upward(register.entries, unit, day)][-1].type
        case _:
            return lambda unit: _region(register, filters.postal_address(register, unit, day), day)


def _region(register: Revision, address: Address | None, day: date) -> str | None:
    """That of the address or, if it does not tell one, that of its municipality."""
    if address is None or address.region is not None or address.municipality is None:
        return None if address is None else address.region
    known = code_lists.code_values(register, [(CodeList.MUNICIPALITY, address.municipality)], day)
    return next((one.parent for one in known if one is not None and one.valid.covers(day)), None)
