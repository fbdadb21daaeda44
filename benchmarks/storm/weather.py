"""When which fault was made: what may be answered depends on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

HEALED_WITHIN = 10.0
"""Seconds after a fault has ended from which on nothing may be refused for it."""


@dataclass(slots=True)
class Spell:
    """One fault. `cuts`: whether it may cut clients' connections. `refused`: when somebody was last refused for it."""

    name: str
    began: float
    cuts: bool
    ended: float | None = None
    refused: float = 0.0

    def touches(self, began: float, ended: float) -> bool:
        return self.began <= ended and (self.ended is None or began <= self.ended + HEALED_WITHIN)

    @property
    def healed(self) -> float:
        """Seconds from its end until nobody was refused any more."""
        return max(0.0, self.refused - (self.ended or self.began))


class Excuse(NamedTuple):
    """What the faults around an answer excuse."""

    refusal: bool = False
    cut: bool = False


@dataclass(slots=True)
class Weather:
    spells: list[Spell] = field(default_factory=list)

    @contextmanager
    def spell(self, name: str, cuts: bool = False) -> Iterator[None]:
        spell = Spell(name, monotonic(), cuts)
        self.spells.append(spell)
        try:
            yield
        finally:
            spell.ended = monotonic()

    def excuse(self, began: float, ended: float) -> Excuse:
        """For what was asked and answered then."""
        touching = [spell for spell in self._latest() if spell.touches(began, ended)]
        return Excuse(bool(touching), any(spell.cuts for spell in touching))

    def refused(self, now: float) -> None:
        """Somebody was: it is counted against the fault of the moment, or the last one."""
        for spell in self._latest()[-1:]:
            spell.refused = now

    def calm(self, began: float, ended: float) -> bool:
        """Whether no fault touched the time between two instants, however long ago."""
        return not any(spell.touches(began, ended) for spell in self.spells)

    def now(self) -> str:
        return self.spells[-1].name if self.spells and self.spells[-1].ended is None else "calm"

    def _latest(self) -> list[Spell]:
        return self.spells[-6:]
