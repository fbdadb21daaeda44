"""What the database's texts mean: each worked out once, so that equal values are one object however often they come."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID, SafeUUID

import orjson

from domain.code_lists import CodeList
from domain.location_numbers import Direction, MessageType
from domain.periods import Period
from domain.units import GeographicalRelation, UnitKind

T = TypeVar("T")


class Meaning(dict[str, T], Generic[T]):
    """By text."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> T:
        value = self[text] = self._read(text)
        return value


class Meanings:
    """Of every kind of column, for one reading. `unit` is filled by who reads the units: what is the same in all
    versions of one, by its code's text; `number` in the same way for the versions of location numbers."""

    def __init__(self) -> None:
        self.text: Meaning[Any] = Meaning(str)
        self.whole: Meaning[Any] = Meaning(int)
        self.truth = Meaning("t".__eq__)
        self.day = Meaning(date.fromisoformat)
        self.days = Meaning(self._days)
        self.instant = Meaning(datetime.fromisoformat)
        self.id = Meaning(_uuid)
        self.decimal = Meaning(Decimal)
        self.list: Meaning[tuple[Any, ...]] = Meaning(self._list)
        self.kind = Meaning(UnitKind)
        self.place = Meaning(lambda text: GeographicalRelation(int(text)))
        self.message = Meaning(lambda text: MessageType(*orjson.loads(text)))
        self.direction = Meaning(Direction)
        self.code_list = Meaning(CodeList)
        self.unit: dict[str, tuple[Any, ...]] = {}
        self.number: dict[str, tuple[Any, ...]] = {}

    def _days(self, text: str) -> Period:
        """A range as PostgreSQL writes it: `[2026-11-22,)`."""
        start, end = text[1:-1].split(",")
        made = object.__new__(_OpenPeriod)
        made.start, made.end = self.day[start], self.day[end] if end else None
        made.__class__ = Period
        told: Period = made
        return told

    def _list(self, text: str) -> tuple[Any, ...]:
        return tuple([one and self.text[one] for one in orjson.loads(text)])


def open_twin(kind: type[Any]) -> type[Any]:
    """A class of the same slots that may be written. What is filled as one becomes a `kind` by its `__class__`.

    A frozen dataclass's own constructor gets round its own `__setattr__` for each field, and a slot's `__set__` is
    called from outside of the interpreter's short ways: they take ten and five times as long.
    """
    body = {"__slots__": kind.__slots__, "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"Open{kind.__name__}", kind.__bases__, body)


_OpenPeriod: Any = open_twin(Period)
_UUID: Any = UUID
_set_int, _set_safe = _UUID.int.__set__, _UUID.is_safe.__set__
_UNKNOWN = SafeUUID.unknown


def _uuid(text: str) -> UUID:
    """Its own constructor reads five ways to write one."""
    made = object.__new__(UUID)
    _set_int(made, int(text.replace("-", ""), 16))
    _set_safe(made, _UNKNOWN)
    return made
