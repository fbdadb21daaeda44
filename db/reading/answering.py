"""What answers a search text: versions, whenever they hold, by their name or by one of a unit's numbers."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
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
    cast,
    literal,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from db.reading.sources import Sources
from db.tables import LocationNumberVersion, UnitVersion
from domain.searching import FORMER, Grade, MatchField, Sought

LIKE = bindparam("like", type_=Text)
LIKES = bindparam("likes", type_=ARRAY(Text))
WHOLE = bindparam("whole", type_=Text)
BEGINS = bindparam("begins", type_=Text)
WORD_STARTS = bindparam("word_starts", type_=ARRAY(Text))
MOST = bindparam("most", type_=Integer)


def told(wanted: Sought) -> Mapping[str, Any]:
    """The parameters of `answers` for a text."""
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


class Said(NamedTuple):
    """What is told of one thing found: the field it was found in, what stands there, and how well that answers."""

    field: ColumnElement[str]
    text: Any
    score: ColumnElement[float]

    def told(self, valid: Any) -> tuple[ColumnElement[Any], ...]:
        """As columns, with the days on which it is true."""
        field, text, score = self
        return field.label("field"), text.label("text"), valid.label("valid"), score.label("score")


@cache
def answers(known: Sources, hidden_numbers: bool) -> Subquery:
    """Columns: `sor_code`, `valid`, the `field` that answers, its `text`, and a `score`."""
    version, number = known.version("found"), known.number("found_number")
    name = _row(version.sor_code, version.valid, named(version)).where(*called(version))
    parts = [numbered(version, field) for field in (MatchField.SOR_CODE, *_COLUMNS, MatchField.YDERNUMMER)]
    others = [_row(version.sor_code, version.valid, said).where(is_it) for said, is_it in parts]
    holding = _row(number.holder, number.valid, held(number)).where(is_number(number, hidden_numbers))
    return union_all(name, *others, holding).subquery("found")


def _row(sor_code: Any, valid: Any, said: Said) -> Select[*tuple[Any, ...]]:
    return select(sor_code.label("sor_code"), *said.told(valid))


def called(version: type[UnitVersion]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a name answers: the first pattern by the index on names; the others are looked at where it held."""
    return version.folded_name.like(LIKE), others(version)


def others(version: type[UnitVersion]) -> ColumnElement[bool]:
    """Whether a name answers by all patterns but the first."""
    return version.folded_name.bool_op("LIKE")(all_(LIKES))


def named(version: Any, grade: Grade | None = None) -> Said:
    """A name that answers, graded if that is not known."""
    graded = _grade(version) if grade is None else score(grade.value)
    return Said(literal(MatchField.NAME.value, Text), version.name, graded)


def had(version: Any) -> Said:
    """A former name that answers."""
    return Said(literal(MatchField.FORMER_NAME.value, Text), version.name, _grade(version) * score(FORMER))


def numbered(version: type[UnitVersion], field: MatchField) -> tuple[Said, ColumnElement[bool]]:
    """A number of a unit, and whether it is the one asked for. A location number is not among them."""
    asked = bindparam(_parameter(field), type_=BigInteger if field is MatchField.SOR_CODE else Text)
    match field:
        case MatchField.SOR_CODE:
            return _whole(field, version.sor_code.cast(Text)), version.sor_code == asked
        case MatchField.YDERNUMMER:
            some = version.provider_numbers.bool_op("@>")(array([asked.cast(Text)]))
            # the index leaves empty lists out
            return _whole(field, asked), and_(some, version.provider_numbers != literal_column("'{}'"))
        case _:
            number = getattr(version, _COLUMNS[field])
            return _whole(field, number), number == asked


def held(number: type[LocationNumberVersion]) -> Said:
    return _whole(MatchField.LOCATION_NUMBER, number.gln)


def is_number(number: type[LocationNumberVersion], hidden_numbers: bool) -> ColumnElement[bool]:
    shown = true() if hidden_numbers else and_(~number.internal_only, ~number.not_active)
    return and_(number.gln == bindparam(_parameter(MatchField.LOCATION_NUMBER), type_=Text), shown)


def score(value: float) -> ColumnElement[float]:
    """Of a type that the statement itself tells."""
    return cast(literal(value, Float), Float)


def _whole(field: MatchField, text: Any) -> Said:
    """A number is worth as much as a whole name."""
    return Said(literal(field.value, Text), text, score(Grade.WHOLE.value))


def _grade(version: Any) -> ColumnElement[float]:
    """As `Sought.grade` says of a name that answers."""
    name = version.folded_name
    return case(
        (name == WHOLE, score(Grade.WHOLE.value)),
        (name.like(BEGINS), score(Grade.NAME_STARTS.value)),
        (name.bool_op("~")(all_(WORD_STARTS)), score(Grade.WORD_STARTS.value)),
        else_=score(Grade.CONTAINS.value),
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
