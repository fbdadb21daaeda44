"""The orders lists come in: the columns of each, the place of a unit in it, and what comes after a place."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    FromClause,
    Text,
    and_,
    collate,
    func,
    literal,
    literal_column,
    select,
    tuple_,
)

from db.reading import days
from db.reading.lists import Order, OrderField, SortKey
from db.reading.standing import Reading
from domain.identifiers import SorCode

LARGEST = (1 << 63) - 1

PARTS: dict[OrderField, tuple[type, ...]] = {
    OrderField.NAME: (str, int),
    OrderField.SOR_CODE: (int,),
    OrderField.VALID_FROM: (date, int),
    OrderField.TYPE: (str, str, int),
    OrderField.CHANGED_AT: (datetime, int),
    OrderField.CHILD_COUNT: (int, int),
    OrderField.TREE: (str,),
}
"""What the sort key of each order is made of."""

AFTER_ALL = "\U0010ffff"
"""What a unit without a type is sorted by: it comes after all types."""


class StrangeSortKey(ValueError):
    """A sort key that does not belong to the order it is used in."""


class Sorting(NamedTuple):
    """An order of some units: `columns` together tell every two of them apart."""

    columns: tuple[ColumnElement[Any], ...]
    parts: tuple[type, ...]
    descending: bool

    def by(self) -> list[ColumnElement[Any]]:
        return [column.desc() if self.descending else column for column in self.columns]

    def keys(self) -> list[ColumnElement[Any]]:
        """The sort key as columns that a statement gives, `key_0` and so on."""
        return [column.label(f"key_{number}") for number, column in enumerate(self.columns)]

    def again(self, found: FromClause) -> "Sorting":
        """The same order of what was selected with its keys."""
        return self._replace(columns=tuple(found.c[key.name] for key in self.keys()))

    def after(self, key: SortKey | None) -> ColumnElement[bool]:
        """Whether a unit comes after the one with a sort key; all do, if none is given. Raises `StrangeSortKey`."""
        if key is None:
            return and_(True)
        first, *_ = told = [
            literal(part, column.type) for part, column in zip(fitting(key, self.parts), self.columns, strict=True)
        ]
        mine, given = tuple_(*self.columns), tuple_(*told)
        after = mine < given if self.descending else mine > given
        if len(told) == 1 or not isinstance(leading := self.columns[0], ColumnClause):
            return after
        # Of the first alone once more: an index on names begins there, though the code is another table's.
        return and_(leading <= first if self.descending else leading >= first, after)


def fitting(key: SortKey, parts: tuple[type, ...]) -> SortKey:
    """A sort key made of such parts. Raises `StrangeSortKey` for another one."""
    if len(key) != len(parts) or not all(map(_fits, key, parts)):
        raise StrangeSortKey(f"{key!r} is no place in this order")
    return key


def _fits(part: object, kind: type) -> bool:
    """A day and an instant are told apart, though Python calls every instant a day; so are numbers and truths."""
    if type(part) is not kind:
        return False
    return abs(part) <= LARGEST if isinstance(part, int) else not isinstance(part, str) or "\0" not in part


def sorting(order: Order, units: FromClause, reading: Reading) -> Sorting:
    """An order of units as they stand. `TREE` among the children of one unit is `NAME`."""
    field = OrderField.NAME if order.field is OrderField.TREE else order.field
    return Sorting((*_first(field, units, reading), units.c.sor_code), PARTS[field], order.descending)


def depth_first(place: ColumnElement[Any], descending: bool = False) -> Sorting:
    """The order of a tree, by the places of its units (`place`)."""
    return Sorting((place,), PARTS[OrderField.TREE], descending)


def _first(field: OrderField, units: FromClause, reading: Reading) -> Sequence[ColumnElement[Any]]:
    match field:
        case OrderField.NAME:
            return (units.c.sort_name,)
        case OrderField.VALID_FROM:
            return (days.starts(units.c.valid),)
        case OrderField.TYPE:  # a unit without a type comes after all types
            return (collate(func.coalesce(units.c.type, literal(AFTER_ALL, Text)), "C"), units.c.sort_name)
        case OrderField.CHANGED_AT:
            return (units.c.changed,)
        case OrderField.CHILD_COUNT:
            return (child_count(units, reading),)
        case _:
            return ()


def child_count(units: FromClause, reading: Reading) -> ColumnElement[int]:
    """How many units in force stand directly below one."""
    child = Reading(reading.sources).units("counted")
    below = select(func.count()).where(child.c.parent == units.c.sor_code)
    return below.correlate(units).scalar_subquery()


TOP = collate(literal_column("''", Text), "C")
"""The place of a root."""


CODE_DIGITS = 18


def place(above: ColumnElement[Any], unit: FromClause) -> ColumnElement[str]:
    """Where a unit stands in a tree, depth first and siblings by name: its parent's place, its name and its code.

    Compared byte for byte. The tab between them is lower than anything in a name to sort by, and codes are given
    equally many digits; so a unit comes before those below it, and these before its next sibling.
    """
    code = func.lpad(unit.c.sor_code.cast(Text), literal_column(str(CODE_DIGITS)), literal_column("'0'"), type_=Text)
    return above.concat(unit.c.sort_name).concat(literal_column(r"E'\t'", Text)).concat(code)


def place_of(way: Sequence[tuple[str, SorCode]]) -> str:
    """The same, told by the names to sort by and the codes from below the root down to the unit."""
    return "".join([f"{name}\t{code:0{CODE_DIGITS}}" for name, code in way])


def codes_on_the_way(place: str) -> list[SorCode]:
    """The codes in a place, from below the root down to the unit whose place it is."""
    return [SorCode(int(step[:CODE_DIGITS])) for step in place.split("\t")[1:]]
