"""Search in the register as it stands on a day, in all of it: what most searches are.

A version that holds on the day has all that the list is ordered by, so nothing else is read before the best are known.
Names that begin with the text come before all others, those that only contain it and those that units no longer have,
and are read in the order of the index on names: a text that many thousands of names begin with is answered from the
first of them.
"""

from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    column,
    distinct,
    exists,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from db.reading import answering, days, former
from db.reading.answering import MOST, WHOLE, Said
from db.reading.lists import Filter
from db.reading.sources import Sources
from db.tables import UnitVersion
from domain.names import beginnings
from domain.searching import Grade, MatchField, Sought

BEGINNING = bindparam("beginning", type_=Text)
BEGINNINGS = bindparam("beginnings", type_=ARRAY(Text))
WHOLES = bindparam("wholes", type_=ARRAY(Text))
_LAST = literal_column("U&'\\+10FFFF'", Text)
"""After every character that a name may go on with."""


class Plain(NamedTuple):
    """What sets two such statements apart. `numbers`: what else the text may be; `hidden`: whether hidden ones count;
    `begins`: whether names may be looked up by how they begin; `former`: whether units are found by names they had."""

    sources: Sources
    numbers: tuple[MatchField, ...]
    hidden: bool
    begins: bool
    former: bool


class Hits(NamedTuple):
    """What is found. Columns: `sor_code`, `sort_name`, `field`, `text`, `valid`, `score`. `whole`: whether that is all,
    and not only what is on a first page."""

    rows: CTE
    whole: ColumnElement[bool]


def is_plain(filter: Filter) -> bool:
    return replace(filter, hidden_numbers=False) == Filter()


def told(wanted: Sought) -> dict[str, Any]:
    """The parameters of these statements beside those of all searches."""
    # whatever begins with what `*skole` asks for need not end so
    ends = wanted.compared.startswith("*") and not wanted.compared.endswith("*")
    if ends or "*" in wanted.compared.strip("*"):
        return {"beginning": "", "beginnings": [], "wholes": []}
    beginning = wanted.compared.strip("*")
    ways, wholes = beginnings(beginning), beginnings(beginning, whole=True)
    return {"beginning": beginning, "beginnings": [*ways], "wholes": [*wholes]}


@cache
def counted(plain: Plain) -> Select[*tuple[Any, ...]]:
    """How many units are found. By its name alone none is found twice."""
    named, *others = [*_called(plain, again=False), *_numbered(plain)]
    if not others:
        return select(func.count()).select_from(named.subquery("found"))
    return select(func.count(distinct(named.union_all(*others).subquery("found").c.sor_code)))


@cache
def hits(plain: Plain, first_page: bool) -> Hits:
    """Of a first page not all that is found, but all that is on it."""
    called, numbered = _called(plain), _numbered(plain)
    if not (first_page and plain.begins):
        return Hits(union_all(*called, *numbered).cte("hits"), true())
    early = _early(plain).cte("early")
    first = [select(early), *([former.had(plain.sources, early)] if plain.former else [])]
    enough = select(func.count()).select_from(early).scalar_subquery() >= MOST
    known: list[Select[*tuple[Any, ...]]] = []
    if numbered:
        # Whoever is found by a number comes first, and is told by which name it is found as well, however that is
        # graded.
        by_number = union_all(*numbered).cte("known_by_number")
        enough = and_(enough, ~exists(select(by_number.c.sor_code)))
        known = [select(by_number)]
    either = [*(one.where(enough) for one in first), *(one.where(~enough) for one in called)]
    return Hits(union_all(*either, *known).cte("hits"), ~enough)


def _called(plain: Plain, again: bool = True) -> list[Select[*tuple[Any, ...]]]:
    """By the names that units have and, if asked for, had. `again`: by these also who has a name that answers."""
    if plain.former:
        return former.called(plain.sources, again)
    version = plain.sources.version("named")
    return [_row(version, answering.named(version)).where(*answering.called(version), days.holds(version.valid))]


def _early(plain: Plain) -> CompoundSelect[*tuple[Any, ...]]:
    """The first of the names that are the text or begin with it: those of the two best grades."""
    whole, begun = plain.sources.version("whole"), plain.sources.version("begun")
    same = _row(whole, answering.named(whole, Grade.WHOLE)).where(
        whole.sort_name == any_(WHOLES), whole.folded_name == WHOLE, days.holds(whole.valid)
    )
    ways = func.unnest(BEGINNINGS).table_valued(column("beginning", Text)).render_derived(name="ways")
    way = ways.c.beginning.collate("C")
    longer = _row(begun, answering.named(begun, Grade.NAME_STARTS)).where(
        begun.sort_name >= way,
        begun.sort_name < way.concat(_LAST),
        func.starts_with(begun.folded_name, BEGINNING),  # LIKE would be looked up in another index, and all be sorted
        begun.folded_name != WHOLE,
        days.holds(begun.valid),
    )
    first = longer.correlate(ways).order_by(begun.sort_name, begun.sor_code).limit(MOST).lateral("longer")
    first_same = same.order_by(whole.sort_name, whole.sor_code).limit(MOST).subquery("same")
    return union_all(select(first_same), select(first).join_from(ways, first, true()))


def _numbered(plain: Plain) -> list[Select[*tuple[Any, ...]]]:
    return [
        *(_numbered_in(plain, field) for field in plain.numbers if field is not MatchField.LOCATION_NUMBER),
        *([_holding(plain)] if MatchField.LOCATION_NUMBER in plain.numbers else []),
    ]


def _numbered_in(plain: Plain, field: MatchField) -> Select[*tuple[Any, ...]]:
    version = plain.sources.version("numbered")
    said, is_it = answering.numbered(version, field)
    return _row(version, said).where(is_it, days.holds(version.valid))


def _holding(plain: Plain) -> Select[*tuple[Any, ...]]:
    version, number = plain.sources.version("holder"), plain.sources.number("found_number")
    said = answering.held(number)
    return (
        select(version.sor_code, version.sort_name, *said.told(number.valid))
        .join_from(number, version, version.sor_code == number.holder)
        .where(answering.is_number(number, plain.hidden), days.holds(number.valid), days.holds(version.valid))
    )


def _row(version: type[UnitVersion], said: Said) -> Select[*tuple[Any, ...]]:
    return select(version.sor_code, version.sort_name, *said.told(version.valid))
