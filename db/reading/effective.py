"""Which units have an effective value of some kind: what states it, and all below that takes it over.

That is found by walking down among the units in force, and by climbing from those that are not (`gone`).
"""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import CTE, ColumnElement, FromClause, and_, exists, or_, select, true

from db.reading import days, gone
from db.reading.identifiers import holding
from db.reading.lists import TextMatch
from db.reading.standing import Reading
from db.reading.texts import matches
from db.tables import Address
from domain.identifiers import Gln
from domain.inheritance import InheritableField
from domain.units import UnitKind

OWN = {
    InheritableField.POSTAL_ADDRESS: "postal",
    InheritableField.VISITING_ADDRESS: "visiting",
    InheritableField.ACTIVITY_ADDRESS: "activity",
    InheritableField.ELECTRONIC_ADDRESS: "electronic",
}


def has_own(field: InheritableField, units: FromClause, reading: Reading, hidden: bool) -> ColumnElement[bool]:
    """Whether a unit states a value itself."""
    if field is InheritableField.LOCATION_NUMBER:
        return _holds_number(units, reading, hidden)
    return units.c[OWN[field]].is_not(None)


def inherits(field: InheritableField, units: FromClause, reading: Reading, hidden: bool) -> ColumnElement[bool]:
    """Whether a unit has an effective value that it does not state itself in that field (domain/inheritance.py)."""
    if field is InheritableField.LOCATION_NUMBER:
        return _inherits_number(units, reading, hidden)
    climbing = "electronic" if field is InheritableField.ELECTRONIC_ADDRESS else "postal"
    provided: ColumnElement[bool] = true()
    if reading.now:
        provided = units.c.sor_code.not_in(select(_without(_now(reading), climbing).c.sor_code))
    if reading.ever:
        then = gone.nearest(reading, climbing)
        provided = and_(provided, units.c.sor_code.not_in(select(then.c.unit).where(then.c.value.is_(None))))
    if field is InheritableField.ACTIVITY_ADDRESS:
        organizational = units.c.kind == UnitKind.ORGANIZATIONAL_UNIT.value
        return and_(organizational, units.c.activity.is_(None), or_(units.c.visiting.is_not(None), provided))
    return and_(units.c[OWN[field]].is_(None), provided)


def at_postal_address(
    post_code: TextMatch | None, municipality: TextMatch | None, units: FromClause, reading: Reading
) -> ColumnElement[bool]:
    """Whether a unit's effective postal address is as asked. One that has none has neither code."""
    address = Address.__table__.alias("stated_postal")
    tests = [
        matches(address.c[name], asked)
        for name, asked in (("post_code", post_code), ("municipality", municipality))
        if asked is not None
    ]
    there: list[ColumnElement[bool]] = []
    if reading.now:
        there.append(units.c.sor_code.in_(select(_there_now(address, tests, _now(reading)).c.sor_code)))
    if reading.ever:
        then = gone.nearest(reading, "postal")
        found = select(then.c.unit).join_from(then, address, address.c.id == then.c.value, isouter=True).where(*tests)
        there.append(units.c.sor_code.in_(found))
    return or_(*there)


def _there_now(address: FromClause, tests: Sequence[ColumnElement[bool]], reading: Reading) -> CTE:
    stating = reading.units("stating_postal")
    seeds = (
        select(stating.c.sor_code)
        .join_from(stating, address, address.c.id == stating.c.postal, isouter=True)
        .where(or_(stating.c.postal.is_not(None), stating.c.parent.is_(None)), *tests)
    )
    start = seeds.cte("there", recursive=True)
    child = reading.children(start.c.sor_code, "there_too", ["sor_code", "postal"])
    taking = select(child.c.sor_code).join_from(start, child, true())
    return start.union(taking.where(child.c.postal.is_(None)))


def reached_by(gln: Gln, units: FromClause, reading: Reading, hidden: bool) -> ColumnElement[bool]:
    """Whether a location number counts for a unit."""
    reached: list[ColumnElement[bool]] = []
    if reading.now:
        reached.append(units.c.sor_code.in_(select(_with_number(_now(reading), hidden, gln, "reached").c.sor_code)))
    if reading.ever:
        then = gone.numbers(reading)
        reached.append(units.c.sor_code.in_(select(then.c.unit).where(then.c.gln == gln, _shown(then, hidden))))
    return or_(*reached)


def _inherits_number(units: FromClause, reading: Reading, hidden: bool) -> ColumnElement[bool]:
    taken: list[ColumnElement[bool]] = []
    if reading.now:
        above = select(_with_number(_now(reading), hidden, None, "inherited").c.sor_code)
        in_force = days.holds(units.c.life) if reading.ever else true()
        taken.append(and_(in_force, units.c.parent.in_(above), _takes_number(units, _now(reading))))
    if reading.ever:
        then = gone.numbers(reading)
        climbed = select(then.c.unit).where(then.c.steps > 0, _shown(then, hidden))
        taken.append(units.c.sor_code.in_(climbed))
    return or_(*taken)


def _shown(numbers: CTE, hidden: bool) -> ColumnElement[bool]:
    return true() if hidden else ~numbers.c.hidden


def _now(reading: Reading) -> Reading:
    """Of the units in force only."""
    return Reading(reading.sources)


def _with_number(reading: Reading, hidden: bool, gln: Gln | None, name: str) -> CTE:
    """The units that a location number, or any, counts for: its holder, and those below that take it over."""
    holder, number = reading.units(f"{name}_at"), reading.sources.number(f"{name}_by")
    seeds = select(holder.c.sor_code).join_from(holder, number, holding(number, holder, hidden))
    start = seeds.where(true() if gln is None else number.gln == gln).cte(name, recursive=True)
    child = reading.children(start.c.sor_code, f"{name}_below", ["sor_code", "day", "inherits_location_number"])
    return start.union(select(child.c.sor_code).join_from(start, child, true()).where(_takes_number(child, reading)))


def _takes_number(units: FromClause, reading: Reading) -> ColumnElement[bool]:
    """Whether a unit has the number of the unit above. One of its own, hidden or not, comes before."""
    return and_(units.c.inherits_location_number.is_(True), ~_holds_number(units, reading, hidden=True))


def _holds_number(units: FromClause, reading: Reading, hidden: bool) -> ColumnElement[bool]:
    number = reading.sources.number("own_number")
    return exists().where(holding(number, units, hidden)).correlate(units)


@cache
def _without(reading: Reading, column: str) -> CTE:
    """The units that neither state a climbing address nor have one above them."""
    top = reading.units(f"{column}_top")
    roots = select(top.c.sor_code).where(top.c.parent.is_(None), top.c[column].is_(None))
    start = roots.cte(f"without_{column}", recursive=True)
    child = reading.children(start.c.sor_code, f"{column}_less", ["sor_code", column])
    below = select(child.c.sor_code).join_from(start, child, true())
    return start.union(below.where(child.c[column].is_(None)))
