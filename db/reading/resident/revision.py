"""A revision: the whole register as it stood after one change set, for every day. It never changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from db.reading.resident.material import Material


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """`number`: the newest change set it holds, 0 without any; `recorded`: that one's instant."""

    number: int
    recorded: datetime | None

    def after(self, change: Material) -> Self:
        """The revision that a change makes of this one, which itself stays as it is. What it costs goes with the
        change, not with the register."""
        raise NotImplementedError(f"change set {change.number}")


def made(material: Material) -> Revision:
    """The revision of a register that was read whole."""
    return Revision(number=material.number, recorded=material.recorded)
