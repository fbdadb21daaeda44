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
    kind: type[T], columns: Sequence[Column], together: Sequence[Column] = ()
) -> Callable[[Sequence[str], Meanings], list[T]]:
    """Makes frozen, slotted facts of lines that have these columns, in this order.

    `together`: the last ones, which say few different things in many lines: what they say is looked up at once.
    """
    names: dict[str, Any] = {"kind": kind, "open": open_twin(kind), "new": object.__new__}
    exec(_source(columns, together), names)
    made: Callable[[Sequence[str], Meanings], list[T]] = names["made"]
    return made


def _source(columns: Sequence[Column], together: Sequence[Column]) -> str:
    """A line for each field: a loop over them would take several times as long as filling them does."""
    body, cells = [], 0
    for fields, meaning, width in columns:
        keys = "".join(f"[c{place}]" for place in range(cells, cells + width))
        body.append(f"  {_told(fields)} = {meaning}{keys}")
        cells += width
    splits = cells - 1
    if together:
        body.append(f"  {_told([field for column in together for field in column.fields])}, = together[c{cells}]")
        splits = cells
    lines = [
        "def made(lines, meanings):",
        *(f" {meaning} = meanings.{meaning}" for meaning in sorted({column.meaning for column in columns})),
        f" together = meanings.together({', '.join(repr(column.meaning) for column in together)})" if together else "",
        " facts = []",
        " for line in lines:",
        "  fact = new(open)",
        f"  {', '.join(f'c{place}' for place in range(splits + 1))}, = line.split('\\t', {splits})",
    ]
    return "\n".join([*lines, *body, "  fact.__class__ = kind", "  facts.append(fact)", " return facts"])


def _told(fields: Sequence[str]) -> str:
    return ", ".join(f"fact.{field}" for field in fields)
