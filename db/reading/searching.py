"""Search: units found by a name they have, or had, or by one of their numbers; over the tables themselves."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    CTE,
    Select,
    and_,
    case,
    distinct,
    func,
    null,
    or_,
    select,
    true,
)

from db.reading import answering, days, filters, naming, rows, slices
from db.reading.answering import MOST
from db.reading.lists import Filter, Page, Slice, SortKey
from db.reading.naming import Hits
from db.reading.orders import Sorting
from db.reading.reader import Hit
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters, sources
from db.reading.standing import REMEMBERED, Reading, asked
from domain.periods import Moment, Period, Version, merged
from domain.searching import FORMER, Match, MatchField, Sought, sought

_PLACES = {field: place for place, field in enumerate(MatchField)}


async def search(db: Snapshot, text: str, moment: Moment, filter: Filter, former_names: bool, page: Page) -> Slice[Hit]:
    """The best first, equals by name. Raises `Violated` for a text that says nothing."""
    wanted = sought(text)
    hits = _hits_of(wanted, moment, filter, former_names, page.after is None)
    statement = _page(asked(moment, filter), hits, page.after)
    given = parameters(moment, most=slices.wanted(page), **answering.told(wanted), **naming.told(wanted))
    told = await db.rows(statement, given)
    found = [_hit([*same]) for _, same in groupby(told, key=itemgetter(rows.CODE))]
    shown = found[: page.first]
    return Slice(
        tuple(hit for hit, _ in shown),
        tuple(key for _, key in shown),
        more=len(found) > page.first,
        earlier=page.after is not None,
        total=told[0][-1] if told else None,
    )


async def search_count(db: Snapshot, text: str, moment: Moment, filter: Filter, former_names: bool) -> int:
    """Raises `Violated` for a text that says nothing."""
    wanted = sought(text)
    if naming.is_plain(filter):
        statement = naming.counted(_plain(wanted, moment, filter, former_names))
    else:
        statement = _count(asked(moment, filter), filter, former_names)
    [(count,)] = await db.rows(statement, parameters(moment, **answering.told(wanted)))
    return int(count)


def _hits_of(wanted: Sought, moment: Moment, filter: Filter, former_names: bool, first_page: bool) -> Hits:
    if naming.is_plain(filter):
        return naming.hits(_plain(wanted, moment, filter, former_names), first_page)
    return Hits(_hits(asked(moment, filter), filter, former_names), true())


def _plain(wanted: Sought, moment: Moment, filter: Filter, former_names: bool) -> naming.Plain:
    begins = bool(naming.told(wanted)["beginnings"])
    return naming.Plain(sources(moment), tuple(wanted.numbers), filter.hidden_numbers, begins, former_names)


def _hit(found: Sequence[Any]) -> tuple[Hit, SortKey]:
    unit = rows.unit(found[0])
    rank, sort_name = found[0][rows.WIDTH : rows.WIDTH + 2]
    told = [(MatchField(field), text, Period(start, end)) for field, text, start, end in (row[-5:-1] for row in found)]
    return Hit(unit, -rank, tuple(_matches(told))), (rank, sort_name, unit.sor_code)


def _matches(told: Sequence[tuple[MatchField, str, Period]]) -> list[Match]:
    """Versions that follow each other under one former name are one match."""
    matches = [Match(field, text) for field, text, _ in told if field is not MatchField.FORMER_NAME]
    former = [Version(valid, text) for field, text, valid in told if field is MatchField.FORMER_NAME]
    for name in merged(sorted(former, key=lambda version: version.valid.start)):
        matches.append(Match(MatchField.FORMER_NAME, name.value, name.valid))
    return sorted(matches, key=lambda match: (_PLACES[match.field], match.text))


@lru_cache(REMEMBERED)
def _page(reading: Reading, found: Hits, after: SortKey | None) -> Select[*tuple[Any, ...]]:
    """The best units, and with each of them all that was found of it, and how many there are if that is plain."""
    hits = found.rows
    rank = (-func.max(hits.c.score)).label("rank")
    ranked = select(hits.c.sor_code, hits.c.sort_name, rank).group_by(hits.c.sor_code, hits.c.sort_name).subquery()
    order = Sorting((ranked.c.rank, ranked.c.sort_name, ranked.c.sor_code), (float, str, int), descending=False)
    total = case((found.whole, func.count().over())) if after is None else null()
    best = (
        select(ranked, total.label("total"))
        .where(order.after(after))
        .order_by(*order.by())
        .limit(MOST)
        .subquery("best")
    )
    units = reading.one(best.c.sor_code, "best_unit")
    return (
        select(
            *rows.columns(units),
            *(best.c.rank, best.c.sort_name),
            *(hits.c.field, hits.c.text, days.starts(hits.c.valid), days.ends(hits.c.valid), best.c.total),
        )
        .join_from(best, units, true())
        .join(hits, hits.c.sor_code == best.c.sor_code)
        .order_by(best.c.rank, best.c.sort_name, best.c.sor_code, hits.c.field, days.starts(hits.c.valid))
    )


@lru_cache(REMEMBERED)
def _count(reading: Reading, filter: Filter, former_names: bool) -> Select[int]:
    found = _hits(reading, filter, former_names)
    return select(func.count(distinct(found.c.sor_code)))


@lru_cache(REMEMBERED)
def _hits(reading: Reading, filter: Filter, former_names: bool) -> CTE:
    """What was found of units as they stand and, of former names, of what they were called before the day."""
    units, found = reading.units("hit"), answering.answers(reading.sources, filter.hidden_numbers)
    stands = days.holds(found.c.valid, units.c.day)
    was = and_(
        found.c.field == MatchField.NAME.value, days.ends(found.c.valid) <= days.DAY, found.c.text != units.c.name
    )
    return (
        select(
            units.c.sor_code,
            units.c.sort_name,
            case((stands, found.c.field), else_=MatchField.FORMER_NAME.value).label("field"),
            found.c.text,
            found.c.valid,
            (found.c.score * case((stands, answering.score(1.0)), else_=answering.score(FORMER))).label("score"),
        )
        .join_from(found, units, units.c.sor_code == found.c.sor_code)
        .where(or_(stands, was) if former_names else stands, filters.passes(filter, units, reading))
        .cte("hits")
    )
