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


class Meaning(dict[Any, T], Generic[T]):
    """By what the database gives: a text or a whole number."""

    def __init__(self, read: Callable[[Any], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, given: Any) -> T:
        value = self[given] = self._read(given)
        return value


class Ids(dict[int, UUID]):
    """By text, but kept by the number that each is made of anyway: hundreds of thousands of texts, let go all at once,
    would leave holes among what stays."""

    def __getitem__(self, text: Any) -> UUID:
        number = int(text.replace("-", ""), 16)
        known = self.get(number)
        if known is None:
            # Its own constructor reads five ways to write one.
            known = self[number] = object.__new__(UUID)
            _set_int(known, number)
            _set_safe(known, _UNKNOWN)
        return known


class Days(dict[str, dict[str, Period]]):
    """By a range as PostgreSQL writes it, `[2026-11-22,)`; kept by its two days, for the same reason."""

    def __init__(self, day: Meaning[date]) -> None:
        super().__init__()
        self._day = day

    def __getitem__(self, text: str) -> Any:
        start, end = text.split(",")
        since = self.get(start)
        if since is None:
            since = self[start] = {}
        known = since.get(end)
        if known is None:
            made = object.__new__(_OpenPeriod)
            made.start, made.end = self._day[start[1:]], self._day[end[:-1]] if end != ")" else None
            made.__class__ = Period
            known = since[end] = made
        return known


class Meanings:
    """Of every kind of column, for one reading. `unit` is filled by who reads the units: what is the same in all
    versions of one, by its code; `number` in the same way for the versions of location numbers."""

    def __init__(self) -> None:
        self.text: Meaning[Any] = Meaning(str)
        self.whole: Meaning[Any] = Meaning(_itself)
        self.truth = Meaning("t".__eq__)
        self.day = Meaning(date.fromisoformat)
        self.days = Days(self.day)
        self.instant = Meaning(datetime.fromisoformat)
        self.id = Ids()
        self.decimal = Meaning(Decimal)
        self.list: Meaning[tuple[Any, ...]] = Meaning(self._list)
        self.kind = Meaning(UnitKind)
        self.place = Meaning(GeographicalRelation)
        self.message = Meaning(lambda text: MessageType(*orjson.loads(text)))
        self.direction = Meaning(Direction)
        self.code_list = Meaning(CodeList)
        self.unit: dict[int, tuple[Any, ...]] = {}
        self.number: dict[str, tuple[Any, ...]] = {}

    def _list(self, text: str) -> tuple[Any, ...]:
        return tuple([one and self.text[one] for one in orjson.loads(text)])


def _itself(number: int) -> int:
    return number


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
