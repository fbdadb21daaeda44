"""What is told of all dates, of a revision: the versions of children, and the chronicles of effective values."""

from collections.abc import Sequence
from datetime import date

from db.reading.resident.entries import Entries, Entry
from db.reading.resident.revision import Revision
from domain.chronicles import Chronicle
from domain.identifiers import SorCode
from domain.units import Unit


def children_from(register: Revision, codes: Sequence[SorCode], day: date) -> list[list[Unit]]:
    """Versions below each unit that have not ended by the day, by unit and day."""
    below = [() if entry is None else entry.below.versions for entry in register.entries.each(codes)]
    return [sorted((unit for unit in units if unit.valid.outlasts(day)), key=_code_and_day) for units in below]


def chronicles(register: Revision, codes: Sequence[SorCode]) -> list[Chronicle]:
    return [_chronicle(register.entries, code) for code in codes]


def _chronicle(entries: Entries, code: SorCode) -> Chronicle:
    """Of the unit and of all that were ever above it."""
    bearing: dict[SorCode, Entry] = {}
    waiting = [code]
    while waiting:
        met = waiting.pop()
        if met not in bearing and (entry := entries.get(met)) is not None:
            bearing[met] = entry
            waiting += {unit.parent for unit in entry.versions if unit.parent is not None}
    return Chronicle(
        code,
        {one: entry.versions for one, entry in bearing.items()},
        {one: entry.numbers for one, entry in bearing.items() if entry.numbers},
    )


def _code_and_day(unit: Unit) -> tuple[SorCode, date]:
    return unit.sor_code, unit.valid.start
