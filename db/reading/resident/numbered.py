"""Units that a search finds by one of their numbers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from db.reading.lists import IdentifierSystem
from db.reading.resident import units
from db.reading.resident.revision import Revision
from domain.identifiers import Gln, SorCode
from domain.searching import Match, MatchField
from domain.units import Unit

_KNOWN_BY = {
    MatchField.SHAK: IdentifierSystem.SHAK,
    MatchField.CVR: IdentifierSystem.CVR,
    MatchField.P_NUMBER: IdentifierSystem.P_NUMBER,
    MatchField.YDERNUMMER: IdentifierSystem.YDERNUMMER,
    MatchField.PHARMACY: IdentifierSystem.PHARMACY,
    MatchField.LOCAL_CODE: IdentifierSystem.LOCAL,
}


def found(
    register: Revision, numbers: Mapping[MatchField, str], day: date, hidden: bool
) -> Iterator[tuple[Unit, Match]]:
    """Units in force, each with the number that it is found by. `hidden`: whether hidden location numbers count."""
    for field, written in numbers.items():
        for unit in _known(register, field, written, day, hidden):
            yield unit, Match(field, str(unit.sor_code) if field is MatchField.SOR_CODE else written)


def _known(register: Revision, field: MatchField, written: str, day: date, hidden: bool) -> Sequence[Unit]:
    if field is MatchField.SOR_CODE:
        entry = register.entries.get(SorCode(int(written)))
        unit = None if entry is None else entry.on(day)
        return [] if unit is None else [unit]
    if field is MatchField.LOCATION_NUMBER:
        return [*holders(register, Gln(written), day, hidden)]
    return units.identified(register, _KNOWN_BY[field], [written], day)[0]


def holders(register: Revision, gln: Gln, day: date, hidden: bool) -> Iterator[Unit]:
    """Units in force that have a location number of their own; `hidden`: also where it is hidden."""
    for number in register.numbers.get(gln) or ():
        shown = hidden or not number.hidden
        entry = register.entries.get(number.holder) if shown and number.valid.covers(day) else None
        if entry is not None and (unit := entry.on(day)) is not None:
            yield unit
