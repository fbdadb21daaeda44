"""Sorted sequences that never change: another one with some items more or fewer shares all the rest with the first."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import Any, Generic, TypeVar

T = TypeVar("T")

CHUNK = 512
Key = Callable[[T], Any]


class Ordered(Generic[T]):
    """Items in chunks, by a key that tells every two apart. A change copies the chunks it touches, and the row of them
    all."""

    __slots__ = ("_chunks", "_key")

    def __init__(self, key: Key[T], chunks: tuple[tuple[T, ...], ...] = ()) -> None:
        self._key = key
        self._chunks = chunks

    def __len__(self) -> int:
        return sum(map(len, self._chunks))

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(self._chunks)

    def after(self, bound: Any | None) -> Iterator[T]:
        """Those whose key is greater than a bound, or all, upwards."""
        if bound is None:
            return iter(self)
        at = self._chunk_of(self._chunks, bound)
        begun = self._chunks[at : at + 1]
        rest = (chunk[bisect_right(chunk, bound, key=self._key) :] for chunk in begun)
        return chain.from_iterable(chain(rest, (self._chunks[place] for place in range(at + 1, len(self._chunks)))))

    def before(self, bound: Any | None) -> Iterator[T]:
        """Those whose key is less than a bound, or all, downwards."""
        begun = len(self._chunks) if bound is None else self._chunk_of(self._chunks, bound)
        for chunk in self._chunks[begun : begun + 1]:
            yield from reversed(chunk[: bisect_left(chunk, bound, key=self._key)])
        for place in range(begun - 1, -1, -1):
            yield from reversed(self._chunks[place])

    def changed(self, gone: Collection[T], come: Collection[T]) -> "Ordered[T]":
        """The sequence without some that are in it, and with some that are not; these in order."""
        if not gone and not come:
            return self
        if len(gone) + len(come) > len(self._chunks):
            return self._anew(gone, come)
        chunks = [*self._chunks]
        for item in gone:
            self._take(chunks, self._key(item))
        for item in come:
            self._put(chunks, item)
        return Ordered(self._key, tuple(chunks))

    def _anew(self, gone: Collection[T], come: Collection[T]) -> "Ordered[T]":
        left = {self._key(item) for item in gone}
        kept = (item for item in chain.from_iterable(self._chunks) if not left or self._key(item) not in left)
        items = sorted(chain(kept, come), key=self._key) if self._chunks else [*come]
        chunks = tuple(tuple(items[at : at + CHUNK]) for at in range(0, len(items), CHUNK))
        return Ordered(self._key, chunks)

    def _take(self, chunks: list[tuple[T, ...]], key: Any) -> None:
        at = self._chunk_of(chunks, key)
        chunk = chunks[at]
        place = bisect_left(chunk, key, key=self._key)
        chunks[at : at + 1] = self._halves((*chunk[:place], *chunk[place + 1 :]))

    def _put(self, chunks: list[tuple[T, ...]], item: T) -> None:
        key = self._key(item)
        at = self._chunk_of(chunks, key)
        chunk = chunks[at] if chunks else ()
        place = bisect_left(chunk, key, key=self._key)
        chunks[at : at + 1] = self._halves((*chunk[:place], item, *chunk[place:]))

    def _chunk_of(self, chunks: Collection[tuple[T, ...]], bound: Any) -> int:
        """Where an item with this key is, or would be: in the last chunk that does not begin after it."""
        return max(bisect_right(chunks, bound, key=self._first) - 1, 0)  # type: ignore[call-overload,no-any-return]

    def _first(self, chunk: tuple[T, ...]) -> Any:
        return self._key(chunk[0])

    def _halves(self, items: tuple[T, ...]) -> list[tuple[T, ...]]:
        """No chunk if there are no items, two if there are as many as two should have."""
        if len(items) < 2 * CHUNK:
            return [items] if items else []
        return [items[:CHUNK], items[CHUNK:]]
