"""The values of code lists in a file on its way in, and what is stored of the same codes."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ARRAY, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.copying import copied
from db.writing.staging import BATCH
from domain.code_lists import CodeList, CodeValue
from domain.periods import Period

Key = tuple[CodeList, str]

_VALUE = TypeAdapter(CodeValue)

_TABLE = text("CREATE TEMP TABLE staged_code (place bigint, list text, code text, value text)")
_COLUMNS = ("place", "list", "code", "value")
_BATCH = text(
    "SELECT place, list, code, value FROM staged_code WHERE (list, code, place) > (:list, :code, :place)"
    " ORDER BY list, code, place LIMIT :size"
)
_SELECTED = "SELECT list, code, name_da, name_en, lower(valid), upper(valid), parent, levels, explained FROM code_value"
_OF_LISTS = text(f"{_SELECTED} WHERE list = ANY(:lists) ORDER BY list, code, valid").bindparams(
    bindparam("lists", type_=ARRAY(Text))
)
_OF_CODES = text(
    f"{_SELECTED} WHERE (list, code) IN (SELECT * FROM unnest(:lists, :codes)) ORDER BY list, code, valid"
).bindparams(bindparam("lists", type_=ARRAY(Text)), bindparam("codes", type_=ARRAY(Text)))


async def make_ready(connection: AsyncConnection) -> None:
    await connection.execute(_TABLE)


async def stage(connection: AsyncConnection, values: Iterable[tuple[int, CodeValue]]) -> None:
    rows = ((place, value.list, value.code, _VALUE.dump_json(value).decode()) for place, value in values)
    await copied(connection, "staged_code", _COLUMNS, rows)


async def batches(connection: AsyncConnection) -> AsyncIterator[dict[Key, list[CodeValue]]]:
    """The values of each code in the order of the file, every code whole in one batch."""
    last: tuple[str, str, int] = ("", "", -1)
    waiting: list[CodeValue] = []
    while True:
        parameters = {"list": last[0], "code": last[1], "place": last[2], "size": BATCH}
        found = (await connection.execute(_BATCH, parameters)).all()
        read = [*waiting, *(_VALUE.validate_json(row.value) for row in found)]
        if not read:
            return
        codes = {key: list(values) for key, values in groupby(read, lambda value: (value.list, value.code))}
        waiting = codes.pop((read[-1].list, read[-1].code)) if len(found) == BATCH else []
        if codes:
            yield codes
        if not waiting:
            return
        last = (found[-1].list, found[-1].code, found[-1].place)


async def stored(connection: AsyncConnection, keys: Collection[Key]) -> dict[Key, list[CodeValue]]:
    """What the register has of each code, in the order of their days."""
    parameters = {"lists": [key[0].value for key in keys], "codes": [key[1] for key in keys]}
    found = map(_value, (await connection.execute(_OF_CODES, parameters)).all())
    return {key: list(values) for key, values in groupby(found, lambda value: (value.list, value.code))}


async def stored_lists(connection: AsyncConnection, lists: Collection[CodeList]) -> list[CodeValue]:
    """All that the register has of whole lists."""
    found = await connection.execute(_OF_LISTS, {"lists": [one.value for one in lists]})
    return [_value(row) for row in found.all()]


def _value(row: Sequence[Any]) -> CodeValue:
    code_list, code, name_da, name_en, start, end, parent, levels, explained = row
    return CodeValue(
        list=CodeList(code_list),
        code=code,
        name_da=name_da,
        name_en=name_en,
        valid=Period(start, end),
        parent=parent,
        levels=tuple(levels),
        explained=explained,
    )
