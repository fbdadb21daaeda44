"""Search: units found by a name they have, or had, or by one of their numbers; over the tables themselves."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    Select,
    Subquery,
    Text,
    all_,
    and_,
    bindparam,
    case,
    distinct,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from db.reading import days, filters, rows
from db.reading.orders import Sorting
from db.reading.reader import Filter, Hit, Page, Slice, SortKey
from db.reading.slices import wanted
from db.reading.snapshot import Snapshot
from db.reading.sources import Sources, parameters
from db.reading.standing import REMEMBERED, Reading, asked
from db.tables import UnitVersion
from domain.periods import Moment, Period, Version, merged
from domain.searching import FORMER, Grade, Match, MatchField, Sought, sought

LIKE, LIKES, WHOLE = (
    bindparam("like", type_=Text),
    bindparam("likes", type_=ARRAY(Text)),
    bindparam("whole", type_=Text),
)
BEGINS, WORD_STARTS = bindparam("begins", type_=Text), bindparam("word_starts", type_=ARRAY(Text))
MOST = bindparam("most", type_=Integer)

_PLACES = {field: place for place, field in enumerate(MatchField)}


async def search(db: Snapshot, text: str, moment: Moment, filter: Filter, former_names: bool, page: Page) -> Slice[Hit]:
    """The best first, equals by name. Raises `Violated` for a text that says nothing."""
    statement = _page(asked(moment, filter), filter, former_names, page.after)
    given = parameters(moment, most=wanted(page), **_told(sought(text)))
    found = [_hit([*same]) for _, same in groupby(await db.rows(statement, given), key=lambda row: row.sor_code)]
    shown = found[: page.first]
    return Slice(
        tuple(hit for hit, _ in shown),
        tuple(key for _, key in shown),
        more=len(found) > page.first,
        earlier=page.after is not None,
    )


async def search_count(db: Snapshot, text: str, moment: Moment, filter: Filter, former_names: bool) -> int:
    """Raises `Violated` for a text that says nothing."""
    statement = _count(asked(moment, filter), filter, former_names)
    [(count,)] = await db.rows(statement, parameters(moment, **_told(sought(text))))
    return int(count)


def _told(wanted: Sought) -> Mapping[str, Any]:
    numbers = {_parameter(field): wanted.numbers.get(field) for field in _NUMBERS}
    code = wanted.numbers.get(MatchField.SOR_CODE)
    first, *others = wanted.likes if _in_index(wanted.likes[0]) else ("%", *wanted.likes)
    return {
        **numbers,
        _parameter(MatchField.SOR_CODE): None if code is None else int(code),
        "like": first,
        "likes": others,
        "whole": wanted.whole,
        "begins": wanted.begins,
        "word_starts": [*wanted.word_starts],
    }


def _in_index(like: str) -> bool:
    """Whether the index on names, which knows runs of three characters and where words begin and end, can tell of it.

    Where it cannot, it would be read from end to end, and all names as well.
    """
    return re.search("[a-z0-9]{3}", like) is not None or not (like.startswith("%") and like.endswith("%"))


def _hit(found: Sequence[Any]) -> tuple[Hit, SortKey]:
    unit = rows.unit(found[0])
    rank, sort_name = found[0][rows.WIDTH : rows.WIDTH + 2]
    told = [(MatchField(field), text, Period(start, end)) for field, text, start, end in (row[-4:] for row in found)]
    return Hit(unit, -rank, tuple(_matches(told))), (rank, sort_name, unit.sor_code)


def _matches(told: Sequence[tuple[MatchField, str, Period]]) -> list[Match]:
    """Versions that follow each other under one former name are one match."""
    matches = [Match(field, text) for field, text, _ in told if field is not MatchField.FORMER_NAME]
    former = [Version(valid, text) for field, text, valid in told if field is MatchField.FORMER_NAME]
    for name in merged(sorted(former, key=lambda version: version.valid.start)):
        matches.append(Match(MatchField.FORMER_NAME, name.value, name.valid))
    return sorted(matches, key=lambda match: (_PLACES[match.field], match.text))


@lru_cache(REMEMBERED)
def _page(reading: Reading, filter: Filter, former_names: bool, after: SortKey | None) -> Select[*tuple[Any, ...]]:
    """The best units, and with each of them all that was found of it."""
    hits = _hits(reading, filter, former_names)
    rank = (-func.max(hits.c.score)).label("rank")
    ranked = select(hits.c.sor_code, hits.c.sort_name, rank).group_by(hits.c.sor_code, hits.c.sort_name).subquery()
    order = Sorting((ranked.c.rank, ranked.c.sort_name, ranked.c.sor_code), (float, str, int), descending=False)
    best = select(ranked).where(order.after(after)).order_by(*order.by()).limit(MOST).subquery("best")
    units = reading.units("best_unit")
    return (
        select(
            *rows.columns(units),
            *(best.c.rank, best.c.sort_name),
            *(hits.c.field, hits.c.text, days.starts(hits.c.valid), days.ends(hits.c.valid)),
        )
        .join_from(best, units, units.c.sor_code == best.c.sor_code)
        .join(hits, hits.c.sor_code == best.c.sor_code)
        .order_by(best.c.rank, best.c.sort_name, best.c.sor_code, hits.c.field, days.starts(hits.c.valid))
    )


@lru_cache(REMEMBERED)
def _count(reading: Reading, filter: Filter, former_names: bool) -> Select[int]:
    return select(func.count(distinct(_hits(reading, filter, former_names).c.sor_code)))


def _hits(reading: Reading, filter: Filter, former_names: bool) -> CTE:
    """What was found of units as they stand and, of former names, of what they were called before the day."""
    units, found = reading.units("hit"), _found(reading.sources, filter.hidden_numbers)
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
            (found.c.score * case((stands, 1.0), else_=FORMER)).label("score"),
        )
        .join_from(found, units, units.c.sor_code == found.c.sor_code)
        .where(or_(stands, was) if former_names else stands, filters.passes(filter, units, reading))
        .cte("hits")
    )


@cache
def _found(told: Sources, hidden_numbers: bool) -> Subquery:
    """Versions, whenever they hold, of which the name or a number answers."""
    version, number = told.version("found"), told.number("found_number")
    gln = bindparam(_parameter(MatchField.LOCATION_NUMBER), type_=Text)
    shown = literal(True) if hidden_numbers else and_(~number.internal_only, ~number.not_active)
    held = _row(MatchField.LOCATION_NUMBER, number.holder, number.valid, number.gln)
    named = _row(MatchField.NAME, version.sor_code, version.valid, version.name, _grade(version))
    numbered = [
        _row(field, version.sor_code, version.valid, text).where(answers)
        for field, (text, answers) in _answering(version).items()
    ]
    # The first one by the index on names; the others are looked at where it held.
    like, likes = version.folded_name.like(LIKE), version.folded_name.bool_op("LIKE")(all_(LIKES))
    return union_all(named.where(like, likes), *numbered, held.where(number.gln == gln, shown)).subquery("found")


_WHOLE = literal(Grade.WHOLE.value, Float)


def _row(
    field: MatchField,
    sor_code: Any,
    valid: Any,
    text: Any,
    score: ColumnElement[float] = _WHOLE,
) -> Select[*tuple[Any, ...]]:
    said = literal(field.value, Text)
    return select(
        sor_code.label("sor_code"), valid.label("valid"), said.label("field"), text.label("text"), score.label("score")
    )


def _grade(version: type[UnitVersion]) -> ColumnElement[float]:
    """As `Sought.grade` says of a name that answers."""
    name = version.folded_name
    return case(
        (name == WHOLE, literal(Grade.WHOLE.value, Float)),
        (name.like(BEGINS), literal(Grade.NAME_STARTS.value, Float)),
        (name.bool_op("~")(all_(WORD_STARTS)), literal(Grade.WORD_STARTS.value, Float)),
        else_=literal(Grade.CONTAINS.value, Float),
    )


_COLUMNS = {
    MatchField.SHAK: "shak",
    MatchField.CVR: "cvr",
    MatchField.P_NUMBER: "p_number",
    MatchField.PHARMACY: "pharmacy_number",
    MatchField.LOCAL_CODE: "local_code",
}
_NUMBERS = (*_COLUMNS, MatchField.YDERNUMMER, MatchField.LOCATION_NUMBER)


def _parameter(field: MatchField) -> str:
    return f"as_{field.name.lower()}"


def _answering(version: type[UnitVersion]) -> Mapping[MatchField, tuple[ColumnElement[Any], ColumnElement[bool]]]:
    """For each number of a unit how it is shown, and whether it is the one asked for."""
    code = bindparam(_parameter(MatchField.SOR_CODE), type_=BigInteger)
    provider = bindparam(_parameter(MatchField.YDERNUMMER), type_=Text)
    provided = and_(
        version.provider_numbers.bool_op("@>")(array([provider.cast(Text)])),
        version.provider_numbers != literal_column("'{}'"),  # the index leaves empty lists out
    )
    plain = {field: getattr(version, column) for field, column in _COLUMNS.items()}
    return {
        MatchField.SOR_CODE: (version.sor_code.cast(Text), version.sor_code == code),
        MatchField.YDERNUMMER: (provider, provided),
        **{field: (text, text == bindparam(_parameter(field), type_=Text)) for field, text in plain.items()},
    }
