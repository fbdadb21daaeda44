"""Cursors: where a page ended, of which list, read at which moment. Opaque to callers, checked on their way back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import NamedTuple

import orjson

from db.reading.lists import SortKey
from domain.periods import Moment
from resolvers.refusals import Code, Refusal

LONGEST = 2_000


class Cursor(NamedTuple):
    """`question` is a fingerprint of the list; `read` the instant page one was read at."""

    question: str
    at: date
    read: datetime
    key: SortKey


def fingerprint(*question: object) -> str:
    return blake2b(repr(question).encode(), digest_size=9).hexdigest()


def written(cursor: Cursor) -> str:
    content = [cursor.question, cursor.at, cursor.read, [_tagged(part) for part in cursor.key]]
    return urlsafe_b64encode(orjson.dumps(content)).rstrip(b"=").decode()


def read(text: str, question: str) -> Cursor:
    """Raises `Refusal` for what is no cursor, and for a cursor of another list."""
    try:
        if len(text) > LONGEST:
            raise ValueError("too long")
        found, at, instant, key = orjson.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        cursor = Cursor(
            str(found), date.fromisoformat(at), _instant(instant), tuple(_plain(tag, part) for tag, part in key)
        )
    except (ValueError, TypeError, OverflowError, NotBase64):
        raise Refusal(
            Code.INVALID_CURSOR, "`after` is no cursor of this register: give back an endCursor as you got it."
        ) from None
    if cursor.question != question:
        raise Refusal(
            Code.INVALID_CURSOR,
            "`after` belongs to another list: a cursor goes on with the same field, filter, order and unit.",
        )
    return cursor


def continued(moment: Moment, cursor: Cursor) -> Moment:
    """A long read stays what it was on page one, also past midnight and past changes made meanwhile."""
    return Moment(cursor.at, moment.known_at or cursor.read)


def _tagged(part: str | int | float | date | datetime | None) -> list[object]:
    tag = "t" if isinstance(part, datetime) else "d" if isinstance(part, date) else "v"
    return [tag, part]


def _plain(tag: object, part: object) -> str | int | float | date | datetime | None:
    if tag == "t":
        return _instant(part)
    if tag == "d":
        return date.fromisoformat(str(part))
    if isinstance(part, bool) or not isinstance(part, str | int | float | None):
        raise TypeError("no part of a key")
    return part


def _instant(told: object) -> datetime:
    instant = datetime.fromisoformat(str(told))
    if instant.tzinfo is None:
        raise ValueError("no offset")
    return instant.astimezone(UTC)
