"""Which names answer a search text, told by the words in them, and how well."""

import asyncio
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import compress, count, islice

from db.reading import naming
from db.reading.resident.called import Called
from domain.searching import Grade, Sought

TURN = 2_000
"""Names that are looked at before others have their turn."""

AT_ONCE = 10 * TURN
"""Where nothing is asked of them but that they are there."""

FEW = 1 << 16
"""Names of which a set is made; of more, a byte for each name that there is takes less."""

Some = set[int] | bytearray
"""Names by their numbers: those, or a byte for each, which is 1."""

Arrays = list["array[int]"]


def judge(wanted: Sought) -> Callable[[str], Grade | None]:
    """As `Sought.grade`, for many names in the form they are compared in."""
    begins = wanted.compared.lstrip("*").split("*")[0]
    word_starts = [re.compile(start) for start in wanted.word_starts]
    whole, parts = wanted.whole, wanted.parts
    runs = [".*" if run == "*" else re.escape(run) for run in re.split(r"(\*)", wanted.compared)]
    like = re.compile("".join(runs), re.DOTALL) if "*" in wanted.compared else None

    def answers(name: str) -> Grade | None:
        for part in parts:
            if part not in name:
                return None
        if like is not None and like.fullmatch(name) is None:
            return None
        if name == whole:
            return Grade.WHOLE
        if name.startswith(begins):
            return Grade.NAME_STARTS
        for start in word_starts:
            if start.search(name) is None:
                return Grade.CONTAINS
        return Grade.WORD_STARTS

    return answers


class Answering:
    """The names that answer one text, in one revision: found when they are first asked for."""

    def __init__(self, called: Called, wanted: Sought) -> None:
        self._words, self._size, self._wanted = called.words, len(called), wanted
        self._judge = judge(wanted)
        ways, compared = naming.told(wanted), wanted.compared
        self._wholes, self._beginnings = ways["wholes"], ways["beginnings"]
        self._begins = compared.find("*") == len(compared) - 1
        self._by_words = "*" not in compared or (compared == f"*{wanted.parts[0]}*" and " " not in wanted.parts[0])
        self._in_order = bool(self._wholes and self._beginnings) and (self._begins or self._by_words)
        self._numbers: Sequence[int] | None = None
        self._graded: dict[Grade, list[int]] | None = None

    def grade(self, name: str) -> Grade | None:
        return self._judge(self._words.names.compared(name))

    def graded(self, number: int) -> Grade:
        """Of a name that answers, by its number."""
        grade = self._judge(self._words.compared(number))
        assert grade is not None
        return grade

    async def numbers(self) -> Sequence[int]:
        """Those of all that answer, upwards."""
        if self._numbers is None:
            if self._by_words:
                self._numbers = await self._having([self._words.having(part) for part in self._wanted.parts])
            else:
                self._numbers = sorted(number for those in (await self._by_grade()).values() for number in those)
        return self._numbers

    async def of(self, grade: Grade, behind: str | None) -> Iterator[Sequence[int]]:
        """The names of one grade in order, from what is sorted by a text on; those sorted alike together. None of them,
        where names were looked at that have another grade."""
        words, judge = self._words, self._judge
        ordered, late = await self._candidates(grade, 0 if behind is None else words.first_from(behind))
        if behind is not None:
            late = [number for number in late if words.sorted_by(number) >= behind]
        return (
            [number for number in alike if judge(words.compared(number)) is grade]
            for alike in words.in_order(ordered, late)
        )

    async def _candidates(self, grade: Grade, least: int) -> tuple[Iterable[int], Sequence[int]]:
        """Among them all names of a grade: those in order from a number on, and all that came later."""
        words, size = self._words, self._size
        if not self._in_order:
            return self._parted((await self._by_grade())[grade], least)
        if grade is Grade.WHOLE:
            return words.sorted_as(self._wholes, least, size, longer=False), self._late()
        if grade is Grade.NAME_STARTS:
            return words.sorted_as(self._beginnings, least, size, longer=True), self._late()
        if self._begins:
            return (), ()
        begun = await self._begun()
        if grade is Grade.WORD_STARTS:
            return self._parted(_upwards(begun), least)
        numbers = await self.numbers()
        others = (
            [number for number in numbers if number not in begun]
            if isinstance(begun, set)
            else [number for number in numbers if not begun[number]]
        )
        return self._parted(others, least)

    def _parted(self, numbers: Sequence[int], least: int) -> tuple[Sequence[int], Sequence[int]]:
        later = bisect_left(numbers, self._words.ordered)
        return numbers[bisect_left(numbers, least) : later], numbers[later:]

    def _late(self) -> Sequence[int]:
        """Names that came later and have all words or parts of them."""
        words, size = self._words, self._size
        if len(words) == words.ordered:
            return ()
        found = [
            {number for those in words.having(piece) for number in those[bisect_left(those, words.ordered) :]}
            for piece in self._pieces()
        ]
        return sorted(number for number in set[int].intersection(*found) if number < size)

    async def _by_grade(self) -> Mapping[Grade, list[int]]:
        """Each name looked at that has all words."""
        if self._graded is None:
            graded: dict[Grade, list[int]] = {grade: [] for grade in Grade}
            for place, number in enumerate(await self._looked_at()):
                if (grade := self._judge(self._words.compared(number))) is not None:
                    graded[grade].append(number)
                if place % TURN == TURN - 1:
                    await asyncio.sleep(0)
            self._graded = graded
        return self._graded

    async def _looked_at(self) -> Sequence[int]:
        words = self._words
        if self._begins and self._in_order:
            return [*words.sorted_as(self._beginnings, 0, self._size, longer=True), *self._late()]
        pieces = self._pieces()
        return await self._having([words.having(piece) for piece in pieces]) if pieces else range(self._size)

    def _pieces(self) -> list[str]:
        return [piece for part in self._wanted.parts for piece in part.split(" ") if piece]

    async def _having(self, each: Sequence[Arrays]) -> Sequence[int]:
        if len(each) == 1 and len(each[0]) == 1:
            [[numbers]] = each
            return numbers[: bisect_left(numbers, self._size)]
        return _upwards(await self._in_all(each))

    async def _in_all(self, each: Sequence[Arrays]) -> Some:
        """The names that are in one of each."""
        found = [await _union(those, self._size) for those in sorted(each, key=_length)]
        return reduce(_both, found)

    async def _begun(self) -> Some:
        """The names in which every part is at the start of a word, and perhaps more."""
        starts = zip(self._wanted.parts, self._wanted.word_starts, strict=True)
        return await self._in_all([self._words.having_begun(part, start) for part, start in starts])


def pieces(numbers: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    rest = iter(numbers)
    while some := [*islice(rest, most)]:
        yield some


def _length(arrays: Arrays) -> int:
    return sum(map(len, arrays))


async def _union(arrays: Arrays, size: int) -> Some:
    """Of the names with numbers less than `size`."""
    known = (numbers[: bisect_left(numbers, size)] for numbers in arrays)
    if _length(arrays) <= FEW:
        return set().union(*known)
    found, looked = bytearray(size), 0
    for numbers in known:
        for number in numbers:
            found[number] = 1
        looked += len(numbers)
        if looked >= AT_ONCE:
            looked = 0
            await asyncio.sleep(0)
    return found


def _both(some: Some, others: Some) -> Some:
    if isinstance(some, set):
        return some & others if isinstance(others, set) else {number for number in some if others[number]}
    if isinstance(others, set):
        return _both(others, some)
    both = int.from_bytes(some) & int.from_bytes(others)
    return bytearray(both.to_bytes(len(some)))


def _upwards(some: Some) -> Sequence[int]:
    return sorted(some) if isinstance(some, set) else array("I", compress(count(), some))
