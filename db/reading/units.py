"""Units by what they are known by, and the units above them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Integer, Select, Text, any_, bindparam, literal, select, true

from db.reading import days, rows, standing
from db.reading.below import each_asked
from db.reading.identifiers import COLUMNS, holding, known_by
from db.reading.known import Known
from db.reading.lists import IdentifierSystem
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit

VALUES = bindparam("values", type_=ARRAY(Text))
"""The numbers asked for, in every statement under this name."""


async def units(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[Unit | None]:
    """Each unit as it stands, in the order of `codes`; None for a stranger."""
    known = Known(moment.at)
    known.add(await coded(db, set(codes), moment))
    return known.units(codes)


async def coded(db: Snapshot, codes: Collection[SorCode], moment: Moment) -> list[Unit]:
    """Each unit as it stands, in no order; of a stranger nothing."""
    return rows.units(await db.rows(_coded(standing.ever(moment)), parameters(moment, codes=list(codes))))


async def identified(db: Snapshot, system: IdentifierSystem, values: Sequence[str], moment: Moment) -> list[list[Unit]]:
    """The units in force known by each of `values`, by SOR code. Of location numbers the holders, hidden or not."""
    asked = _known(standing.in_force(moment), system)
    known: defaultdict[str, list[Unit]] = defaultdict(list)
    found = await db.rows(asked, parameters(moment, values=list(set(values))))
    for row, unit in zip(found, rows.units(found), strict=True):
        told = row[rows.WIDTH]
        for value in told if isinstance(told, list) else [told]:
            known[value].append(unit)
    return [known[value] for value in values]


async def paths(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[tuple[Unit, ...]]:
    """Each unit and those above it, nearest first; empty for a stranger."""
    known = Known(moment.at)
    known.climbed(await upward(db, set(codes), moment))
    return known.paths(codes)


async def upward(db: Snapshot, codes: Collection[SorCode], moment: Moment) -> list[tuple[date, Unit]]:
    """The units and all that stand above them, in no order, each as it stands on a day; of a stranger nothing.

    That is the day asked for or, above a unit that is not in force, the last or first day of that unit's life.
    """
    found = await db.rows(_upward(standing.ever(moment)), parameters(moment, codes=list(codes)))
    return [(row[rows.WIDTH], unit) for row, unit in zip(found, rows.units(found), strict=True)]


@cache
def _coded(reading: Reading) -> Select[*tuple[Any, ...]]:
    asked = each_asked()
    unit = reading.one(asked.c.sor_code, "stood")
    return kept(select(*rows.columns(unit)).join_from(asked, unit, true()))


@cache
def _known(reading: Reading, system: IdentifierSystem) -> Select[*tuple[Any, ...]]:
    """Each unit with what it is known by in the system, one number or a list of them."""
    unit, number = reading.units(), reading.sources.number()
    if system is IdentifierSystem.GLN:
        asked = select(*rows.columns(unit), number.gln).join_from(unit, number, holding(number, unit, hidden=True))
        asked = asked.where(number.gln == any_(VALUES))
    else:
        asked = select(*rows.columns(unit), unit.c[COLUMNS[system]])
        asked = asked.where(known_by(system, VALUES, unit, reading.sources, hidden=True))
    return kept(asked.order_by(unit.c.sor_code))


@cache
def _upward(reading: Reading) -> Select[*tuple[Any, ...]]:
    """Carries whole rows. At each step everybody above is met once, however many of those below it were there.

    `asked`: the day for which a unit was asked; it stands as on the nearest `day` of its life, and so does all above.
    """
    asked = each_asked()
    first = reading.one(asked.c.sor_code, "first")
    told = standing.columns(first)
    start = select(literal(0, Integer).label("steps"), days.DAY.label("asked"), *told).join_from(asked, first, true())
    met = start.cte("met", recursive=True)
    up = select(met.c.steps, met.c.parent, met.c.day).where(met.c.parent.is_not(None)).distinct().subquery("up")
    above = reading.above(up.c.parent, up.c.day, "above")
    met = met.union_all(
        select(up.c.steps + 1, up.c.day, *standing.columns(above))
        .join_from(up, above, true())
        .where(up.c.steps < standing.DEEPEST)
    )
    return kept(select(*rows.columns(met), met.c.asked))
