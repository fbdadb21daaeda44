"""The code lists that the program brings along (db/vocabulary), and bringing the register's own up to them.

A file for each list, all of one shape: code, name_da, name_en, parent, levels (IE|SI|OE), valid_from, valid_to (the
last day), explained. Without `valid_from` a value is valid since 1900: the lists do not tell since when they were used,
and old data must find its codes in them. `explained` is false for codes met in real data that nobody has told of.

EDB systems and their suppliers have no public codes, so their names are their codes; real data writes numbers there
that nobody outside the register can read. A message type's code is its code and its version: `DIS01 D0133L`.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import ARRAY, Text, any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.feed import changed as told
from db.feed import writing
from db.reading.snapshot import Snapshot
from db.tables import CodeValue as Row
from db.writing import code_lists
from db.writing.change import change
from domain.code_lists import CodeList, CodeValue
from domain.periods import Period
from domain.recording import ActorKind, Recorder

FOLDER = Path(__file__).with_name("vocabulary")
ALWAYS = date(1900, 1, 1)
PROGRAM = Recorder(ActorKind.SYSTEM, "sor migrate")

Key = tuple[CodeList, str]


def brought_along() -> tuple[CodeValue, ...]:
    """Every value of every list in db/vocabulary."""
    return tuple(value for file in sorted(FOLDER.glob("*.csv")) for value in _read(file))


async def synced(engine: AsyncEngine) -> int:
    """Brings the register's lists up to those of the program; how many codes changed.

    Codes that only the register has stay: data uses them. What it can explain is not replaced by what we cannot.
    """
    ours = _by_code(brought_along())
    stored = _by_code(await _stored(engine, {code_list for code_list, _ in ours}))
    changed = {
        key: values
        for key, values in ours.items()
        if values != stored[key] and not (_explained(stored[key]) and not _explained(values))
    }
    if changed:
        async with change(engine, PROGRAM, note="The code lists of the program") as opened:
            await code_lists.write(opened, [value for values in changed.values() for value in values])
            await writing.write(opened, await told.code_lists(Snapshot(engine, opened.connection), opened))
    return len(changed)


def _read(file: Path) -> Iterator[CodeValue]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, strict=True):
            yield CodeValue(
                list=CodeList(file.stem),
                code=row["code"],
                name_da=row["name_da"],
                name_en=row["name_en"] or None,
                valid=_period(row["valid_from"], row["valid_to"]),
                parent=row["parent"] or None,
                levels=tuple(row["levels"].split("|")) if row["levels"] else (),
                explained={"true": True, "false": False}[row["explained"]],
            )


def _period(first: str, last: str) -> Period:
    return Period(
        date.fromisoformat(first) if first else ALWAYS,
        date.fromisoformat(last) + timedelta(days=1) if last else None,
    )


async def _stored(engine: AsyncEngine, lists: set[CodeList]) -> list[CodeValue]:
    columns = (Row.list, Row.code, Row.name_da, Row.name_en, Row.parent, Row.levels, Row.explained)
    asked = select(*columns, func.lower(Row.valid).label("first"), func.upper(Row.valid).label("end"))
    among = Row.list == any_(literal([code_list.value for code_list in lists], ARRAY(Text)))
    async with engine.connect() as connection:
        rows = (await connection.execute(asked.where(among).order_by(Row.list, Row.code, Row.valid))).all()
    return [
        CodeValue(
            list=CodeList(row.list),
            code=row.code,
            name_da=row.name_da,
            name_en=row.name_en,
            valid=Period(row.first, row.end),
            parent=row.parent,
            levels=tuple(row.levels),
            explained=row.explained,
        )
        for row in rows
    ]


def _by_code(values: Iterable[CodeValue]) -> defaultdict[Key, set[CodeValue]]:
    found: defaultdict[Key, set[CodeValue]] = defaultdict(set)
    for value in values:
        found[value.list, value.code].add(value)
    return found


def _explained(values: Iterable[CodeValue]) -> bool:
    return any(value.explained for value in values)
