"""Subtrees that are wanted whole: read a level at a time, and put in order here."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    all_,
    any_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    true,
)

from db.reading import days, drafts, orders, rows, standing
from db.reading.below import CODES
from db.reading.reader import Slice, SortKey, SubtreeNode
from db.reading.slices import Keys
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit

MOST = bindparam("most", type_=Integer)
_ALL: ColumnElement[int] = literal_column("0")
_NAME = rows.WIDTH


async def whole(db: Snapshot, root: SorCode, moment: Moment, most: int) -> Slice[SubtreeNode] | None:
    """All of a subtree in force, depth first; None of one that is larger than `most`, or is not there."""
    given = parameters(moment, codes=[root], most=most)
    found = await db.rows(_levels(standing.in_force(moment)), given)
    if not found:
        return None
    with drafts.undisturbed(len(found)):
        nodes = tuple(_in_order(root, found))
    names = {row[rows.CODE]: row[_NAME] for row in found}

    def place(node: SubtreeNode) -> SortKey:
        return (orders.place_of([(names[code], code) for code in node.path[1:]]),)

    return Slice(nodes, Keys(nodes, place), more=False)


def _in_order(root: SorCode, found: Sequence[rows.Row]) -> list[SubtreeNode]:
    below: dict[SorCode | None, list[tuple[str, SorCode, Unit]]] = {}
    for row, unit in zip(found, rows.units(found), strict=True):
        beside = below.setdefault(unit.parent, [])
        beside.append((row[_NAME], unit.sor_code, unit))
        if unit.sor_code == root:
            top = unit
    for beside in below.values():
        beside.sort(reverse=True)  # the last is taken first
    nodes: list[SubtreeNode] = []
    waiting: list[tuple[Unit, tuple[SorCode, ...]]] = [(top, ())]
    while waiting:
        unit, above = waiting.pop()
        next_ones = below.get(unit.sor_code)
        nodes.append(SubtreeNode(unit, len(above), above, len(next_ones) if next_ones else 0))
        if next_ones:
            way = (*above, unit.sor_code)
            waiting += [(one, way) for _, _, one in next_ones if one is not top]  # who comes back has gone round
    return nodes


@cache
def _levels(reading: Reading) -> Select[*tuple[Any, ...]]:
    """Each level is one list of codes, so that one walk along an index finds all that are below it: half the time of
    looking below each unit. The root comes alone, and who comes back to it has gone round."""
    top, next_one = reading.sources.version("top"), reading.sources.version("next_one")
    codes = func.array_agg(top.sor_code).label("codes")
    stands = select(literal(0, Integer).label("steps"), codes).where(top.sor_code == any_(CODES), *_in_force(top.valid))
    levels = stands.cte("levels", recursive=True)
    deeper = (
        select(func.array_agg(next_one.sor_code).label("codes"))
        .where(next_one.parent == any_(levels.c.codes), next_one.sor_code != all_(CODES), *_in_force(next_one.valid))
        .lateral("deeper")
    )
    levels = levels.union_all(
        select(levels.c.steps + 1, deeper.c.codes)
        .join_from(levels, deeper, true())
        .where(levels.c.steps < standing.DEEPEST, deeper.c.codes.is_not(None))
    )
    size = select(func.sum(func.cardinality(levels.c.codes))).scalar_subquery()
    unit = reading.units()
    found = (
        select(*rows.columns(unit), unit.c.sort_name)
        .where(unit.c.sor_code == any_(levels.c.codes))
        .correlate(levels)
        .offset(_ALL)
        .lateral("found")
    )
    return kept(select(*found.c).join_from(levels, found, true()).where(size <= MOST))


def _in_force(valid: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return days.holds(valid), days.lasts(valid)
