"""Sentences told in both languages of the register, and how they write days and lists."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Words(NamedTuple):
    """A sentence in Danish and in English."""

    da: str
    en: str


_DANISH_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def danish_day(day: date) -> str:
    return f"{day.day}. {_DANISH_MONTHS[day.month - 1]} {day.year}"


def english_day(day: date) -> str:
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def listed(names: Sequence[str], most: int = 5) -> Words:
    """Some names in a row, and how many more there are: `A, B og 3 til`."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return Words(f"{shown} og {more} til", f"{shown} and {more} more") if more > 0 else Words(shown, shown)
