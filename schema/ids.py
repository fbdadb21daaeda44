"""Ids of nodes: what a thing is and, where it was read elsewhere in time than now, the moment it was read at."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime
from typing import NamedTuple

from domain.periods import Moment
from resolvers.knowing import knowable
from resolvers.refusals import Code, Refusal

MOMENTARY = ("Unit", "LocationNumber")
"""What says other things at other moments."""


class NodeId(NamedTuple):
    """`type` is the GraphQL type's family (Unit, CodeValue, LocationNumber), `key` what the register calls it.
    `known_at` only together with `at`."""

    type: str
    key: str
    at: date | None = None
    known_at: datetime | None = None

    def moment(self, at: date | None, known_at: datetime | None, today: date) -> Moment:
        """What a question says of its moment goes before what the id says."""
        return Moment(at or self.at or today, known_at or self.known_at)


def momentary(type_: str, key: str, moment: Moment, today: date) -> str:
    """Of what is read as it is known now of today, the thing alone: clients that keep things by their ids put what is
    read twice into one place, and what is read of two moments into two."""
    if moment.known_at is None and moment.at == today:
        return _encoded(f"{type_}:{key}")
    return written(NodeId(type_, key, *moment))


def written(node: NodeId) -> str:
    text = f"{node.type}:{node.key}"
    if node.at is not None:
        text += f"@{node.at}"
    if node.known_at is not None:
        text += f"~{node.known_at.astimezone(UTC).isoformat()}"
    return _encoded(text)


def _encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read(text: str) -> NodeId:
    """Raises `Refusal` for what is no id of this register, and for knowledge that is yet to come."""
    try:
        told = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode()
        name, key = told.split(":", 1)
        key, _, moment = key.partition("@") if name in MOMENTARY else (key, "", "")
        day, _, instant = moment.partition("~")
        node = NodeId(
            name,
            key,
            date.fromisoformat(day) if day else None,
            datetime.fromisoformat(instant).astimezone(UTC) if instant else None,
        )
    except (ValueError, OverflowError):
        raise _refused(text) from None
    if not key or "\x00" in key or written(node) != text.rstrip("="):
        raise _refused(text)
    knowable(node.known_at)
    return node


def _refused(text: str) -> Refusal:
    return Refusal(Code.INVALID_ID, f"'{text[:60]}' is no id of this register: give back an `id` as you got it.")
