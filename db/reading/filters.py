"""A filter as tests of units as they stand; what it asks nothing about has no part in the statement."""

from collections.abc import Iterator

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from db.reading import days, effective
from db.reading.below import ALWAYS
from db.reading.identifiers import known_by, listed
from db.reading.lists import Below, Filter
from db.reading.standing import Reading, bounded
from db.reading.texts import among, plain, texts
from domain.names import folded
from domain.units import UnitStatus


def passes(filter: Filter, units: FromClause, reading: Reading) -> ColumnElement[bool]:
    """Whether a unit is one of those asked for. `reading`: `standing.asked` of the same filter."""
    return and_(
        True,
        *_of_itself(filter, units),
        *_of_its_place(filter, units, reading),
        *_of_its_values(filter, units, reading),
    )


def _of_itself(filter: Filter, units: FromClause) -> Iterator[ColumnElement[bool]]:
    c = units.c
    if filter.kinds is not None:
        yield among(c.kind, (kind.value for kind in filter.kinds))
    if filter.statuses is not None:
        yield or_(false(), *(has_status(status, c.life) for status in set(filter.statuses)))
    if filter.types is not None:
        yield among(c.type, filter.types)
    if filter.specialities is not None:
        yield listed(c.specialities, texts(filter.specialities))
    if filter.name_contains is not None:
        yield c.folded_name.like(f"%{plain(folded(filter.name_contains))}%")
    if filter.changed_since is not None:
        yield c.changed >= filter.changed_since


def _of_its_place(filter: Filter, units: FromClause, reading: Reading) -> Iterator[ColumnElement[bool]]:
    if filter.under is not None:
        yield _under(filter.under, units, reading, "under")
    if filter.within is not None:
        yield _under(Below((filter.within,), include_self=True), units, reading, "within")
    if filter.post_code is not None or filter.municipality is not None:
        yield effective.at_postal_address(filter.post_code, filter.municipality, units, reading)


def _of_its_values(filter: Filter, units: FromClause, reading: Reading) -> Iterator[ColumnElement[bool]]:
    hidden = filter.hidden_numbers
    if filter.identifier is not None:
        system, value = filter.identifier
        yield known_by(system, texts([value]), units, reading.sources, hidden)
    if filter.effective_location_number is not None:
        yield effective.reached_by(filter.effective_location_number, units, reading, hidden)
    for field in dict.fromkeys(filter.has_own or ()):
        yield effective.has_own(field, units, reading, hidden)
    for field in dict.fromkeys(filter.inherits or ()):
        yield effective.inherits(field, units, reading, hidden)


def has_status(status: UnitStatus, life: ColumnElement[object]) -> ColumnElement[bool]:
    """As `Unit.status` says it. What is only requested is not among the units yet."""
    match status:
        case UnitStatus.PLANNED:
            return days.starts(life) > days.DAY
        case UnitStatus.ACTIVE:
            return and_(days.holds(life), days.ends(life).is_(None))
        case UnitStatus.CLOSING:
            return and_(days.holds(life), days.ends(life).is_not(None))
        case UnitStatus.CLOSED:
            return days.ends(life) <= days.DAY
        case UnitStatus.PENDING:
            return false()


def _under(asked: Below, units: FromClause, reading: Reading, name: str) -> ColumnElement[bool]:
    """A unit asked for is itself below another one asked for, or it is not."""
    if reading.ever:
        return _ever_under(asked, units, reading, name)
    starts = func.unnest(literal(list(asked.sor_codes), ARRAY(BigInteger)), type_=BigInteger)
    start = select(starts.label("sor_code"), literal(0, Integer).label("steps")).cte(name, recursive=True)
    child = reading.children(start.c.sor_code, f"{name}_below", ["sor_code"])
    below = start.union(
        select(child.c.sor_code, start.c.steps + 1)
        .join_from(start, child, true())
        .where(start.c.steps < bounded(asked.max_depth))
    )
    return units.c.sor_code.in_(select(below.c.sor_code).where(below.c.steps >= (0 if asked.include_self else 1)))


def _ever_under(asked: Below, units: FromClause, reading: Reading, name: str) -> ColumnElement[bool]:
    """The same on the day that each unit stands as on."""
    starts = func.unnest(literal(list(asked.sor_codes), ARRAY(BigInteger)), type_=BigInteger)
    start = select(starts.label("sor_code"), literal(0, Integer).label("steps"), ALWAYS.label("during"))
    met = start.cte(name, recursive=True)
    child = reading.ever_below(met.c.sor_code, met.c.during, f"{name}_below")
    below = met.union(
        select(child.c.sor_code, met.c.steps + 1, child.c.during)
        .join_from(met, child, true())
        .where(met.c.steps < bounded(asked.max_depth))
    )
    there = exists().where(
        below.c.sor_code == units.c.sor_code,
        days.holds(below.c.during, units.c.day),
        below.c.steps >= (0 if asked.include_self else 1),
    )
    return there.correlate(units)
