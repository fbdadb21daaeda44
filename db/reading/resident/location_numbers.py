"""Location numbers told of a revision: the one each unit holds, each as it stands on a day, and what it can carry."""

from collections.abc import Sequence
from datetime import date

from db.reading.resident.entries import Entry
from db.reading.resident.revision import Revision
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, LocationNumber
from domain.periods import Period


def own_numbers(register: Revision, codes: Sequence[SorCode], day: date) -> list[LocationNumber | None]:
    """Held on the day or, where the unit is not in force, on the nearest day of its life."""
    return [
        None if entry is None or not entry.numbers else held(entry, _day(entry, day))
        for entry in register.entries.each(codes)
    ]


def held(entry: Entry, day: date) -> LocationNumber | None:
    for number in entry.numbers:
        if covers(number.valid, day):
            return number
    return None


def numbers(register: Revision, glns: Sequence[Gln], day: date) -> list[LocationNumber | None]:
    """Each as it stands that day, else as it did last before, else as it will first."""
    return [None if versions is None else _nearest(versions, day) for versions in register.numbers.each(glns)]


def number_histories(register: Revision, codes: Sequence[SorCode]) -> list[list[LocationNumber]]:
    return [[] if entry is None else [*entry.numbers] for entry in register.entries.each(codes)]


def capabilities(register: Revision, glns: Sequence[Gln], day: date) -> list[list[Capability]]:
    told = register.capabilities.each(glns)
    return [[one for one in every or () if one.valid.covers(day)] for every in told]


def capability_histories(register: Revision, glns: Sequence[Gln]) -> list[list[Capability]]:
    return [[*(every or ())] for every in register.capabilities.each(glns)]


def covers(valid: Period, day: date) -> bool:
    """As `Period.covers`, in one call instead of two."""
    return valid.start <= day and ((end := valid.end) is None or day < end)


def _day(entry: Entry, day: date) -> date:
    """The day that a unit stands as on."""
    return day if entry.on(day) is not None else entry.versions[0].life.clamp(day)


def _nearest(versions: Sequence[LocationNumber], day: date) -> LocationNumber:
    """Of versions in the order of days, at least one."""
    begun = [number for number in versions if number.valid.start <= day]
    return begun[-1] if begun else versions[0]
