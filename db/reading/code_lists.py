"""Code lists: all values of one on a day, and single values on a day or the nearest on which they were valid."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from db.reading import days
from db.reading.location_numbers import nearest
from db.reading.snapshot import Snapshot
from db.tables import CodeValue as Stored
from domain.code_lists import CodeList, CodeValue
from domain.periods import Period

Key = tuple[CodeList, str]

_COLUMNS = (
    Stored.list,
    Stored.code,
    Stored.name_da,
    Stored.name_en,
    days.starts(Stored.valid),
    days.ends(Stored.valid),
    Stored.parent,
    Stored.levels,
    Stored.explained,
)
_WHOLE = (
    select(*_COLUMNS)
    .where(Stored.list == bindparam("list", type_=Text), days.holds(Stored.valid))
    .order_by(Stored.code.collate("C"))
)
_KEYS = (
    func.unnest(bindparam("lists", type_=ARRAY(Text)), bindparam("codes", type_=ARRAY(Text)))
    .table_valued("list", "code", name="asked")
    .render_derived()
)
_SINGLE = (
    select(*_COLUMNS)
    .join_from(_KEYS, Stored, (Stored.list == _KEYS.c.list) & (Stored.code == _KEYS.c.code))
    .ext(distinct_on(Stored.list, Stored.code))
    .order_by(Stored.list, Stored.code, *nearest(Stored.valid))
)


async def code_list(db: Snapshot, code_list: CodeList, day: date) -> list[CodeValue]:
    """In the order of the codes."""
    return [_value(row) for row in await db.rows(_WHOLE, {"list": code_list.value, "at": day})]


async def code_values(db: Snapshot, keys: Sequence[Key], day: date) -> list[CodeValue | None]:
    asked = {"lists": [key[0].value for key in keys], "codes": [key[1] for key in keys], "at": day}
    found = {(value.list, value.code): value for value in map(_value, await db.rows(_SINGLE, asked))}
    return [found.get(key) for key in keys]


def _value(row: Sequence[Any]) -> CodeValue:
    list_, code, name_da, name_en, start, end, parent, levels, explained = row
    return CodeValue(CodeList(list_), code, name_da, name_en, Period(start, end), parent, tuple(levels), explained)
