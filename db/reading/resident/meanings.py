"""What the database's texts mean: each worked out once, so that equal values are one object however often they come."""

import re
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

NOTHING = r"\N"
"""How COPY writes that there is no value."""

_COMMA = 1 + len("2026-11-22")
_END = _COMMA + 1

_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class Known(dict[str, T], Generic[T]):
    """By what COPY writes; `absent` is what no value means."""

    def __init__(self, absent: Any = None) -> None:
        super().__init__({NOTHING: absent})


class Meaning(Known[T]):
    def __init__(self, read: Callable[[str], T], absent: Any = None) -> None:
        super().__init__(absent)
        self._read = read

    def __missing__(self, written: str) -> T:
        value = self[written] = self._read(written)
        return value


class Texts(Known[str]):
    """What is met hundreds of thousands of times is worked out without asking anybody else; so are days and ids."""

    def __missing__(self, written: str) -> str:
        value = self[written] = plain(written) if "\\" in written else written
        return value


class Days(Known[Period]):
    """By a range such as `[2026-11-22,)`."""

    def __init__(self, day: Meaning[date]) -> None:
        super().__init__()
        self._day = day

    def __missing__(self, written: str) -> Period:
        end = written[_END:-1]
        made = object.__new__(_OpenPeriod)
        made.start, made.end = self._day[written[1:_COMMA]], self._day[end] if end else None
        made.__class__ = Period
        self[written] = made
        return made  # type: ignore[no-any-return]


class Ids(Known[UUID]):
    def __missing__(self, written: str) -> UUID:
        # Its own constructor reads five ways to write one.
        value = self[written] = object.__new__(UUID)
        _set_int(value, int(written.replace("-", ""), 16))
        _set_safe(value, _UNKNOWN)
        return value


class Meanings:
    """Of every kind of column, for one reading; `message` is asked by two columns. `unit` is filled by who reads the
    units: what is the same in all versions of one, by its code; `number` in the same way for the versions of location
    numbers.

    Nothing here refers back to the whole: it goes when it is let go, and the collector need not look for it.
    """

    def __init__(self) -> None:
        text: Known[Any] = Texts()
        day = self.day = Meaning(date.fromisoformat)
        self.text = text
        self.whole: Meaning[Any] = Meaning(int)
        self.truth = Meaning("t".__eq__)
        self.days = Days(day)
        self.instant = Meaning(datetime.fromisoformat)
        self.id = Ids()
        self.decimal = Meaning(Decimal)
        self.list: Meaning[tuple[Any, ...]] = Meaning(
            lambda written: tuple([one and text[one] for one in orjson.loads(plain(written))]), absent=()
        )
        self.kind = Meaning(UnitKind)
        self.place = Meaning(lambda written: GeographicalRelation(int(written)))
        self.message = Meaning(lambda code: Meaning(lambda version: MessageType(text[code], text[version])))
        self.direction = Meaning(Direction)
        self.code_list = Meaning(CodeList)
        self.unit: dict[str, tuple[Any, ...]] = {}
        self.number: dict[str, tuple[Any, ...]] = {}
        self._together: dict[tuple[str, ...], Meaning[tuple[Any, ...]]] = {}

    def together(self, *meanings: str) -> Meaning[tuple[Any, ...]]:
        """What several columns say that are taken as one text."""
        known = self._together.get(meanings)
        if known is None:
            each: list[Meaning[Any]] = [getattr(self, meaning) for meaning in meanings]
            known = self._together[meanings] = Meaning(
                lambda written: tuple([meaning[one] for meaning, one in zip(each, written.split("\t"), strict=True)])
            )
        return known


def plain(written: str) -> str:
    """A text as it was before COPY wrote it."""
    return written if "\\" not in written else _ESCAPED.sub(_meant, written)


def _meant(escaped: re.Match[str]) -> str:
    return _MEANT.get(escaped[1], escaped[1])


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
