"""The words in names: by them it is told which names have a text in them, without a look at the names."""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby

from db.reading.resident.names import SortNames

AT_ONCE = 1 << 14
"""Letters of words that are looked through as one text: a new word copies the last of these texts."""

_FIRST, _LAST = "\0", "\U0010ffff"
"""Before and behind whatever a text may go on with."""


class Words:
    """Every name that a unit has ever had, by a number that it keeps, and the words in them: true in every revision,
    and only added to. A revision knows the names with numbers less than how many there were.

    The first names, `ordered` of them, have numbers in the order in which they are sorted; later ones come behind.
    """

    def __init__(self, names: SortNames) -> None:
        self.ordered = 0
        self.names = names
        self._told: list[str] = []
        self._compared: list[str] = []
        self._late: dict[str, int] = {}
        self._having: dict[str, array[int]] = {}
        self._texts = ["\n"]

    def __len__(self) -> int:
        return len(self._told)

    def number(self, name: str) -> int | None:
        """None for a name that nobody has ever had."""
        if (late := self._late.get(name)) is not None:
            return late
        place = bisect_left(self._told, self._place(name), hi=self.ordered, key=self._place)
        return place if place < self.ordered and self._told[place] == name else None

    def take_in(self, names: Iterable[str]) -> Mapping[str, int]:
        """The numbers of some names, of those that were not known yet too."""
        numbers = {name: self.number(name) for name in names} if self._told else dict.fromkeys(names)
        first = len(self._told)
        new = sorted((name for name, number in numbers.items() if number is None), key=self._place)
        fresh = dict(zip(new, range(first, first + len(new)), strict=True))
        self._tell_words(fresh)
        self._told += new
        if first:
            self._late |= fresh
        else:
            self.ordered = len(new)
            return fresh
        return {name: fresh[name] if number is None else number for name, number in numbers.items()}

    def compared(self, number: int) -> str:
        """A name as names are compared."""
        return self._compared[number]

    def told(self, numbers: Iterable[int]) -> Iterator[str]:
        """Names as they are written."""
        return map(self._told.__getitem__, numbers)

    def sorted_by(self, number: int) -> str:
        return self.names[self._told[number]]

    def having(self, part: str) -> list["array[int]"]:
        """For each word with a text in it, which has no space, the numbers of the names that have the word."""
        return [self._having[word] for word in self._with(part)]

    def having_begun(self, part: str, start: str) -> list["array[int]"]:
        """The same of the words in which the text also stands as a regular expression says."""
        begun = re.compile(start)
        return [self._having[word] for word in self._with(part) if begun.search(word)]

    def sorted_as(self, ways: Iterable[str], least: int, most: int, longer: bool) -> Iterator[int]:
        """The ordered names that are sorted by one of some texts or, if `longer`, by one that begins with it; from one
        number up to another one. `ways`: in order."""
        for way in ways:
            first = self.first_from(way)
            last = self.first_from(way + (_LAST if longer else _FIRST))
            yield from range(max(first, least), min(last, most))
            least = max(last, least)

    def first_from(self, text: str) -> int:
        """Which of the ordered names is the first that is sorted by this or what comes after it."""
        return bisect_left(self._told, text, hi=self.ordered, key=self.names.__getitem__)

    def in_order(self, ordered: Iterable[int], late: Iterable[int]) -> Iterator[Sequence[int]]:
        """Some names, those that are sorted by the same text together. `ordered`: upwards."""
        behind = sorted(late, key=self.sorted_by)
        both = merge(ordered, behind, key=self.sorted_by) if behind else ordered
        for _, alike in groupby(both, self.sorted_by):
            yield [*alike]

    def _with(self, part: str) -> Iterator[str]:
        for text in self._texts:
            at = text.find(part)
            while at >= 0:
                end = text.index("\n", at)
                yield text[text.rindex("\n", 0, at) + 1 : end]
                at = text.find(part, end)

    def _tell_words(self, names: Mapping[str, int]) -> None:
        """A word is told last: who looks for it meanwhile, in another thread, finds its names or not the word."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for name, number in names.items():
            compared, sorted_by = self.names.compared(name), self.names[name]
            self._compared.append(sorted_by if compared == sorted_by else compared)
            for word in {*compared.split(" ")}:
                found[word].append(number)
        new = [word for word in found if word not in self._having]
        for word, numbers in found.items():
            self._having.setdefault(word, array("I")).extend(numbers)
        if new:
            last, row = self._texts[-1], "".join([f"{word}\n" for word in new])
            if len(last) < AT_ONCE:
                self._texts[-1] = last + row
            else:
                self._texts.append(f"\n{row}")

    def _place(self, name: str) -> tuple[str, str]:
        return self.names[name], name
