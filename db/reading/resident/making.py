"""Facts made of lines as COPY writes them, many at a time: the code that does it is written once for each kind."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from db.reading.resident.meanings import Meanings, open_twin

T = TypeVar("T")


class Column(NamedTuple):
    """What a column tells: one field, or several at once, by which of `Meanings`. A meaning that two columns have
    together is asked by the first, and what it gives by the second."""

    fields: tuple[str, ...]
    meaning: str
    width: int = 1


def maker(
    kind: type[T], columns: Sequence[Column], rest: Sequence[Column] = (), together: Sequence[Column] = ()
) -> Callable[[Sequence[str], Meanings], list[T]]:
    """Makes frozen, slotted facts of lines that have these columns, in this order.

    `rest`: from here on a line often says the same as the one before, and is then not taken apart. `together`: the last
    ones, which say few different things in many lines: what they say is looked up at once.
    """
    names: dict[str, Any] = {"kind": kind, "open": open_twin(kind), "new": object.__new__}
    exec(_source(columns, rest, together), names)
    made: Callable[[Sequence[str], Meanings], list[T]] = names["made"]
    return made


def _source(columns: Sequence[Column], rest: Sequence[Column], together: Sequence[Column]) -> str:
    """A line for each field: a loop over them would take several times as long as filling them does."""
    body = _cut("line", columns, together=() if rest else together, behind="rest" if rest else None)
    if rest:
        fields = [field for column in (*rest, *together) for field in column.fields]
        body += ["if rest == before:", *(f" fact.{field} = last.{field}" for field in fields), "else:"]
        body += [f" {line}" for line in _cut("rest", rest, together, None)]
        body += [" before = rest"]
    lines = [
        "def made(lines, meanings):",
        *(f" {name} = meanings.{name}" for name in sorted({column.meaning for column in (*columns, *rest)})),
        f" together = meanings.together({', '.join(repr(column.meaning) for column in together)})" if together else "",
        " facts, before = [], None",
        " for line in lines:",
        "  fact = new(open)",
    ]
    ends = ["  fact.__class__ = kind", "  facts.append(fact)", "  last = fact", " return facts"]
    return "\n".join([*lines, *(f"  {line}" for line in body), *ends])


def _cut(text: str, columns: Sequence[Column], together: Sequence[Column], behind: str | None) -> list[str]:
    """Cuts a text at its tabs and fills the fields; what is `behind` the columns is left as it is."""
    cells, told = list[str](), list[str]()
    for fields, meaning, width in columns:
        own = [f"c{len(cells) + place}" for place in range(width)]
        told.append(f"{_told(fields)} = {meaning}{''.join(f'[{cell}]' for cell in own)}")
        cells += own
    if together:
        told.append(f"{_told([field for column in together for field in column.fields])}, = together[alike]")
        cells.append("alike")
    if behind is not None:
        cells.append(behind)
    return [f"{', '.join(cells)}, = {text}.split('\\t', {len(cells) - 1})", *told]


def _told(fields: Sequence[str]) -> str:
    return ", ".join(f"fact.{field}" for field in fields)
