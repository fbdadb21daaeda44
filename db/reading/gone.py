"""The ways up from the units that are not in force, each on the last or first day of its life: what counted for it."""

from functools import cache

from sqlalchemy import CTE, ColumnElement, Integer, Select, and_, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from db.reading import days
from db.reading.standing import DEEPEST, Reading

CARRIED = ("sor_code", "parent", "day", "postal", "electronic", "inherits_location_number")


@cache
def ways(reading: Reading) -> CTE:
    """Each unit out of force (`unit`), and those above it by the `steps` to them, as they stood on its day."""
    first = reading.units("gone")
    start = (
        select(first.c.sor_code.label("unit"), literal(0, Integer).label("steps"), *(first.c[name] for name in CARRIED))
        .where(~days.holds(first.c.life))
        .cte("ways", recursive=True)
    )
    above = reading.above(start.c.parent, start.c.day, "gone_below")
    return start.union_all(
        select(start.c.unit, start.c.steps + 1, *(above.c[name] for name in CARRIED))
        .join_from(start, above, true())
        .where(start.c.steps < DEEPEST)
    )


@cache
def nearest(reading: Reading, column: str) -> CTE:
    """The climbing `value` of each unit: the nearest that is stated, null where none is."""
    way = ways(reading)
    stated = way.c[column]
    return (
        select(way.c.unit, stated.label("value"))
        .ext(distinct_on(way.c.unit))
        .order_by(way.c.unit, stated.is_(None), way.c.steps)
        .cte(f"then_{column}")
    )


@cache
def numbers(reading: Reading) -> CTE:
    """The number that counted for each unit that had one (`gln`), whether it was `hidden`, and how many `steps` up it
    was held: the nearest one, if all below its holder take the number of the unit above."""
    way, number = ways(reading), reading.sources.number("then_held")
    taken = func.bool_and(way.c.inherits_location_number.is_(True)).over(
        partition_by=way.c.unit, order_by=way.c.steps, rows=(None, -1)
    )
    hidden: ColumnElement[bool] = or_(number.internal_only, number.not_active)
    held = and_(number.holder == way.c.sor_code, days.holds(number.valid, way.c.day))
    met = (
        select(way.c.unit, way.c.steps, number.gln, hidden.label("hidden"), func.coalesce(taken, true()).label("taken"))
        .join_from(way, number, held, isouter=True)
        .subquery("then_met")
    )
    first: Select[*tuple[object, ...]] = (
        select(met.c.unit, met.c.steps, met.c.gln, met.c.hidden, met.c.taken)
        .where(met.c.gln.is_not(None))
        .ext(distinct_on(met.c.unit))
        .order_by(met.c.unit, met.c.steps)
    )
    found = first.subquery("then_nearest")
    return select(found.c.unit, found.c.steps, found.c.gln, found.c.hidden).where(found.c.taken).cte("then_numbers")
