"""Units by what they are known by, and the units above them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Select, Text, any_, bindparam, select, true

from db.reading import rows, standing
from db.reading.below import CODES
from db.reading.identifiers import COLUMNS, holding, known_by
from db.reading.reader import IdentifierSystem
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import Unit

VALUES = bindparam("values", type_=ARRAY(Text))
"""The numbers asked for, in every statement under this name."""


async def units(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[Unit | None]:
    """Each unit as it stands, in the order of `codes`; None for a stranger."""
    found = await db.rows(_coded(standing.ever(moment)), parameters(moment, codes=list(set(codes))))
    by_code = {unit.sor_code: unit for unit in map(rows.unit, found)}
    return [by_code.get(code) for code in codes]


async def identified(db: Snapshot, system: IdentifierSystem, values: Sequence[str], moment: Moment) -> list[list[Unit]]:
    """The units in force known by each of `values`, by SOR code. Of location numbers the holders, hidden or not."""
    asked = _known(standing.in_force(moment), system)
    known: defaultdict[str, list[Unit]] = defaultdict(list)
    for row in await db.rows(asked, parameters(moment, values=list(set(values)))):
        told = row[rows.WIDTH]
        for value in told if isinstance(told, list) else [told]:
            known[value].append(rows.unit(row))
    return [known[value] for value in values]


async def paths(db: Snapshot, codes: Sequence[SorCode], moment: Moment) -> list[tuple[Unit, ...]]:
    """Each unit and those above it, nearest first; empty for a stranger."""
    found = await db.rows(_upward(standing.ever(moment)), parameters(moment, codes=list(set(codes))))
    by_code = {unit.sor_code: unit for unit in map(rows.unit, found)}
    return [tuple(_path(code, by_code)) for code in codes]


@cache
def _coded(reading: Reading) -> Select[*tuple[Any, ...]]:
    unit = reading.units()
    return select(*rows.columns(unit)).where(unit.c.sor_code == any_(CODES)).order_by(unit.c.sor_code)


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
    return asked.order_by(unit.c.sor_code)


@cache
def _upward(reading: Reading) -> Select[*tuple[Any, ...]]:
    """Each unit met on the way up once, however many of those asked about it stands above."""
    asked = reading.units("asked")
    start = select(asked.c.sor_code, asked.c.parent).where(asked.c.sor_code == any_(CODES)).cte("met", recursive=True)
    above = reading.one(start.c.parent, "above", ["sor_code", "parent"])
    met = start.union(select(above.c.sor_code, above.c.parent).join_from(start, above, true()))
    unit = reading.one(met.c.sor_code, "stood")
    return select(*rows.columns(unit)).join_from(met, unit, true()).order_by(unit.c.sor_code)


def _path(code: SorCode, units: Mapping[SorCode, Unit]) -> Iterator[Unit]:
    met: set[SorCode] = set()
    above: SorCode | None = code
    while above is not None and above in units and above not in met:
        met.add(above)
        yield units[above]
        above = units[above].parent
