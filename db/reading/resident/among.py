"""The units that a filter leaves of a register, where it names a place in the tree or a number: found from there."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from itertools import islice

from db.reading.lists import Below, Filter, IdentifierSystem
from db.reading.resident import numbered, units
from db.reading.resident.revision import Revision
from db.reading.resident.walking import Walk
from db.reading.standing import bounded
from domain.identifiers import Gln, SorCode
from domain.units import Unit

LOOKED_AT = 20_000
"""Versions that are looked at for one question, a few milliseconds: who asks for what is rarer is answered by an index
of the database, which holds up nobody else."""

WALKED = LOOKED_AT // 2
"""Units that are walked for one, and put in order."""

Units = Mapping[SorCode, Unit]


class TooFar(Exception):
    """More would have to be looked at than is good for the others who wait."""


def placed(filter: Filter) -> bool:
    return filter.identifier is not None or filter.under is not None or filter.within is not None


def among(register: Revision, filter: Filter, day: date) -> Units | None:
    """Those in force that can be asked for, whatever else the filter asks; None for all. Raises `TooFar`."""
    groups = [*_groups(register, filter, day)]
    return reduce(_both, groups) if groups else None


def _groups(register: Revision, filter: Filter, day: date) -> Iterator[Units]:
    if filter.identifier is not None:
        system, value = filter.identifier
        yield _by_code(
            numbered.holders(register, Gln(value), day, filter.hidden_numbers)
            if system is IdentifierSystem.GLN
            else units.identified(register, system, [value], day)[0]
        )
    if filter.under is not None:
        yield _below(register, filter.under, day)
    if filter.within is not None:
        yield _below(register, Below((filter.within,), include_self=True), day)


def _below(register: Revision, asked: Below, day: date) -> Units:
    walk, found = Walk(register.entries, day, bounded(asked.max_depth)), dict[SorCode, Unit]()
    left = WALKED
    for code in asked.sor_codes:
        walked = [*islice(walk.down(walk.whole(code) if asked.include_self else walk.below(code)), left + 1)]
        left -= len(walked)
        if left < 0:
            raise TooFar(f"more than {WALKED} units are below")
        found |= _by_code(node.unit for node in walked)
    return found


def _by_code(some: Iterable[Unit]) -> dict[SorCode, Unit]:
    return {unit.sor_code: unit for unit in some}


def _both(some: Units, others: Units) -> Units:
    return {code: unit for code, unit in some.items() if code in others}
