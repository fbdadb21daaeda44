"""Versions by the names they have, and what a change makes of them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from db.reading.resident.ordered import CHUNK, Ordered
from domain.units import Unit

Key = TypeVar("Key")
"""A name, or what stands for it."""

MANY = 2 * CHUNK
"""Versions of one name from which on a change copies a part of them only: units by the thousand are called alike."""

Versions = tuple[Unit, ...] | Ordered[Unit]
"""Of one name, by code and day."""


class Exchange(NamedTuple, Generic[Key]):
    """What a change replaces and what it brings: versions by name, and of each name by code and day."""

    gone: Mapping[Key, Sequence[Unit]]
    come: Mapping[Key, Sequence[Unit]]

    @property
    def keys(self) -> AbstractSet[Key]:
        return self.gone.keys() | self.come.keys()

    def after(self, key: Key, versions: Versions) -> Versions:
        """What it makes of the versions of one name."""
        gone, come = self.gone.get(key, ()), self.come.get(key, ())
        if isinstance(versions, Ordered):
            return versions.changed(gone, come)
        told = come
        if versions:
            left = {id(unit) for unit in gone}
            kept = [unit for unit in versions if id(unit) not in left]
            told = sorted([*kept, *come], key=_PLACE) if kept else come
        return tuple(told) if len(told) < MANY else Ordered(_PLACE).changed((), told)


_PLACE = attrgetter("sor_code", "valid.start")
