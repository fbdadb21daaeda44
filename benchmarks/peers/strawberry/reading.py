"""What is asked of the table: each question opens a session of its own, as loaders run side by side."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, literal, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import aliased

from benchmarks.peers.strawberry.rows import UnitRow

Sessions = async_sessionmaker[AsyncSession]

KNOWN_BY = {
    "sor_code": UnitRow.sor_code,
    "shak": UnitRow.shak,
    "p_number": UnitRow.p_number,
    "gln": UnitRow.own_gln,
}
BY_NAME = (UnitRow.sort_name, UnitRow.sor_code)
AT_WORD_START = r"(?:^|[\u0001-\u002f\u003a-\u0060\u007b-\u007f])"


def columns(unit: type[UnitRow]) -> list[Any]:
    return [getattr(unit, column.key) for column in UnitRow.__table__.columns]


async def by_code(sessions: Sessions, codes: list[int]) -> list[UnitRow | None]:
    async with sessions() as session:
        found = await session.scalars(select(UnitRow).where(UnitRow.sor_code.in_(codes)))
        units = {unit.sor_code: unit for unit in found}
    return [units.get(code) for code in codes]


async def children(sessions: Sessions, codes: list[int]) -> list[list[UnitRow]]:
    below: defaultdict[int | None, list[UnitRow]] = defaultdict(list)
    async with sessions() as session:
        for unit in await session.scalars(select(UnitRow).where(UnitRow.parent.in_(codes)).order_by(*BY_NAME)):
            below[unit.parent].append(unit)
    return [below[code] for code in codes]


async def ancestors(sessions: Sessions, codes: list[int]) -> list[list[UnitRow]]:
    asked, one = aliased(UnitRow), aliased(UnitRow)
    first = select(asked.sor_code.label("asked"), *columns(one), literal(1).label("steps"))
    start = first.join(one, one.sor_code == asked.parent).where(asked.sor_code.in_(codes))
    way = start.cte("way", recursive=True)
    further = select(way.c.asked, *columns(one), way.c.steps + 1).join(one, one.sor_code == way.c.parent)
    way = way.union_all(further)
    unit = aliased(UnitRow, way)
    above: defaultdict[int, list[UnitRow]] = defaultdict(list)
    async with sessions() as session:
        found = await session.execute(select(way.c.asked, unit).order_by(way.c.steps.desc()))
        for code, row in found.tuples():
            above[code].append(row)
    return [above[code] for code in codes]


async def known_by(sessions: Sessions, system: str, numbers: list[Any]) -> dict[Any, UnitRow]:
    column = KNOWN_BY[system]
    async with sessions() as session:
        found = await session.execute(select(column, UnitRow).where(column.in_(numbers)))
        return dict(found.tuples().all())


async def page(sessions: Sessions, first: int, after: tuple[str, int] | None) -> Sequence[UnitRow]:
    """One more than is shown, where there are more."""
    asked = select(UnitRow).order_by(*BY_NAME).limit(first + 1)
    if after is not None:
        asked = asked.where(tuple_(*BY_NAME) > after)
    async with sessions() as session:
        return (await session.scalars(asked)).all()


async def subtree(sessions: Sessions, root: int, first: int) -> Sequence[Row[UnitRow, int]]:
    start = select(*columns(UnitRow), literal(0).label("steps")).where(UnitRow.sor_code == root)
    tree = start.cte("tree", recursive=True)
    child = aliased(UnitRow)
    tree = tree.union_all(select(*columns(child), tree.c.steps + 1).join(child, child.parent == tree.c.sor_code))
    asked = select(aliased(UnitRow, tree), tree.c.steps).order_by(tree.c.place).limit(first)
    async with sessions() as session:
        return (await session.execute(asked)).all()


async def search(sessions: Sessions, part: str, first: int) -> Sequence[Row[UnitRow, int]]:
    """The best units, each with the number of all that were found."""
    name = UnitRow.folded_name
    grade = case((name == part, 1), (name.startswith(part), 2), (name.regexp_match(AT_WORD_START + part), 3), else_=4)
    asked = select(UnitRow, func.count().over()).where(name.contains(part)).order_by(grade, *BY_NAME).limit(first)
    async with sessions() as session:
        return (await session.execute(asked)).all()


async def on_day(sessions: Sessions, code: int, day: date) -> Row[Any] | None:
    asked = text("SELECT * FROM peers.unit_on(:code, :day) WHERE sor_code IS NOT NULL")
    async with sessions() as session:
        return (await session.execute(asked, {"code": code, "day": day})).one_or_none()


async def renamed(sessions: Sessions, code: int, name: str) -> UnitRow:
    async with sessions.begin() as session:
        changed = update(UnitRow).where(UnitRow.sor_code == code).values(name=name).returning(UnitRow)
        return (await session.scalars(changed)).one()
