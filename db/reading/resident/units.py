"""Units by what they are known by, and the units above them, told of a revision."""

from collections.abc import Iterator, Sequence
from datetime import date

from db.reading.kept import Missing
from db.reading.lists import IdentifierSystem
from db.reading.resident import known
from db.reading.resident.entries import Entries, holds
from db.reading.resident.revision import Revision
from db.reading.resident.worked_out import PATH, Shelf
from db.reading.standing import DEEPEST
from domain.identifiers import Gln, SorCode
from domain.units import Unit

Path = tuple[Unit, ...]


def units(register: Revision, codes: Sequence[SorCode], day: date) -> list[Unit | None]:
    """Each unit as it stands; None for a stranger."""
    return [
        None if entry is None else (entry.last if day >= entry.settled else None) or entry.standing(day)
        for entry in register.entries.each(codes)
    ]


def identified(register: Revision, system: IdentifierSystem, values: Sequence[str], day: date) -> list[list[Unit]]:
    """The units in force known by each number, by SOR code."""
    if system is IdentifierSystem.GLN:
        return [[*_holders(register, Gln(value), day)] for value in values]
    people = register.known[system].each(values)
    return [
        [
            unit
            for entry in register.entries.each(codes or ())
            if entry is not None and (unit := entry.on(day)) is not None and value in known.said(unit, system)
        ]
        for value, codes in zip(values, people, strict=True)
    ]


def paths(register: Revision, codes: Sequence[SorCode], day: date) -> list[Path]:
    """Each unit and those above it, nearest first; empty for a stranger. What is above several is made once."""
    try:
        return _paths(register, codes, day)
    except _TooDeep:
        standing = units(register, codes, day)
        return [() if unit is None else tuple(_climb(register.entries, unit, day)) for unit in standing]


def _paths(register: Revision, codes: Sequence[SorCode], day: date) -> list[Path]:
    known: Shelf[Path] = register.shelves.of(PATH, day)
    found: list[Path] = []
    for entry in register.entries.each(codes):
        unit = None if entry is None else (entry.last if day >= entry.settled else None) or entry.standing(day)
        if unit is None:
            found.append(())
        elif (path := known.get(unit)) is Missing.MISSING:
            found.append(_path(register.entries, known, unit, day))
        else:
            found.append(path)
    return found


def _holders(register: Revision, gln: Gln, day: date) -> Iterator[Unit]:
    for number in register.numbers.get(gln) or ():
        entry = register.entries.get(number.holder) if number.valid.covers(day) else None
        if entry is not None and (unit := entry.on(day)) is not None:
            yield unit


class _TooDeep(Exception):
    """Deeper than any real tree: perhaps it goes round."""


def _path(entries: Entries, known: Shelf[Path], unit: Unit, day: date) -> Path:
    way: list[Unit] = [unit]
    path: Path = ()
    while True:
        if not holds(unit, day):
            path = tuple(_climb(entries, way.pop(), day))
            known.keep(unit, path)
            break
        entry = None if unit.parent is None else entries.get(unit.parent)
        above = None if entry is None else entry.standing(day)
        if above is None:
            break
        if (told := known.get(above)) is not Missing.MISSING:
            path = told
            break
        way.append(above)
        if len(way) > DEEPEST:
            raise _TooDeep
        unit = above
    for unit in reversed(way):
        path = (unit, *path)
        known.keep(unit, path)
    return path


def _climb(entries: Entries, unit: Unit, day: date) -> Iterator[Unit]:
    """A unit and those above it one by one, up to a unit that was there before. Above one that is not in force all
    stand as on the last or first day of its life."""
    met: set[SorCode] = set()
    above: Unit | None = unit
    while above is not None and above.sor_code not in met:
        met.add(above.sor_code)
        yield above
        day = above.life.clamp(day)
        entry = None if above.parent is None else entries.get(above.parent)
        above = None if entry is None else entry.standing(day)
