"""The headers of a request by their names."""

from collections.abc import Sequence


def named(headers: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """What stands under one name more than once is one list (RFC 9110, 5.3): of a header that is none, as Content-Type,
    it says nothing that would be taken. So nobody on the way is told another thing than we are."""
    told = dict(headers)
    return told if len(told) == len(headers) else _listed(headers)


def _listed(headers: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    lists: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        lists.setdefault(name, []).append(value)
    return {name: b", ".join(values) for name, values in lists.items()}
