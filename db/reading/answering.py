"""What answers a search text: versions, whenever they hold, by their name or by one of a unit's numbers."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Float,
    Select,
    Subquery,
    Text,
    all_,
    and_,
    bindparam,
    case,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from db.reading.sources import Sources
from db.tables import UnitVersion
from domain.searching import Grade, MatchField, Sought

LIKE = bindparam("like", type_=Text)
LIKES = bindparam("likes", type_=ARRAY(Text))
WHOLE = bindparam("whole", type_=Text)
BEGINS = bindparam("begins", type_=Text)
WORD_STARTS = bindparam("word_starts", type_=ARRAY(Text))


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


@cache
def answers(known: Sources, hidden_numbers: bool) -> Subquery:
    """Columns: `sor_code`, `valid`, the `field` that answers, its `text`, and a `score`."""
    version, number = known.version("found"), known.number("found_number")
    gln = bindparam(_parameter(MatchField.LOCATION_NUMBER), type_=Text)
    shown = literal(True) if hidden_numbers else and_(~number.internal_only, ~number.not_active)
    held = _row(MatchField.LOCATION_NUMBER, number.holder, number.valid, number.gln)
    named = _row(MatchField.NAME, version.sor_code, version.valid, version.name, _grade(version))
    numbered = [
        _row(field, version.sor_code, version.valid, text).where(is_it)
        for field, (text, is_it) in _answering(version).items()
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
