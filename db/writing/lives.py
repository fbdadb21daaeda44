"""A part of a register into the store, in bulk: whole lives, of which only what differs from the stored is written."""

from dataclasses import astuple, dataclass

from db.writing import addresses, code_lists, cooperations, location_numbers, successions, units
from db.writing.change import Change
from domain.records import Lives


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of lives that were written. `versions` are rows that came, `superseded` rows that went."""

    units_new: int = 0
    units_changed: int = 0
    units_unchanged: int = 0
    versions: int = 0
    versions_superseded: int = 0
    numbers_new: int = 0
    numbers_changed: int = 0
    numbers_unchanged: int = 0
    number_versions: int = 0
    number_versions_superseded: int = 0
    capabilities: int = 0
    successions: int = 0
    addresses: int = 0
    code_values: int = 0

    def __add__(self, other: "Written") -> "Written":
        names = self.__dataclass_fields__
        return Written(**dict(zip(names, map(sum, zip(astuple(self), astuple(other), strict=True)), strict=True)))


async def write(change: Change, lives: Lives, *, first: bool = False) -> Written:
    """Stores `lives`. Large registers are given in batches; parents may come after their children.

    `first`: of none of these units is anything stored.

    What the keys of the store forbid raises `sqlalchemy.exc.IntegrityError`: two versions on a day here, a unit outside
    the life of the one above it when the change ends.
    """
    placed = await addresses.write(change, lives.addresses, lives.electronic_addresses)
    values = await code_lists.write(change, lives.code_values)
    unit = await units.write(change, lives.units, first=first)
    if unit.changed:
        await cooperations.part(change, [life.sor_code for life in lives.units])
    number = await location_numbers.write(change, lives.numbers)
    return Written(
        units_new=unit.new,
        units_changed=unit.changed,
        units_unchanged=unit.unchanged,
        versions=unit.added,
        versions_superseded=unit.superseded,
        numbers_new=number.new,
        numbers_changed=number.changed,
        numbers_unchanged=number.unchanged,
        number_versions=number.added,
        number_versions_superseded=number.superseded,
        capabilities=await location_numbers.write_capabilities(change, lives.capabilities),
        successions=await successions.write(change, lives.successions),
        addresses=placed,
        code_values=values,
    )
