"""Where units are: towns on real postal codes, and addresses in them that nobody lives at."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID
from zlib import crc32

from domain.addresses import Address
from domain.code_lists import CodeList
from synthetic.data import rows
from synthetic.dice import Dice
from synthetic.vocabulary import Vocabulary

FLOORS = ("st", "1", "2", "3", "4")
DOORS = ("tv", "th", "mf")
EXTRAS = ("Indgang A", "Indgang B", "Indgang C", "Bygning 2", "Bygning 7", "Opgang 3", "Baghuset", "Port 4")
NOT_FOUND = "Adressen findes ikke i adresseregisteret (DAR)"


class Town(NamedTuple):
    """A postal district within a municipality. `east` and `north` are kilometres, about where its town hall is."""

    municipality: str
    region: str
    post_code: str
    district: str
    east: int
    north: int


@dataclass(frozen=True, slots=True)
class Municipality:
    """`weight`: thousands of inhabitants; `towns`: its own first."""

    code: str
    name: str
    region: str
    weight: int
    towns: tuple[Town, ...]


class Atlas:
    """The municipalities of Denmark, by region, and streets that are found in many of them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.municipalities = tuple(_municipality(row, vocabulary) for row in rows("municipalities"))
        self.by_region: dict[str, list[Municipality]] = {}
        for municipality in self.municipalities:
            self.by_region.setdefault(municipality.region, []).append(municipality)
        self._towns = {one.code: one.towns for one in self.municipalities}
        self.streets = tuple(row["street"] for row in rows("streets"))
        self._everywhere = tuple(
            place for place, one in enumerate(self.municipalities) for _ in range(max(1, one.weight // 4))
        )

    def town(self, dice: Dice, region: str | None = None) -> Town:
        """Somewhere in a region, or in the country: the more inhabitants, the likelier."""
        if region is None:
            return dice.one_of(self.municipalities[dice.one_of(self._everywhere)].towns)
        there = self.by_region[region]
        return dice.one_of(there[dice.by_weight([one.weight for one in there])].towns)

    def around(self, dice: Dice, town: Town) -> Town:
        """Somewhere in the municipality of a town."""
        return dice.one_of(self.towns(town.municipality))

    def towns(self, municipality: str) -> tuple[Town, ...]:
        """Those of a municipality by its code, its own first."""
        return self._towns[municipality]

    def address(self, dice: Dice, town: Town) -> Address:
        """Somewhere in a town. One in twelve is said to be unknown to DAR, and has no coordinates."""
        street = dice.one_of(self.streets)
        number = f"{dice.between(1, 180)}{dice.one_of('ABCDE') if dice.chance(0.15) else ''}"
        high = dice.chance(0.12)
        known = not dice.first_or(0.08, "an address unknown to DAR")
        return Address(
            street=street,
            house_number=number,
            floor=dice.one_of(FLOORS) if high else None,
            door=dice.one_of(DOORS) if high else None,
            extra=dice.one_of(EXTRAS) if dice.chance(0.04) else None,
            post_code=town.post_code,
            district=town.district,
            municipality=town.municipality,
            region=town.region,
            street_code=f"{crc32(street.encode()) % 9000 + 1:04d}",
            dar_id=UUID(int=dice.below(1 << 53) << 75 | dice.below(1 << 53), version=4) if known else None,
            east=_metres(dice, town.east) if known else None,
            north=_metres(dice, town.north) if known else None,
            validation_skipped_reason=None if known else NOT_FOUND,
        )


def _metres(dice: Dice, kilometres: int) -> Decimal:
    """Within two kilometres, to the centimetre."""
    return Decimal(kilometres * 100_000 + dice.between(-200_000, 200_000)).scaleb(-2)


def _municipality(row: dict[str, str], vocabulary: Vocabulary) -> Municipality:
    known = vocabulary.value(CodeList.MUNICIPALITY, row["municipality"])
    region = vocabulary.value(CodeList.REGION, known.parent or "").code
    east, north = int(row["east_km"]), int(row["north_km"])
    towns = tuple(
        Town(known.code, region, code, vocabulary.value(CodeList.POSTAL_CODE, code).name_da, east, north)
        for code in row["post_codes"].split()
    )
    return Municipality(known.code, known.name_da, region, int(row["thousands"]), towns)
