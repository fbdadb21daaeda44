"""Who has ever been known by a number: for each system of numbers the units whose versions have said it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from db.reading.lists import IdentifierSystem
from db.reading.resident.maps import Map
from domain.identifiers import SorCode
from domain.units import Unit

Known = Mapping[IdentifierSystem, Map[str, tuple[SorCode, ...]]]
"""Location numbers have a map of their own."""

PLAIN = {
    IdentifierSystem.SHAK: "shak",
    IdentifierSystem.CVR: "cvr",
    IdentifierSystem.P_NUMBER: "p_number",
    IdentifierSystem.PHARMACY: "pharmacy_number",
    IdentifierSystem.LOCAL: "local_code",
}
NOBODY: Known = {system: Map() for system in (*PLAIN, IdentifierSystem.YDERNUMMER)}


def said(unit: Unit, system: IdentifierSystem) -> tuple[str, ...]:
    """The numbers of a system that a version says the unit has."""
    if system is IdentifierSystem.YDERNUMMER:
        return unit.provider_numbers
    number = getattr(unit, PLAIN[system])
    return () if number is None else (number,)


def after(known: Known, gone: Iterable[Unit], come: Iterable[Unit]) -> Known:
    """Who is known by what once some versions have been replaced by others of the same units."""
    lost, won = _said(gone), _said(come)
    return {
        system: people.changed(dict(_changes(people, lost[system], won[system]))) for system, people in known.items()
    }


Said = Mapping[IdentifierSystem, Mapping[str, set[SorCode]]]


def _said(units: Iterable[Unit]) -> Said:
    told: dict[IdentifierSystem, defaultdict[str, set[SorCode]]] = {system: defaultdict(set) for system in NOBODY}
    shak, cvr, p_number, pharmacy, local = (told[system] for system in PLAIN)
    providers = told[IdentifierSystem.YDERNUMMER]
    for unit in units:  # field by field: to gather them takes longer than to look at each
        if unit.shak is not None:
            shak[unit.shak].add(unit.sor_code)
        if unit.cvr is not None:
            cvr[unit.cvr].add(unit.sor_code)
        if unit.p_number is not None:
            p_number[unit.p_number].add(unit.sor_code)
        if unit.pharmacy_number is not None:
            pharmacy[unit.pharmacy_number].add(unit.sor_code)
        if unit.local_code is not None:
            local[unit.local_code].add(unit.sor_code)
        for number in unit.provider_numbers:
            providers[number].add(unit.sor_code)
    return told


def _changes(
    people: Map[str, tuple[SorCode, ...]], lost: Mapping[str, set[SorCode]], won: Mapping[str, set[SorCode]]
) -> Iterator[tuple[str, tuple[SorCode, ...] | None]]:
    for number in lost.keys() | won.keys():
        if lost.get(number) == won.get(number):  # thousands may be known by it
            continue
        before = people.get(number) or ()
        kept = {*before} - lost.get(number, set()) if before else ()
        now = tuple(sorted(won.get(number, set()).union(kept)))
        if now != before:
            yield number, now or None
