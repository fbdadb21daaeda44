"""Long lists of an answer: set aside in pieces, and only put in their places when it is sent.

To be copied into what is around it, level by level, would cost a text of some megabytes more than to write it.
"""

from collections.abc import Callable, Iterator, Sequence

SHORT = 16_384
"""Characters of a list that is no long one."""

MANY = 64
"""Items from which on a list is a long one; so many go together when it is sent."""

_MARK = "\0"
"""Around the number of a list, in its place. JSON has no such character: in texts it is escaped."""


class Long:
    """Of one answer."""

    __slots__ = ("_lists",)

    def __init__(self) -> None:
        self._lists: list[Sequence[str]] = []

    def list(self, items: Sequence[str]) -> str:
        """The text of a list, or what stands for it."""
        if len(items) < MANY:
            text = f"[{','.join(items)}]"
            if len(text) <= SHORT:
                return text
        self._lists.append(items)
        return f"{_MARK}{len(self._lists) - 1}{_MARK}"

    def sent(self, text: str, write: Callable[[int], None]) -> bytes:
        """A text with all its lists in their places, as it is sent. `write` is told how long each piece is: a list may
        have many places."""
        pieces = []
        for piece in self._pieces(text):
            write(len(piece))
            pieces.append(piece)
        return b"".join(pieces)

    def _pieces(self, text: str) -> Iterator[bytes]:
        """Most of the pieces have no letter but those of ASCII, and are encoded many times as fast as the others."""
        if _MARK not in text:  # found at once, where to split looks at each letter
            yield text.encode()
            return
        for place, part in enumerate(text.split(_MARK)):
            if place % 2 == 0:
                yield part.encode()
                continue
            items = self._lists[int(part)]
            yield b"["
            for start in range(0, len(items), MANY):
                if start:
                    yield b","
                yield from self._pieces(",".join(items[start : start + MANY]))
            yield b"]"
