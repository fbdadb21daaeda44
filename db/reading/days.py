"""Days in SQL: the one place where a statement says what `Period.covers` and `Period.clamp` say in Python."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, bindparam, func, literal_column

DAY = bindparam("at", type_=Date)
"""The day a question is asked for, in every statement under this name."""


def holds(valid: SQLColumnExpression[Any], day: SQLColumnExpression[Any] = DAY) -> ColumnElement[bool]:
    """Whether a range of days covers a day."""
    # "is true" keeps the planner off the temporal keys' GiST, several times as slow to look codes up in as others.
    return valid.bool_op("@>")(day).is_(True)


def meet(valid: SQLColumnExpression[Any], other: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether two ranges of days have a day in common."""
    return valid.bool_op("&&")(other).is_(True)


def starts(valid: SQLColumnExpression[Any]) -> ColumnElement[date]:
    return func.lower(valid, type_=Date)


def ends(valid: SQLColumnExpression[Any]) -> ColumnElement[date]:
    """The first day it no longer holds; null while it is open."""
    return func.upper(valid, type_=Date)


def clamped(life: SQLColumnExpression[Any], day: SQLColumnExpression[Any] = DAY) -> ColumnElement[date]:
    """The day asked for where a life covers it, else its first or last day: the day a unit stands as on."""
    last_day = ends(life) - literal_column("1")
    return func.greatest(starts(life), func.least(day, last_day, type_=Date), type_=Date)


def lasts(valid: SQLColumnExpression[Any], day: SQLColumnExpression[Any] = DAY) -> ColumnElement[bool]:
    """Whether a range of days has not ended by a day. What `holds` implies, told as the indexes of versions have it."""
    return func.coalesce(ends(valid), literal_column("'infinity'::date")) > day
