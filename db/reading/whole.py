"""Subtrees that are wanted whole: read a level at a time, and put in order here."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any, overload

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
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit

MOST = bindparam("most", type_=Integer)
_ALL: ColumnElement[int] = literal_column("0")
_NAME, _STEPS = rows.WIDTH, rows.WIDTH + 1
_IN_ORDER = itemgetter(_NAME, rows.CODE)


async def whole(db: Snapshot, root: SorCode, moment: Moment, most: int) -> Slice[SubtreeNode] | None:
    """All of a subtree in force, depth first; None of one that is larger than `most`, or is not there."""
    given = parameters(moment, codes=[root], most=most)
    found = await db.rows(_levels(standing.in_force(moment)), given)
    if not found:
        return None
    with drafts.undisturbed(len(found)):
        nodes = _in_order(root, found)
    return Slice(tuple(nodes), Places(nodes, {row[rows.CODE]: row[_NAME] for row in found}), more=False)


class Places(Sequence[SortKey]):
    """The place of each node (`orders.place`), told when it is asked for."""

    def __init__(self, nodes: Sequence[SubtreeNode], names: dict[SorCode, str]) -> None:
        self._nodes = nodes
        self._names = names

    def __len__(self) -> int:
        return len(self._nodes)

    @overload
    def __getitem__(self, place: int) -> SortKey: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[SortKey]: ...
    def __getitem__(self, place: int | slice) -> SortKey | Sequence[SortKey]:
        if isinstance(place, slice):
            return Places(self._nodes[place], self._names)
        below = self._nodes[place].path[1:]
        return (orders.place_of([(self._names[code], code) for code in below]),)


def _in_order(root: SorCode, found: Sequence[rows.Row]) -> list[SubtreeNode]:
    units: dict[SorCode, Unit] = {unit.sor_code: unit for unit in rows.units(found)}
    below: defaultdict[SorCode | None, list[rows.Row]] = defaultdict(list)
    for row in found:
        below[units[row[rows.CODE]].parent if row[_STEPS] else None].append(row)
    nodes: list[SubtreeNode] = []
    waiting: list[tuple[rows.Row, tuple[SorCode, ...]]] = [(row, ()) for row in below.pop(None)]
    while waiting:
        row, above = waiting.pop()
        code = row[rows.CODE]
        path = (*above, code)
        next_ones = below.get(code, ())
        nodes.append(SubtreeNode(units[code], row[_STEPS], path, len(next_ones)))
        waiting += [(one, path) for one in sorted(next_ones, key=_IN_ORDER, reverse=True)]
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
    return kept(select(*found.c, levels.c.steps).join_from(levels, found, true()).where(size <= MOST))


def _in_force(valid: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return days.holds(valid), days.lasts(valid)
