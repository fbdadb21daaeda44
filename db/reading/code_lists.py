"""Code lists: all values of one on a day, and single values on a day or the nearest on which they were valid."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute

from db.reading import days
from db.reading.location_numbers import nearest
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters, sources
from db.reading.written import kept
from db.tables import CodeValue as Stored
from domain.code_lists import CodeList, CodeValue
from domain.periods import Moment, Period

Key = tuple[CodeList, str]

_KEYS = (
    func.unnest(bindparam("lists", type_=ARRAY(Text)), bindparam("codes", type_=ARRAY(Text)))
    .table_valued("list", "code", name="asked")
    .render_derived()
)


async def code_list(db: Snapshot, code_list: CodeList, moment: Moment) -> list[CodeValue]:
    """In the order of the codes."""
    asked = parameters(moment, list=code_list.value)
    return [_value(row) for row in await db.rows(_whole(sources(moment)), asked)]


async def code_values(db: Snapshot, keys: Sequence[Key], moment: Moment) -> list[CodeValue | None]:
    asked = parameters(moment, lists=[key[0].value for key in keys], codes=[key[1] for key in keys])
    rows = await db.rows(_single(sources(moment)), asked)
    found = {(value.list, value.code): value for value in map(_value, rows)}
    return [found.get(key) for key in keys]


@cache
def _whole(known: Sources) -> Select[*tuple[Any, ...]]:
    value = known.code_value()
    return (
        select(*_columns(value))
        .where(value.list == bindparam("list", type_=Text), days.holds(value.valid))
        .order_by(value.code.collate("C"))
    )


@cache
def _single(known: Sources) -> Select[*tuple[Any, ...]]:
    value = known.code_value()
    return kept(
        select(*_columns(value))
        .join_from(_KEYS, value, (value.list == _KEYS.c.list) & (value.code == _KEYS.c.code))
        .ext(distinct_on(value.list, value.code))
        .order_by(value.list, value.code, *nearest(value.valid))
    )


def _columns(value: type[Stored]) -> list[ColumnElement[Any] | InstrumentedAttribute[Any]]:
    period = (days.starts(value.valid), days.ends(value.valid))
    names = (value.list, value.code, value.name_da, value.name_en)
    return [*names, *period, value.parent, value.levels, value.explained]


def _value(row: Sequence[Any]) -> CodeValue:
    list_, code, name_da, name_en, start, end, parent, levels, explained = row
    return CodeValue(CodeList(list_), code, name_da, name_en, Period(start, end), parent, tuple(levels), explained)
