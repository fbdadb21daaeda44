"""What documents take of memory: counted in their nodes, since whoever writes a text says how many of them it has."""

from collections.abc import Iterator
from typing import Any, TypeVar

from graphql import DocumentNode, Node
from graphql.language.ast import QUERY_DOCUMENT_KEYS

N = TypeVar("N", bound=Node)

NODE = 140
"""Bytes of a node with what it holds of its own, about."""

PLACE = 170
"""Bytes of where a node stands: a location, and the first and the last of its tokens."""

ENTRY = 700
"""Bytes of what a cache keeps of anything: its key, its place in the order, what stands around it."""


def nodes(document: DocumentNode) -> Iterator[Node]:
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        yield node
        for key in QUERY_DOCUMENT_KEYS.get(node.kind, ()):
            below = getattr(node, key)
            if below is None:
                continue
            if below.__class__ is tuple:
                waiting += below
            else:
                waiting.append(below)


def apart(document: DocumentNode) -> None:
    """Takes the tokens of a document that has been read from each other. Each holds the one before and the one after,
    and nobody asks for them again; nothing of a document holds itself any longer, so that it goes with who holds it
    instead of staying until the collector of cycles comes by, which comes seldom, on purpose."""
    token = document.loc.start_token if document.loc is not None else None
    while token is not None:
        following = token.next
        token.prev = token.next = None
        token = following


def without_places(node: N) -> N:
    """The same again, which does not know where in its text it stands: only errors tell that, and it is more than half
    of what a document takes."""
    told = {name: _without_places(value) for name, value in node.__dict__.items() if name != "loc"}
    return type(node)(**told)


def _without_places(value: Any) -> Any:
    if isinstance(value, Node):
        return without_places(value)
    return tuple([without_places(one) for one in value]) if value.__class__ is tuple else value


def weight(count: int, *, placed: bool) -> int:
    """Bytes of so many nodes. `placed`: they know where they stand."""
    return count * (NODE + PLACE if placed else NODE)
