"""A compressed body to what it says, of which never more is unpacked than a body may have."""

import zlib
from collections.abc import Callable

from web.operations import BODY_LIMIT, Refused

GZIP, ZLIB, BARE = 31, 15, -15
"""How zlib is told what to expect: gzip, its own frame, or none, which some send as `deflate`."""


MEMBERS = 16
"""A program that compresses as it goes may begin anew now and then; thousands of empty members are no body."""


Unpack = Callable[[bytes], bytes]
"""Raises `Refused`: 413 for more than a body may have, 400 for what is not compressed so."""


def unpacking(coding: bytes) -> Unpack:
    """How what has this Content-Encoding is unpacked. Raises `Refused` with 415 for one that is not known."""
    name = coding.decode("latin-1").strip().lower()
    unpack = CODINGS.get(name)
    if unpack is None:
        refused = Refused(415, f"A body is compressed by {' or '.join(KNOWN)}, once, or not at all.")
        refused.headers["Accept-Encoding"] = ", ".join(KNOWN)
        raise refused

    def unpacked(body: bytes) -> bytes:
        try:
            return unpack(body)
        except zlib.error:
            raise Refused(400, f"The body is not compressed by {name}, as its Content-Encoding says.") from None

    return unpacked


def _gzip(body: bytes) -> bytes:
    """Its members, one after the other."""
    whole = b""
    for _ in range(MEMBERS):
        piece, body = _member(body, GZIP, BODY_LIMIT - len(whole))
        whole += piece
        if not body:
            return whole
    raise zlib.error("too many members")


def _deflate(body: bytes) -> bytes:
    try:
        whole, more = _member(body, ZLIB, BODY_LIMIT)
    except zlib.error:
        whole, more = _member(body, BARE, BODY_LIMIT)
    if more:
        raise zlib.error("something behind the end")
    return whole


def _member(body: bytes, kind: int, room: int) -> tuple[bytes, bytes]:
    """What a member of it says, and what is behind it."""
    unpacking = zlib.decompressobj(kind)
    piece = unpacking.decompress(body, room + 1)
    if len(piece) > room:
        raise Refused(413, f"A request is at most {BODY_LIMIT} bytes, also when it is unpacked.")
    if not unpacking.eof:
        raise zlib.error("cut off")
    return piece, unpacking.unused_data


KNOWN = ("gzip", "deflate")
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
}
