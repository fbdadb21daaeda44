"""Who is called what: the versions of units under each name, on any day."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from db.reading.resident.names import SortNames
from db.reading.resident.words import Words
from domain.identifiers import SorCode
from domain.units import Unit

BITS = 7
SIZE = 1 << BITS
"""Names in a block: a change copies the blocks of the names that it touches, and the row of them all."""

OFTEN = SIZE // 4
"""Names of a block that are looked up on a day, before it is remembered who has any of them."""

FEW = 1_000
"""Names that may come later, however few there were at first."""


class Standing(NamedTuple):
    """The versions of a block in force on a day, none where none was asked for; `begins`: the first of each name, and
    their end; `counts`: how many each name has."""

    day: date | None
    units: tuple[Unit, ...]
    begins: "array[int]"
    counts: "array[int]"


UNKNOWN = array("I")
NOTHING_YET = Standing(None, (), array("I"), UNKNOWN)


class Block:
    """The versions of some names, of each by code and day; `begins`: the first of each, and their end. `lately`: those
    in force on the day that many names were asked for last."""

    __slots__ = ("_asked", "begins", "lately", "versions")

    def __init__(self, named: Iterable[Sequence[Unit]]) -> None:
        each = [*named]
        self.versions = tuple(chain.from_iterable(each))
        self.begins = array("I", accumulate(map(len, each), initial=0))
        self.lately = NOTHING_YET
        self._asked: tuple[date | None, int] = (None, 0)

    def named(self, place: int) -> Sequence[Unit]:
        return self.versions[self.begins[place] : self.begins[place + 1]]

    def each(self) -> list[Sequence[Unit]]:
        return [self.versions[first:last] for first, last in pairwise(self.begins)]

    def changed(self, come: Mapping[int, Sequence[Unit]], codes: Collection[SorCode]) -> "Block":
        """With what a change brings for some names, and without what it replaces: versions of these codes."""
        each = self.each()
        for place, versions in come.items():
            kept = [unit for unit in each[place] if unit.sor_code not in codes]
            each[place] = sorted([*kept, *versions], key=_PLACE) if kept else versions
        return Block(each)

    def on(self, place: int, day: date) -> Sequence[Unit]:
        """Who has a name on a day, by code."""
        if self.lately.day != day and not self._often(day):
            return _holding(self.named(place), day)
        _, units, begins, _ = self.standing(day)
        return units[begins[place] : begins[place + 1]]

    def _often(self, day: date) -> bool:
        """Whether as much was worked out for a day by now as it takes to remember the day."""
        then, times = self._asked
        self._asked = (day, times + 1 if then == day else 1)
        return self._asked[1] > OFTEN

    def standing(self, day: date) -> Standing:
        """On a day, which is the one that is remembered from now on."""
        if self.lately.day != day:
            units: list[Unit] = []
            begins, counts = array("I", (0,)), array("I")
            for those in self.each():
                units += _holding(those, day)
                counts.append(len(units) - begins[-1])
                begins.append(len(units))
            self.lately = Standing(day, tuple(units), begins, counts)
        return self.lately


NOBODY = Block(((),) * SIZE)


class Called:
    """Of one revision: for each name that a unit has ever had, by its number, who had it. The words of those names are
    kept by all revisions together."""

    __slots__ = ("blocks", "words")

    def __init__(self, words: Words, blocks: tuple[Block, ...] = ()) -> None:
        self.words, self.blocks = words, blocks

    def __len__(self) -> int:
        """Names with this number and greater ones came later."""
        return len(self.blocks) * SIZE

    def on(self, number: int, day: date) -> Sequence[Unit]:
        """The units that are called so on a day, by code."""
        return self.blocks[number >> BITS].on(number & SIZE - 1, day)

    def remembered(self, day: date) -> list["array[int]"]:
        """How many units have each name on a day, block by block; `UNKNOWN` where that was not worked out yet."""
        lately = (block.lately for block in self.blocks)
        return [standing.counts if standing.day == day else UNKNOWN for standing in lately]

    def versions(self) -> Iterator[Unit]:
        for block in self.blocks:
            yield from block.versions

    def changed(self, gone: Iterable[Unit], come: Mapping[str, Sequence[Unit]], codes: Collection[SorCode]) -> "Called":
        """What a change makes of it: versions that it replaces, those that it brings, by name, and of each name by code
        and day, and the codes of all units that it tells of."""
        if self is NOT_YET:
            return self
        left = {unit.name: () for unit in gone if unit.name not in come}
        told: Mapping[str, Sequence[Unit]] = {**come, **left} if left else come
        if not told:
            return self
        numbers = self.words.take_in(told)
        blocks = [*self.blocks, *(NOBODY,) * (-(-len(self.words) // SIZE) - len(self.blocks))]
        touched: dict[int, dict[int, Sequence[Unit]]] = defaultdict(dict)
        for name, versions in told.items():
            number = numbers[name]
            touched[number >> BITS][number & SIZE - 1] = versions
        for at, named in touched.items():
            blocks[at] = blocks[at].changed(named, codes)
        return Called(self.words, tuple(blocks))._in_order()

    def _in_order(self) -> "Called":
        """Begun anew, once more names have come later than there were at first: names in order are found sooner."""
        words = self.words
        if len(words) - words.ordered <= max(words.ordered, FEW):
            return self
        return Called(Words(words.names)).changed((), words.names.named(self.versions()), ())


NOT_YET = Called(Words(SortNames()))
"""Of a revision whose names were not looked through yet."""

_PLACE = attrgetter("sor_code", "valid.start")


def _holding(versions: Iterable[Unit], day: date) -> list[Unit]:
    # As `holds` says, without calling it for each of many thousands.
    return [
        unit for unit in versions if (valid := unit.valid).start <= day and ((end := valid.end) is None or day < end)
    ]
