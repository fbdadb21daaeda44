"""Subtrees that are wanted whole: read a level at a time, and put in order here."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
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
from db.reading.lists import Slice, SortKey
from db.reading.reader import SubtreeNode
from db.reading.slices import Keys
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import FACTS, Unit

MOST = bindparam("most", type_=Integer)
_ALL: ColumnElement[int] = literal_column("0")
_NAME, _CODE, _PARENT = itemgetter(rows.WIDTH), itemgetter(rows.CODE), itemgetter(rows.PARENT)


async def whole(db: Snapshot, root: SorCode, moment: Moment, most: int) -> Slice[SubtreeNode] | None:
    """All of a subtree in force, depth first; None of one that is larger than `most`, or is not there."""
    given = parameters(moment, codes=[root], most=most)
    found: list[_Member] = await db.rows(_levels(standing.in_force(moment)), given, _members)
    if not found:
        return None
    with drafts.undisturbed(len(found)):
        nodes = tuple(_in_order(root, found))

    @cache
    def names() -> dict[SorCode, str]:
        return {code: name for _, (name, code, _) in found}

    def place(node: SubtreeNode) -> SortKey:
        known = names()
        return (orders.place_of([(known[code], code) for code in node.path[1:]]),)

    return Slice(nodes, Keys(nodes, place), more=False)


_Named = tuple[str, SorCode, Unit]
"""A unit with what it is put in order by."""

_Member = tuple[SorCode | None, _Named]
"""A unit below the one above it."""


def _members(found: Sequence[rows.Row]) -> list[_Member]:
    named = zip(map(_NAME, found), map(_CODE, found), rows.units(found), strict=True)
    return [*zip(map(_PARENT, found), named, strict=True)]


def _in_order(root: SorCode, found: Sequence[_Member]) -> list[SubtreeNode]:
    """Depth first, siblings by name and code."""
    below: defaultdict[SorCode | None, list[_Named]] = defaultdict(list)
    for parent, one in found:
        below[parent].append(one)
    nodes: list[SubtreeNode] = []
    add, new, node = nodes.append, tuple.__new__, SubtreeNode  # a tuple's own way takes half the time
    top = [one for _, one in found if one[1] == root]
    ways: list[tuple[Iterator[_Named], tuple[SorCode, ...]]] = [(iter(top), ())]
    while ways:
        beside, above = ways[-1]
        depth = len(above)
        for _, code, unit in beside:
            if code == root and above:  # who comes back to it has gone round
                continue
            next_ones = below.get(code)
            if next_ones is None:
                add(new(node, (unit, depth, above, 0)))
                continue
            add(new(node, (unit, depth, above, len(next_ones))))
            next_ones.sort()
            ways.append((iter(next_ones), (*above, code)))
            break
        else:
            ways.pop()
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
    unit = units(reading, levels.c.codes)
    found = select(*rows.columns(unit), unit.c.sort_name).correlate(levels).offset(_ALL).lateral("found")
    return kept(select(*found.c).join_from(levels, found, true()).where(size <= MOST))


def units(reading: Reading, codes: ColumnElement[Any]) -> Subquery:
    """The units in force of a list of codes: both tables are walked along an index once, and put together by hash, in a
    third of the time that it takes to look up each unit's version. A full join is never made in another way, and here
    everybody has the other."""
    unit, version = reading.sources.unit("one"), reading.sources.version("said")
    units = (
        select(unit.sor_code, unit.kind, unit.first_from, unit.life, unit.version, unit.recorded.label("changed"))
        .where(unit.sor_code == any_(codes))
        .correlate_except(unit)
        .offset(_ALL)
        .subquery("unit")
    )
    versions = (
        select(version.sor_code, version.valid, version.sort_name, *(getattr(version, fact) for fact in FACTS))
        .where(version.sor_code == any_(codes), *_in_force(version.valid))
        .correlate_except(version)
        .offset(_ALL)
        .subquery("version")
    )
    told = (*units.c, *(column for column in versions.c if column.name != "sor_code"))
    return (
        select(*told).join_from(units, versions, versions.c.sor_code == units.c.sor_code, full=True).subquery("stood")
    )


def _in_force(valid: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return days.holds(valid), days.lasts(valid)
