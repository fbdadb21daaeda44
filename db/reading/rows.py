"""Rows become units: which columns a statement gives for one, and how they are read. Made for many thousands."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal_column

from db.reading import days
from domain.periods import Period
from domain.units import FACTS, GeographicalRelation, Unit, UnitKind

LISTS = ("provider_numbers", "specialities", "local_attributes")
PLAIN = (
    *("sor_code", "first_from", "version", "changed"),
    *(fact for fact in FACTS if fact not in LISTS and fact != "geographical_relation"),
)
"""What is taken as the database gives it."""

_KINDS = {kind.value: kind for kind in UnitKind}
_RELATIONS: dict[int | None, GeographicalRelation | None] = {one.value: one for one in GeographicalRelation} | {
    None: None
}


def columns(units: FromClause) -> list[ColumnElement[Any]]:
    """Of units as they stand (`standing.Reading.units`, or what was selected of it): the columns that `unit` reads."""
    c = units.c
    return [
        c.kind,
        days.starts(c.life),
        days.ends(c.life),
        days.starts(c.valid),
        days.ends(c.valid),
        c.geographical_relation,
        *(_list(c[name]) for name in LISTS),
        *(c[name] for name in PLAIN),
    ]


def unit(row: Sequence[Any]) -> Unit:
    """The unit of a row that begins with those columns; what comes behind them is left alone."""
    kind, first, end, since, until, relation, providers, specialities, attributes, *plain = row
    made = _new(Unit)
    _set_kind(made, _KINDS[kind])
    _set_life(made, _period(first, end))
    _set_valid(made, _period(since, until))
    _set_relation(made, _RELATIONS[relation])
    _set_providers(made, tuple(providers or ()))
    _set_specialities(made, tuple(specialities or ()))
    _set_attributes(made, tuple(attributes or ()))
    for put, value in zip(_SET_PLAIN, plain, strict=False):
        put(made, value)
    return made


WIDTH = 9 + len(PLAIN)
"""How many columns a unit takes."""


def _list(values: ColumnElement[Any]) -> ColumnElement[Any]:
    # Nearly all are empty, and reading an empty list takes many times as long as reading nothing.
    return func.nullif(values, literal_column("'{}'"), type_=values.type)


@lru_cache(maxsize=1 << 14)
def _period(start: date, end: date | None) -> Period:
    return Period(start, end)


# A frozen dataclass's own constructor takes twice as long, since it must get round its own `__setattr__`.
_new: Callable[[type[Unit]], Unit] = object.__new__


def _put(name: str) -> Callable[[Unit, Any], None]:
    put: Callable[[Unit, Any], None] = getattr(Unit, name).__set__
    return put


_set_kind, _set_life, _set_valid = _put("kind"), _put("life"), _put("valid")
_set_relation = _put("geographical_relation")
_set_providers, _set_specialities, _set_attributes = (_put(name) for name in LISTS)
_SET_PLAIN = tuple(_put(name) for name in PLAIN)
