"""Tests of text and of codes in statements: every character plain, one array parameter however many values."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, any_, false, literal

from db.reading.lists import TextMatch
from domain.identifiers import SorCode

_PLAIN = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def plain(text: str) -> str:
    """A text as LIKE takes it where `%` and `_` are to stand for themselves."""
    return text.translate(_PLAIN)


def texts(values: Iterable[str]) -> ColumnElement[Sequence[str]]:
    """Some texts as one parameter."""
    return literal(list(values), ARRAY(Text))


def among(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    return column == any_(texts(values))


def coded(column: ColumnElement[Any], codes: Sequence[SorCode]) -> ColumnElement[bool]:
    """Whether a column has one of some SOR codes."""
    return column == any_(literal(list(codes), ARRAY(BigInteger)))


def matches(column: ColumnElement[Any], asked: TextMatch) -> ColumnElement[bool]:
    """One operator at a time, as `TextMatch` says; null matches nothing but `is_null`."""
    match asked:
        case TextMatch(eq=str(text)):
            return column == text
        case TextMatch(among=tuple(values)):
            return among(column, values)
        case TextMatch(starts_with=str(text)):
            return column.like(f"{plain(text)}%")
        case TextMatch(contains=str(text)):
            return column.like(f"%{plain(text)}%")
        case TextMatch(is_null=bool(absent)):
            return column.is_(None) if absent else column.is_not(None)
        case _:
            return false()
