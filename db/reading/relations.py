"""Units beside units: whom each replaces, is replaced by, cooperates with."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CompoundSelect, any_, bindparam, case, literal, select, true, union

from db.reading import days
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters, sources
from db.reading.written import kept
from domain.identifiers import SorCode
from domain.periods import Moment, Period
from domain.relations import Relation

CODES = bindparam("codes", type_=ARRAY(BigInteger))


async def relations(db: Snapshot, codes: Sequence[SorCode], moment: Moment, ever: bool = False) -> list[list[Relation]]:
    """Those that have begun by the day or, if asked for, `ever`."""
    found: defaultdict[SorCode, list[Relation]] = defaultdict(list)
    for unit, type_, other, start, end, note in await db.rows(
        _relations(sources(moment), ever), parameters(moment, codes=[*codes])
    ):
        found[unit].append(Relation(type_, unit, other, Period(start, end), note))
    return [found.get(code, []) for code in codes]


@cache
def _relations(told: Sources, ever: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """Each is recorded with one of the two units, and told of both."""
    one = told.relation()
    seen_from_other = case((one.type == "REPLACES", literal("REPLACED_BY")), else_=one.type)
    begun = true() if ever else days.starts(one.valid) <= days.DAY
    period = (days.starts(one.valid).label("since"), days.ends(one.valid).label("until"), one.note)
    stated = select(one.sor_code.label("unit"), one.type.label("type"), one.other.label("beside"), *period)
    returned = select(one.other.label("unit"), seen_from_other.label("type"), one.sor_code.label("beside"), *period)
    both = union(stated.where(one.sor_code == any_(CODES), begun), returned.where(one.other == any_(CODES), begun))
    c = both.selected_columns
    return kept(both.order_by(c["unit"], c["type"].desc(), c["beside"], "since", "note"))
