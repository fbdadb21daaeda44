"""Facts made of many rows at once, by code that is written out once for each kind of fact and each row."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from domain.periods import Period

T = TypeVar("T")
Row = Sequence[Any]

MANY = 500
"""Rows from which on the garbage collector is held off: they are all kept, and it would look through them in vain."""


@lru_cache(maxsize=1 << 14)
def period(start: date, end: date | None) -> Period:
    return Period(start, end)


@contextmanager
def undisturbed(count: int) -> Iterator[None]:
    """Holds the garbage collector off while something is made of so many rows; never across an `await`."""
    if count < MANY or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def reader(
    kind: type[T], columns: Sequence[str], said: Mapping[str, str], known: Mapping[str, Any]
) -> Callable[[Sequence[Row]], list[T]]:
    """Makes facts of rows that have these columns, no more. A field is the column of its name, or what `said` has for
    it: an expression of columns and of what is `known`.

    A frozen dataclass's own constructor gets round its own `__setattr__` for each field. A draft is laid out in the
    same way and is not frozen; to become a fact, it has only to be called one.
    """
    unfrozen = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    draft = type(f"{kind.__name__}Draft", kind.__bases__, {"__slots__": kind.__dict__["__slots__"], **unfrozen})
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    lines = [
        "def read(rows):",
        "    made = []",
        "    add = made.append",
        f"    for {', '.join(columns)}, in rows:",
        "        draft = new(Draft)",
        *(f"        draft.{name} = {said.get(name, name)}" for name in names),
        "        draft.__class__ = Fact",
        "        add(draft)",
        "    return made",
    ]
    space: dict[str, Any] = {**known, "Draft": draft, "Fact": kind, "new": object.__new__}
    exec("\n".join(lines), space)
    read: Callable[[Sequence[Row]], list[T]] = space["read"]
    return read
