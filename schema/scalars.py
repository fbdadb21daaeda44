"""Scalars: days, instants and the register's numbers, each read strictly and written as text."""

import re
from datetime import UTC, date, datetime
from typing import Any, NewType
from uuid import UUID

import strawberry
from strawberry.types.scalar import ScalarDefinition

from domain import identifiers
from domain.identifiers import Gln, SorCode
from domain.rules import Rule, Violated

FeedCursor = NewType("FeedCursor", str)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise Violated(Rule.DATE_FORMAT, "a Date is written YYYY-MM-DD, for instance 2026-11-22")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Violated(Rule.DATE_FORMAT, f"there is no day {value} in the calendar (years 0001 to 9999)") from None


def _instant(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("no offset")
        return instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise Violated(
            Rule.DATE_FORMAT,
            "a DateTime is ISO 8601 with an offset, in the years 0001 to 9999, for instance 2026-11-22T08:30:00+01:00",
        ) from None


def _sor_code(value: Any) -> SorCode:
    if not isinstance(value, str):
        raise Violated(Rule.SOR_CODE_FORMAT, "a SorCode is sent as text, in quotes")
    return identifiers.sor_code(value)


def _gln(value: Any) -> Gln:
    if not isinstance(value, str):
        raise Violated(Rule.GLN_FORMAT, "a Gln is sent as text, in quotes")
    return identifiers.gln(value)


def _cursor(value: Any) -> FeedCursor:
    if not isinstance(value, str):
        raise Violated(Rule.VALUE_FORMAT, "a FeedCursor is text: give it back as you got it")
    return FeedCursor(value)


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="Kalenderdag. Calendar day in Denmark (Europe/Copenhagen), ISO 8601: 2026-11-22.",
        serialize=date.isoformat,
        parse_value=_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="Tidspunkt. Instant, ISO 8601 with offset: 2026-11-22T08:30:00+01:00.",
        serialize=datetime.isoformat,
        parse_value=_instant,
    ),
    SorCode: strawberry.scalar(
        name="SorCode",
        description="SOR-kode: serial number + 1000016 + 00 + Verhoeff check digit, 11 to 18 digits, as text. "
        "A code whose check digit fails is an error that says so.",
        serialize=str,
        parse_value=_sor_code,
    ),
    Gln: strawberry.scalar(
        name="Gln",
        description="Lokationsnummer (GLN / EAN-13): 13 digits with a mod 10 check digit, as text.",
        serialize=str,
        parse_value=_gln,
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="Adresse-id of Danmarks Adresseregister, 32 hexadecimal digits in five groups.",
        serialize=str,
        parse_value=UUID,
    ),
    FeedCursor: strawberry.scalar(
        name="FeedCursor",
        description="Position in the change feed; opaque, comparable only by the server.",
        serialize=str,
        parse_value=_cursor,
    ),
}
