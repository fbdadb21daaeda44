"""A fact as it is seen at a moment: what GraphQL's own execution hands from a field to the fields below it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.periods import Moment

T = TypeVar("T")
PLAIN = (str, int, float, bool, date, Decimal, Enum, UUID, type(None), BaseException)


class Seen(Generic[T]):
    """A domain object and the moment it was read at. Whatever is reached through it is read at the same moment."""

    __slots__ = ("moment", "value")

    def __init__(self, value: T, moment: Moment) -> None:
        self.value = value
        self.moment = moment


_facts: set[type] = set()
"""The classes of facts that were met: neither plain values nor many."""


def seen(answer: Any, moment: Moment) -> Any:
    """Facts at the moment, one or many; plain values as they are."""
    if answer.__class__ in _facts:
        return Seen(answer, moment)
    if isinstance(answer, PLAIN):
        return answer
    if isinstance(answer, Sequence) and not hasattr(answer, "_fields"):
        return [seen(one, moment) for one in answer]
    _facts.add(answer.__class__)
    return Seen(answer, moment)


def attribute(source: Any, name: str) -> Any:
    """A plain field is the domain object's attribute of that name."""
    if isinstance(source, Seen):
        return seen(getattr(source.value, name), source.moment)
    return getattr(source, name)
