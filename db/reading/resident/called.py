"""Who is called what: the versions of units under each name, on any day."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from db.reading.resident.names import SortNames
from db.reading.resident.ordered import CHUNK, Ordered
from db.reading.resident.words import Words
from domain.units import Unit

BITS = 7
SIZE = 1 << BITS
"""Names in a block: a change copies the blocks of the names that it touches, and the row of them all."""

OFTEN = SIZE // 4
"""Names of a block that are looked up on a day, before it is remembered who has any of them."""

FEW = 1_000
"""Names that may come later, however few there were at first."""

MANY = 2 * CHUNK
"""Versions of one name from which on a change copies a part of them only: units by the thousand are called alike."""

Versions = tuple[Unit, ...] | Ordered[Unit]
"""Of one name, by code and day."""


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
    """The versions of some `names`. `lately`: those in force on the day that many names were asked for last."""

    __slots__ = ("_asked", "lately", "names")

    def __init__(self, names: Sequence[Versions]) -> None:
        self.names = tuple(names)
        self.lately = NOTHING_YET
        self._asked: tuple[date | None, int] = (None, 0)

    def changed(self, gone: Mapping[int, Sequence[Unit]], come: Mapping[int, Sequence[Unit]]) -> "Block":
        """With what a change brings for some names, and without what it replaces."""
        names = [*self.names]
        for place in gone.keys() | come.keys():
            names[place] = _changed(names[place], gone.get(place, ()), come.get(place, ()))
        return Block(names)

    def on(self, place: int, day: date) -> Sequence[Unit]:
        """Who has a name on a day, by code."""
        if self.lately.day != day and not self._often(day):
            return _holding(self.names[place], day)
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
            for those in self.names:
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
            yield from chain.from_iterable(block.names)

    def changed(self, gone: Iterable[Unit], come: Mapping[str, Sequence[Unit]]) -> "Called":
        """What a change makes of it: versions that it replaces, and those that it brings, by name, and of each name by
        code and day."""
        if self is NOT_YET:
            return self
        left: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in gone:
            left[unit.name].append(unit)
        if not left and not come:
            return self
        numbers = self.words.take_in({**come, **left} if left else come)
        blocks = [*self.blocks, *(NOBODY,) * (-(-len(self.words) // SIZE) - len(self.blocks))]
        lost, won = _by_block(left, numbers), _by_block(come, numbers)
        for at in lost.keys() | won.keys():
            blocks[at] = blocks[at].changed(lost.get(at, {}), won.get(at, {}))
        return Called(self.words, tuple(blocks))._in_order()

    def _in_order(self) -> "Called":
        """Begun anew, once more names have come later than there were at first: names in order are found sooner."""
        words = self.words
        if len(words) - words.ordered <= max(words.ordered, FEW):
            return self
        return Called(Words(words.names)).changed((), words.names.named(self.versions()))


NOT_YET = Called(Words(SortNames()))
"""Of a revision whose names were not looked through yet."""

_PLACE = attrgetter("sor_code", "valid.start")


def _by_block(
    named: Mapping[str, Sequence[Unit]], numbers: Mapping[str, int]
) -> Mapping[int, dict[int, Sequence[Unit]]]:
    """By the place of the block, and by that of the name in it."""
    found: defaultdict[int, dict[int, Sequence[Unit]]] = defaultdict(dict)
    for name, versions in named.items():
        number = numbers[name]
        found[number >> BITS][number & SIZE - 1] = versions
    return found


def _changed(versions: Versions, gone: Sequence[Unit], come: Sequence[Unit]) -> Versions:
    if isinstance(versions, Ordered):
        return versions.changed(gone, come)
    left = {id(unit) for unit in gone}
    kept = [unit for unit in versions if id(unit) not in left]
    told = sorted([*kept, *come], key=_PLACE) if kept else come
    return tuple(told) if len(told) < MANY else Ordered(_PLACE).changed((), told)


def _holding(versions: Iterable[Unit], day: date) -> list[Unit]:
    # As `holds` says, without calling it for each of many thousands.
    return [
        unit for unit in versions if (valid := unit.valid).start <= day and ((end := valid.end) is None or day < end)
    ]
