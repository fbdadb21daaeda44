"""Rows become units: which columns a statement gives for one, and how they are read. Made for many thousands."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, LargeBinary, case, func, literal_column

from db.reading import drafts, sent
from domain.units import FACTS, GeographicalRelation, Unit, UnitKind

IDS = ("postal", "visiting", "activity", "electronic")
LISTS = ("provider_numbers", "specialities", "local_attributes")
PLAIN = (
    *("sor_code", "first_from", "version"),
    *(fact for fact in FACTS if fact not in (*LISTS, *IDS) and fact != "geographical_relation"),
)
"""What is taken as the database gives it."""

CODE = 12
"""Where the SOR code is in a row."""

PARENT = CODE + PLAIN.index("parent")
"""Where the code of the unit above is."""

WIDTH = CODE + len(PLAIN)
"""How many columns a unit takes."""

Row = drafts.Row

_KINDS = {kind.value: kind for kind in UnitKind}
_RELATIONS: dict[int | None, GeographicalRelation | None] = {one.value: one for one in GeographicalRelation} | {
    None: None
}
_KNOWN = {
    "KINDS": _KINDS,
    "RELATIONS": _RELATIONS,
    "PERIODS": sent.PERIODS,
    "uuid": sent.uuid,
    "INSTANTS": sent.INSTANTS,
}


def columns(units: FromClause) -> list[ColumnElement[Any]]:
    """Of units as they stand (`standing.Reading.units`, or what was selected of it): the columns that `units` reads."""
    c = units.c
    return [
        c.kind,
        func.range_send(c.life, type_=LargeBinary),
        func.range_send(c.valid, type_=LargeBinary),
        func.timestamptz_send(c.changed, type_=LargeBinary),
        c.geographical_relation,
        *(_list(c[name]) for name in LISTS),
        *(func.uuid_send(c[name], type_=LargeBinary) for name in IDS),
        *(c[name] for name in PLAIN),
    ]


def units(found: Sequence[Row]) -> list[Unit]:
    """The units of rows that begin with those columns; what comes behind them is left alone."""
    with drafts.undisturbed(len(found)):
        return _reader(len(found[0]) - WIDTH)(found) if found else []


def unit(row: Row) -> Unit:
    """The unit of one such row."""
    [made] = _reader(len(row) - WIDTH)((row,))
    return made


def _list(values: ColumnElement[Any]) -> ColumnElement[Any]:
    # Nearly all are empty, and reading an empty list takes many times as long as reading nothing.
    return case((func.cardinality(values) > literal_column("0"), values))


@cache
def _reader(beside: int) -> Callable[[Sequence[Row]], list[Unit]]:
    """Of rows with so many columns behind the unit's."""
    others = [f"_{place}" for place in range(beside)]
    columns = ["kind_", "life", "valid", "changed", "relation", *LISTS, *IDS, *PLAIN, *others]
    said = {
        "kind": "KINDS[kind_]",
        "life": "PERIODS[life]",
        "valid": "PERIODS[valid]",
        "changed": "INSTANTS[changed]",
        "geographical_relation": "RELATIONS[relation]",
        **{name: f"None if {name} is None else uuid({name})" for name in IDS},
        **{name: f"tuple({name}) if {name} else ()" for name in LISTS},
    }
    return drafts.reader(Unit, columns, said, _KNOWN)
