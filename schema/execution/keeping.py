"""What was made lately, as much of it as there is room for: those who write every text anew fill no memory."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lookups(NamedTuple):
    hits: int
    misses: int
    evicted: int


class Recent(Generic[K, V]):
    """Values by key, those used last. `room`: what all of them together may weigh; `weight`: what they do."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.lookups = Lookups(0, 0, 0)
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self.weight = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        found = self._kept.get(key)
        hits, misses, evicted = self.lookups
        if found is None:
            self.lookups = Lookups(hits, misses + 1, evicted)
            return None
        self.lookups = Lookups(hits + 1, misses, evicted)
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: K, value: V, weight: int) -> None:
        """In the place of what was kept under the key before: two who ask at the same time make the same."""
        if (before := self._kept.pop(key, None)) is not None:
            self.weight -= before[1]
        self._kept[key] = (value, weight)
        self.weight += weight
        while self.weight > self.room:
            _, (_, left) = self._kept.popitem(last=False)
            self.weight -= left
            self.lookups = self.lookups._replace(evicted=self.lookups.evicted + 1)
