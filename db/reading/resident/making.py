"""Facts made of rows of texts, many at a time: the code that does it is written once for each kind of fact."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from db.reading.resident.meanings import Meanings, open_twin

T = TypeVar("T")

Row = Sequence[Any]


class Column(NamedTuple):
    """What one column tells: one field, or several at once, by which of `Meanings`; `absent` is what no value means."""

    fields: tuple[str, ...]
    meaning: str
    absent: object = None


def maker(kind: type[T], columns: Sequence[Column]) -> Callable[[Sequence[Row], Meanings], list[T]]:
    """Makes frozen, slotted facts of rows that have these columns, in this order."""
    names: dict[str, Any] = {"kind": kind, "open": open_twin(kind), "new": object.__new__}
    exec(_source(columns), names)
    made: Callable[[Sequence[Row], Meanings], list[T]] = names["made"]
    return made


def _source(columns: Sequence[Column]) -> str:
    """A line for each field: a loop over them would take several times as long as filling them does."""
    lines = [
        "def made(rows, meanings):",
        *(f" {meaning} = meanings.{meaning}" for meaning in sorted({column.meaning for column in columns})),
        " facts = []",
        f" for {', '.join(f'c{place}' for place in range(len(columns)))}, in rows:",
        "  fact = new(open)",
    ]
    for place, (fields, meaning, absent) in enumerate(columns):
        told = ", ".join(f"fact.{field}" for field in fields)
        lines.append(f"  {told} = {meaning}[c{place}] if c{place} is not None else {absent!r}")
    return "\n".join([*lines, "  fact.__class__ = kind", "  facts.append(fact)", " return facts"])
