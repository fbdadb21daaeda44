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


class Called(tuple[Unit, ...]):
    """Versions by name, code and day. Each name stands once, on a line of its own, in `text`; `lines` has where each
    line begins, `begins` the first version of each name, and both have the end. `lately`: what was in force on the day
    that was asked for last."""

    text: str
    lines: "array[int]"
    begins: "array[int]"
    lately: Standing

    @classmethod
    def of(cls, versions: Iterable[Unit], names: SortNames) -> Self:
        chunk = cls(versions)
        told, lines, begins = list[str](), array("I"), array("H")
        length, passed = 0, 0
        for name, alike in groupby(chunk, _name):
            line = f"{names.compared(name)}\n"
            told.append(line)
            lines.append(length)
            begins.append(passed)
            length += len(line)
            passed += sum(1 for _ in alike)
        lines.append(length)
        begins.append(passed)
        chunk.text, chunk.lines, chunk.begins = "".join(told), lines, begins
        chunk.lately = NOTHING_YET
        return chunk

    def having(self, part: str, day: date) -> Iterator[Name]:
        """The names that a text is part of, which has a letter and no line's end in it, and that somebody has."""
        text, lines = self.text, self.lines
        at = text.find(part)
        if at < 0:
            return
        _, units, begins = self.lately if self.lately.day == day else self._standing(day)
        while at >= 0:
            line = bisect_right(lines, at) - 1
            end = lines[line + 1]
            if begins[line] < begins[line + 1]:
                yield Name(text[lines[line] : end - 1], units[begins[line] : begins[line + 1]])
            at = text.find(part, end)

    def _standing(self, day: date) -> Standing:
        units: list[Unit] = []
        begins = array("H", [0])
        for first, last in pairwise(self.begins):
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
