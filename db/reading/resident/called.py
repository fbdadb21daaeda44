"""What units are called, as names are compared: one text for each chunk of the versions by name, to be looked through
at once."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple, Self

from db.reading.resident.names import SortNames
from domain.units import Unit


class Name(NamedTuple):
    """A name as names are compared, and the units that are called so on a day, by code."""

    compared: str
    units: Sequence[Unit]


class Standing(NamedTuple):
    """The versions of a chunk in force on a day, none where none was asked for; `begins`: the first of each name, and
    their end."""

    day: date | None
    units: tuple[Unit, ...]
    begins: "array[int]"


class Lines(NamedTuple):
    """The names of a chunk. Each stands once, on a line of its own, in `text`; `starts` has where each line begins,
    `begins` the first version of each name, and both have the end."""

    text: str
    starts: "array[int]"
    begins: "array[int]"


class Called(tuple[Unit, ...]):
    """Versions by name, code and day. Their names are laid out when they are first looked through: a change makes
    chunks that nobody may ever ask. `lately`: what was in force on the day that was asked for last."""

    names: SortNames
    laid_out: Lines | None
    lately: Standing

    @classmethod
    def of(cls, versions: Iterable[Unit], names: SortNames) -> Self:
        chunk = cls(versions)
        chunk.names, chunk.laid_out, chunk.lately = names, None, NOTHING_YET
        return chunk

    def lines(self) -> Lines:
        if self.laid_out is None:
            self.laid_out = self._laid_out()
        return self.laid_out

    def _laid_out(self) -> Lines:
        told, starts, begins = list[str](), array("I", [0]), array("H", [0])
        for name, alike in groupby(self, _name):
            line = f"{self.names.compared(name)}\n"
            told.append(line)
            starts.append(starts[-1] + len(line))
            begins.append(begins[-1] + sum(1 for _ in alike))
        return Lines("".join(told), starts, begins)

    def having(self, part: str, day: date) -> Iterator[Name]:
        """The names that a text is part of, which has a letter and no line's end in it, and that somebody has."""
        text, starts, _ = self.lines()
        at = text.find(part)
        if at < 0:
            return
        _, units, begins = self.lately if self.lately.day == day else self._standing(day)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            end = starts[line + 1]
            if begins[line] < begins[line + 1]:
                yield Name(text[starts[line] : end - 1], units[begins[line] : begins[line + 1]])
            at = text.find(part, end)

    def _standing(self, day: date) -> Standing:
        units: list[Unit] = []
        begins = array("H", [0])
        for first, last in pairwise(self.lines().begins):
            # As `holds` says, without calling it for each of many thousands.
            units += [
                unit
                for unit in self[first:last]
                if (valid := unit.valid).start <= day and ((end := valid.end) is None or day < end)
            ]
            begins.append(len(units))
        self.lately = Standing(day, tuple(units), begins)
        return self.lately


NOTHING_YET = Standing(None, (), array("H"))


def _name(unit: Unit) -> str:
    return unit.name
