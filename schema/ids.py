"""Ids of nodes: what a thing is and, where a query asked for a certain day, which day it was read for."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import NamedTuple

from resolvers.refusals import Code, Refusal


class NodeId(NamedTuple):
    """`type` is the GraphQL type's family (Unit, CodeValue, LocationNumber), `key` what the register calls it."""

    type: str
    key: str
    at: date | None = None


def written(node: NodeId) -> str:
    text = f"{node.type}:{node.key}" + (f"@{node.at}" if node.at else "")
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read(text: str) -> NodeId:
    """Raises `Refusal` for what is no id of this register."""
    try:
        told = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode()
        name, key = told.split(":", 1)
        key, _, day = key.partition("@") if name in ("Unit", "LocationNumber") else (key, "", "")
        node = NodeId(name, key, date.fromisoformat(day) if day else None)
    except ValueError:
        raise _refused(text) from None
    if not key or "\x00" in key or written(node) != text.rstrip("="):
        raise _refused(text)
    return node


def _refused(text: str) -> Refusal:
    return Refusal(Code.INVALID_ID, f"'{text[:60]}' is no id of this register: give back an `id` as you got it.")
