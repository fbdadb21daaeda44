"""The trace that a caller has begun, as the header `traceparent` names it (W3C Trace Context)."""

import re

HEADER = b"traceparent"

_WRITTEN = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NONE = b"0" * 32


def trace_in(written: bytes) -> str | None:
    """The trace's id, 32 digits; none where the header says nothing that can be followed (section 3.2.2 there)."""
    told = _WRITTEN.fullmatch(written)
    if told is None:
        return None
    version, trace, span, _, more = told.groups()
    if version == b"ff" or (version == b"00" and more) or trace == _NONE or span == _NONE[:16]:
        return None
    return trace.decode()
