"""Content hashes told of a revision: those of units with others below them are kept, until a change bears on them."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import date

from db.reading import contents
from db.reading.contents import TURN, Trees
from db.reading.kept import Missing
from db.reading.resident import location_numbers, relations, units
from db.reading.resident.revision import Revision
from db.reading.resident.worked_out import Shelf
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.contents import Hashed
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, LocationNumber
from domain.periods import Moment
from domain.relations import Relation
from domain.units import Unit


class _Beside:
    """`contents.Telling` of one revision, whichever is the newest meanwhile."""

    def __init__(self, register: Revision) -> None:
        self._register = register

    async def own_numbers(self, codes: Sequence[SorCode], moment: Moment) -> list[LocationNumber | None]:
        return location_numbers.own_numbers(self._register, codes, moment.at)

    async def capabilities(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]:
        return location_numbers.capabilities(self._register, glns, moment.at)

    async def relations(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]:
        return relations.relations(self._register, codes, moment.at)

    async def addresses(self, ids: Sequence[AddressId]) -> list[Address | None]:
        return [*map(self._register.addresses.get, ids)]

    async def electronic_addresses(self, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]:
        return [*map(self._register.electronic_addresses.get, ids)]


async def hashes(register: Revision, codes: Sequence[SorCode], moment: Moment, most: int) -> list[Hashed | None] | None:
    tops = units.units(register, codes, moment.at)
    shelf: Shelf[Hashed] = register.hashes.of(Hashed, moment.at)
    trees = await _trees(register, [unit for unit in tops if unit is not None], shelf, moment.at, most)
    if trees is None:
        return None
    found = await contents.hashes(_Beside(register), trees, tops, moment, TURN)
    _keep(register, trees, shelf, moment.at)
    return found


async def _trees(
    register: Revision, tops: Collection[Unit], shelf: Shelf[Hashed], day: date, most: int
) -> Trees | None:
    """The way down ends at units whose hash is kept. None of more than `most` others."""
    entries = register.entries
    trees = Trees({}, {}, {})
    waiting: list[Unit] = []
    looked = 0

    def meet(unit: Unit) -> None:
        code = unit.sor_code
        if code in trees.units or code in trees.known:
            return
        kept = shelf.get(unit)
        if kept is Missing.MISSING:
            trees.units[code] = unit
            waiting.append(unit)
        else:
            trees.known[code] = kept

    for top in tops:
        meet(top)
    while waiting and len(trees.units) <= most:
        looked += 1
        if looked % TURN == 0:
            await asyncio.sleep(0)
        code = waiting.pop().sor_code
        entry = entries.get(code)
        children = () if entry is None else entry.below.on(day)
        if children:
            trees.below[code] = [child.sor_code for child in children]
        for child in children:
            meet(child)
    return trees if len(trees.units) <= most else None


def _keep(register: Revision, trees: Trees, shelf: Shelf[Hashed], day: date) -> None:
    """Not those of units with nothing below them: they are most of all, and made as soon as read."""
    for code in trees.below:
        unit, found = trees.units[code], trees.known.get(code)
        entry = register.entries.get(code)
        if found is not None and entry is not None and entry.on(day) is unit:
            shelf.keep(unit, found)
