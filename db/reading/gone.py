"""The ways up from the units that are not in force, each on the last or first day of its life: what counted for it."""

from functools import cache

from sqlalchemy import CTE, ColumnElement, Integer, and_, literal, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from db.reading import days
from db.reading.standing import DEEPEST, Reading

NUMBER = "inherits_location_number"


@cache
def nearest(reading: Reading, column: str) -> CTE:
    """The climbing `value` of each unit: the nearest that is stated, null where none is."""
    way = _ways(reading, column)
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
    way, number = _ways(reading, NUMBER), reading.sources.number("then_held")
    hidden: ColumnElement[bool] = or_(number.internal_only, number.not_active)
    held = and_(number.holder == way.c.sor_code, days.holds(number.valid, way.c.day))
    return (
        select(way.c.unit, way.c.steps, number.gln, hidden.label("hidden"))
        .join_from(way, number, held)
        .ext(distinct_on(way.c.unit))
        .order_by(way.c.unit, way.c.steps)
        .cte("then_numbers")
    )


def _ways(reading: Reading, column: str) -> CTE:
    """Each unit out of force (`unit`), and those above it by the `steps` to them, as they stood on its day: up to the
    first that states the value or, of numbers, does not take that of the unit above."""
    carried = ("sor_code", "parent", "day", column)
    first = reading.units(f"gone_{column}")
    start = (
        select(first.c.sor_code.label("unit"), literal(0, Integer).label("steps"), *(first.c[name] for name in carried))
        .where(~days.holds(first.c.life))
        .cte(f"ways_{column}", recursive=True)
    )
    above = reading.above(start.c.parent, start.c.day, f"above_gone_{column}")
    goes_on = start.c[column].is_(true()) if column == NUMBER else start.c[column].is_(None)
    return start.union_all(
        select(start.c.unit, start.c.steps + 1, *(above.c[name] for name in carried))
        .join_from(start, above, true())
        .where(goes_on, start.c.steps < DEEPEST)
    )
