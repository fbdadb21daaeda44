"""Maps that never change: another one with some keys told anew shares all the rest with the first."""

from collections.abc import Iterable, Iterator, Mapping
from math import isqrt
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

FEWEST = 61
GROWTH = 2


class Map(Generic[K, V]):
    """Keys are spread over buckets; a change copies the buckets it touches, and the row of them all.

    There are about twice as many buckets as keys in each, so that both copies are small.
    """

    __slots__ = ("_buckets", "_count", "_size")

    def __init__(self, said: Mapping[K, V] | None = None) -> None:
        told = said or {}
        self._size, self._count = len(told), _fitting(len(told))
        self._buckets: tuple[dict[K, V], ...] = _spread(told.items(), self._count)

    def __len__(self) -> int:
        return self._size

    @property
    def buckets(self) -> tuple[dict[K, V], ...]:
        """A key is in the one whose place is its hash modulo their number: for who looks up thousands one by one."""
        return self._buckets

    def get(self, key: K) -> V | None:
        return self._buckets[hash(key) % self._count].get(key)

    def each(self, keys: Iterable[K]) -> list[V | None]:
        """What is said of each key, in their order."""
        buckets, count = self._buckets, self._count
        return [buckets[hash(key) % count].get(key) for key in keys]

    def items(self) -> Iterator[tuple[K, V]]:
        for bucket in self._buckets:
            yield from bucket.items()

    def changed(self, changes: Mapping[K, V | None]) -> "Map[K, V]":
        """The map in which these keys say this; those that say None are no longer there."""
        if not changes:
            return self
        if _fitting(self._size + len(changes)) > GROWTH * self._count:
            said = {**dict(self.items()), **changes}
            return Map({key: value for key, value in said.items() if value is not None})
        buckets, size, copied = [*self._buckets], self._size, set()
        for key, value in changes.items():
            place = hash(key) % self._count
            if place not in copied:
                copied.add(place)
                buckets[place] = buckets[place].copy()
            bucket = buckets[place]
            size -= key in bucket
            if value is None:
                bucket.pop(key, None)
            else:
                bucket[key] = value
                size += 1
        return self._of(tuple(buckets), size)

    @classmethod
    def _of(cls, buckets: tuple[dict[K, V], ...], size: int) -> "Map[K, V]":
        made = cls()
        made._buckets, made._count, made._size = buckets, len(buckets), size
        return made


def _fitting(size: int) -> int:
    """How many buckets so many keys want: with no divisor that SOR codes, all alike in their last digits, share."""
    count = max(FEWEST, 2 * isqrt(size)) | 1
    return count if count % 5 else count + 2


def _spread(items: Iterable[tuple[K, V]], count: int) -> tuple[dict[K, V], ...]:
    buckets: tuple[dict[K, V], ...] = tuple({} for _ in range(count))
    for key, value in items:
        buckets[hash(key) % count][key] = value
    return buckets
