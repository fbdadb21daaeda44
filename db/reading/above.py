"""Many units and all that stands above them, among the units in force: read a level at a time, each unit once."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, any_, column, func, literal, literal_column, select, true

from db.reading import days, rows, standing, whole
from db.reading.below import CODES
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit


async def above(db: Snapshot, codes: Collection[SorCode], moment: Moment) -> list[Unit]:
    """The units in force that are among these or above them, in no order. Who is not in force ends a way up."""
    return await db.rows(_levels(standing.in_force(moment)), parameters(moment, codes=list(codes)), rows.units)


@cache
def _levels(reading: Reading) -> Select[*tuple[Any, ...]]:
    """Each level is one list of codes, found by one walk along an index, and so is the list of all that were met: a
    third of the time of stepping up unit by unit, with whole rows, where there are thousands."""
    start = select(literal(0, Integer).label("steps"), CODES.label("codes")).cte("levels", recursive=True)
    version = reading.sources.version("stepped_up")
    up = (
        select(func.array_agg(version.parent.distinct()).label("codes"))
        .where(
            version.sor_code == any_(start.c.codes),
            version.parent.is_not(None),
            days.holds(version.valid),
            days.lasts(version.valid),
        )
        .lateral("up")
    )
    levels = start.union_all(
        select(start.c.steps + 1, up.c.codes)
        .join_from(start, up, true())
        .where(start.c.steps < standing.DEEPEST, up.c.codes.is_not(None))
    )
    each = func.unnest(levels.c.codes).table_valued(column("code", BigInteger)).render_derived(name="each")
    met = select(func.array_agg(each.c.code.distinct()).label("codes")).join_from(levels, each, true()).subquery("met")
    unit = whole.units(reading, met.c.codes)
    found = select(*rows.columns(unit)).correlate(met).offset(literal_column("0")).lateral("found")
    return kept(select(*found.c).join_from(met, found, true()))
