"""Cursors of the feed: the entry that was told last. Opaque to callers, checked against the feed on their way back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

import orjson

from domain.feed import BEGINNING, Position
from resolvers.refusals import Code, Refusal

LONGEST = 200
_HIGHEST = 1 << 63


class FeedCursor(NamedTuple):
    """`proof` is a digest that only the feed itself can make: of its identity, and of when the entry was recorded."""

    position: Position
    proof: str


def written(identity: UUID, position: Position, recorded: datetime | None) -> str:
    """The cursor that goes on behind an entry; of `BEGINNING`, which is no entry, nothing was recorded."""
    content = [*position, _proof(identity, position, recorded)]
    return urlsafe_b64encode(orjson.dumps(content)).rstrip(b"=").decode()


def read(text: str) -> FeedCursor:
    """Raises `Refusal` for what is no cursor of any feed."""
    try:
        if len(text) > LONGEST:
            raise ValueError("too long")
        transaction, number, proof = orjson.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        if not (_number(transaction) and _number(number) and isinstance(proof, str)):
            raise ValueError("no position")
    except (ValueError, TypeError, NotBase64):
        raise Refusal(
            Code.INVALID_CURSOR,
            "`after` is no cursor of the feed: give back `next`, a change's `cursor` or `feedPosition` as you got it.",
        ) from None
    return FeedCursor(Position(transaction, number), proof)


def check(cursor: FeedCursor, identity: UUID, recorded: datetime | None) -> Position:
    """The position of a cursor, if it is of this feed; `recorded`: when the entry there was, none without an entry.

    Raises `Refusal` for one of another register, of an entry that is not there, or one that somebody made up.
    """
    known = recorded is not None or cursor.position == BEGINNING
    if not known or cursor.proof != _proof(identity, cursor.position, recorded):
        raise Refusal(
            Code.INVALID_CURSOR,
            "`after` is not of this feed: it is of another register, or this one was restored from a backup since. "
            "Load the register anew, and go on from its `register { feedPosition }`.",
        )
    return cursor.position


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _HIGHEST


def _proof(identity: UUID, position: Position, recorded: datetime | None) -> str:
    instant = "" if recorded is None else recorded.astimezone(UTC).isoformat()
    told = f"{identity} {position.transaction} {position.number} {instant}"
    return blake2b(told.encode(), digest_size=9).hexdigest()
