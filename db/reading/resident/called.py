"""Who is called what: the versions of units under each name, on any day."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from db.reading.resident.entries import Entries
from db.reading.resident.left import NOTHING, Left
from db.reading.resident.names import SortNames
from db.reading.resident.often import Often
from db.reading.resident.versions import Exchange, Versions
from db.reading.resident.words import Words
from domain.units import Unit

BITS = 7
SIZE = 1 << BITS
"""Names in a block: a change copies the blocks of the names that it touches, and the row of them all."""

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
    """The versions of some `names`, and of those that units have `left`. `lately`: those in force on the day that many
    names were asked for last."""

    __slots__ = ("_often", "lately", "left", "names")

    def __init__(self, names: Sequence[Versions], left: Left) -> None:
        self.names = tuple(names)
        self.left = left
        self.lately = NOTHING_YET
        self._often = Often()

    def changed(self, held: Exchange[int], left: Exchange[int]) -> "Block":
        """With what a change brings for names at some places, and without what it replaces."""
        names = [*self.names]
        for place in held.keys:
            names[place] = held.after(place, names[place])
        return Block(names, self.left.changed(left))

    def on(self, place: int, day: date) -> Sequence[Unit]:
        """Who has a name on a day, by code."""
        if self.lately.day != day and not self._often.asked(day):
            return _holding(self.names[place], day)
        _, units, begins, _ = self.standing(day)
        return units[begins[place] : begins[place + 1]]

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


NOBODY = Block(((),) * SIZE, NOTHING)
NO_CHANGE: Exchange[int] = Exchange({}, {})


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

    def before(self, number: int, day: date, entries: Entries) -> Sequence[Unit]:
        """The units that were called so before a day and are not on it. `entries`: of the same revision."""
        return self.blocks[number >> BITS].left.on(number & SIZE - 1, day, entries)

    def all_before(self, numbers: Iterable[int], day: date, entries: Entries) -> Iterator[Unit]:
        """The same of many names, those of one block together."""
        at, told = -1, None
        for number in numbers:
            if number >> BITS != at:
                at = number >> BITS
                told = self.blocks[at].left.remembered(day)
            if told is None:
                yield from self.before(number, day, entries)
            elif (those := told.get(number & SIZE - 1)) is not None:
                yield from those

    def remembered(self, day: date) -> list["array[int]"]:
        """How many units have each name on a day, block by block; `UNKNOWN` where that was not worked out yet."""
        lately = (block.lately for block in self.blocks)
        return [standing.counts if standing.day == day else UNKNOWN for standing in lately]

    def versions(self) -> Iterator[Unit]:
        for block in self.blocks:
            yield from chain.from_iterable(block.names)

    def changed(self, held: Exchange[str], left: Exchange[str]) -> "Called":
        """What a change makes of it. `left`: of the versions, those that are followed by one with another name."""
        if not held.keys:
            return self
        numbers = self.words.take_in(held.keys)
        blocks = [*self.blocks, *(NOBODY,) * (-(-len(self.words) // SIZE) - len(self.blocks))]
        by_block, those = _by_block(held, numbers), _by_block(left, numbers)
        for at, here in by_block.items():
            blocks[at] = blocks[at].changed(here, those.get(at, NO_CHANGE))
        return Called(self.words, tuple(blocks))._in_order()

    def _in_order(self) -> "Called":
        """Begun anew, once more names have come later than there were at first: names in order are found sooner."""
        words = self.words
        if len(words) - words.ordered <= max(words.ordered, FEW):
            return self
        left = chain.from_iterable(those for block in self.blocks for those in block.left.versions.values())
        held, left_behind = (Exchange({}, words.names.named(those)) for those in (self.versions(), left))
        return Called(Words(words.names)).changed(held, left_behind)


NOT_YET = Called(Words(SortNames()))
"""Of a revision whose names were not looked through yet."""


def _by_block(named: Exchange[str], numbers: Mapping[str, int]) -> Mapping[int, Exchange[int]]:
    """By the place of the block, and by that of the name in it."""
    gone, come = (_spread(versions, numbers) for versions in named)
    return {at: Exchange(gone.get(at, {}), come.get(at, {})) for at in gone.keys() | come.keys()}


def _spread(
    named: Mapping[str, Sequence[Unit]], numbers: Mapping[str, int]
) -> Mapping[int, Mapping[int, Sequence[Unit]]]:
    found: defaultdict[int, dict[int, Sequence[Unit]]] = defaultdict(dict)
    for name, versions in named.items():
        number = numbers[name]
        found[number >> BITS][number & SIZE - 1] = versions
    return found


def _holding(versions: Iterable[Unit], day: date) -> list[Unit]:
    # As `holds` says, without calling it for each of many thousands.
    return [
        unit for unit in versions if (valid := unit.valid).start <= day and ((end := valid.end) is None or day < end)
    ]
