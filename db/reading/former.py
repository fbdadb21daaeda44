"""Units found by names that they had before a day, and which have another one on it.

Columns: as `naming.hits` has them.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, literal_column, or_, select, true

from db.reading import answering, days
from db.reading.answering import LIKE
from db.reading.sources import Sources


def called(known: Sources, again: bool) -> list[Select[*tuple[Any, ...]]]:
    """Those with a name that answers, and those that had one; `again`: the latter even if they have one as well."""
    version = known.version("matched")
    named = version.sor_code, version.sort_name, version.name, version.folded_name, version.valid
    stood = or_(days.holds(version.valid), _over(version.valid))
    found = select(*named).where(*answering.called(version), stood).cte("by_name")
    stands = days.holds(found.c.valid)
    has = select(found.c.sor_code, found.c.sort_name, *answering.named(found.c).told(found.c.valid)).where(stands)
    now = _now(known, found.c.sor_code)
    had = (
        select(found.c.sor_code, now.c.sort_name, *answering.had(found.c).told(found.c.valid))
        .join_from(found, now, true())
        .where(_over(found.c.valid), found.c.name != now.c.name)
    )
    if again:
        return [has, had]
    told = found.alias("told")
    return [has, had.where(found.c.sor_code.not_in(select(told.c.sor_code).where(days.holds(told.c.valid))))]


def had(known: Sources, early: CTE) -> Select[*tuple[Any, ...]]:
    """By what other names those were known before that are found by the names they have."""
    version = known.version("before")
    before = (
        select(version.name, version.folded_name, version.valid)
        .where(
            version.sor_code == early.c.sor_code,
            version.name != early.c.text,
            _over(version.valid),
            version.folded_name.like(LIKE),
            answering.others(version),
        )
        .offset(literal_column("0"))
        .lateral("before")
    )
    return select(early.c.sor_code, early.c.sort_name, *answering.had(before.c).told(before.c.valid)).join_from(
        early, before, true()
    )


def _now(known: Sources, code: ColumnElement[int]) -> FromClause:
    """A unit as it is called on the day."""
    version = known.version("now")
    return (
        select(version.name, version.sort_name)
        .where(version.sor_code == code, days.holds(version.valid), days.lasts(version.valid))
        .limit(literal_column("1"))
        .lateral("now")
    )


def _over(valid: Any) -> ColumnElement[bool]:
    return days.ends(valid) <= days.DAY
