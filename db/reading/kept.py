"""What a reader keeps of what was worked out before, so that it is not worked out again."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from domain.inheritance import Held
from domain.units import Unit


class Missing(Enum):
    """What has not been worked out yet."""

    MISSING = "missing"


class Kept(Protocol):
    """Effective values of one field at one moment that were worked out before, None where nothing counts."""

    def each(self, units: Sequence[Unit]) -> list[Held | Missing | None]: ...
    def keep(self, units: Sequence[Unit], found: Sequence[Held | None]) -> None: ...
