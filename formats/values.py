"""Values as the formats write them: read from text, or `Violated` with the rule that was broken."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

from domain.identifiers import ProviderNumber, provider_number, provider_number_adds_up
from domain.rules import Rule, Violated

TEXT_LENGTH = 254
"""The longest text a format has room for (a note, a website); nothing in the register is longer."""

_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9:.]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_CODE = re.compile(r"[0-9]{1,18}")
_METRES = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@lru_cache(maxsize=16_384)
def day(text: str) -> date:
    """A date, YYYY-MM-DD; a time or a zone after it does not count. Raises `Violated`."""
    written = _DAY.fullmatch(text)
    if written is None:
        raise Violated(Rule.DATE_FORMAT, f"'{brief(text)}' is no date: it is written YYYY-MM-DD")
    try:
        return date.fromisoformat(written[1])
    except ValueError:
        raise Violated(Rule.DATE_FORMAT, f"'{written[1]}' is not in the calendar") from None


def yes_or_no(text: str) -> bool:
    """true, false, 1 or 0. Raises `Violated`."""
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise Violated(Rule.VALUE_FORMAT, f"'{brief(text)}' is neither true nor false") from None


def code(text: str) -> str:
    """A code of a code list: 1 to 18 digits, of which leading zeros count. Raises `Violated`."""
    if not _CODE.fullmatch(text):
        raise Violated(Rule.VALUE_FORMAT, f"'{brief(text)}' is no code: 1 to 18 digits")
    return text


def four_digits(text: str) -> str:
    """The code of a municipality or a street, with the leading zeros some writers drop. Raises `Violated`."""
    if len(text) > 4 or not _CODE.fullmatch(text):
        raise Violated(Rule.VALUE_FORMAT, f"'{brief(text)}' is no code of four digits")
    return text.zfill(4)


def metres(text: str) -> Decimal:
    """A coordinate, in metres with a decimal point. Raises `Violated`."""
    if not _METRES.fullmatch(text):
        raise Violated(Rule.VALUE_FORMAT, f"'{brief(text)}' is no coordinate: metres, with a decimal point")
    return Decimal(text)


def shortened_provider_number(text: str) -> ProviderNumber | None:
    """The ydernummer whose leading zeros a spreadsheet has eaten; only where its sum confirms that."""
    if len(text) > 5 or not _CODE.fullmatch(text):
        return None
    restored = provider_number(text.zfill(6))
    return restored if provider_number_adds_up(restored) else None


def plain(text: str) -> str:
    """The text on one line: a control character, which no register text has, is a space."""
    if text.isprintable():
        return text.strip()
    return "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).strip()


def brief(text: str) -> str:
    """A value as it is shown in a finding."""
    shown = plain(text)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
