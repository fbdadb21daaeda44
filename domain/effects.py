"""What a change does to others: effective values that come to be different, on which days, and through whom."""

from dataclasses import dataclass

from domain.chronicles import Provided
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Period


@dataclass(frozen=True, slots=True)
class Effect:
    """That on some days an effective value of a unit is another than was known or planned before.

    `via` is the changed unit that it comes from: the unit itself, where it was changed itself. `before` and `after`
    tell the value and the unit that states it; none where the unit has none.
    """

    unit: SorCode
    field: InheritableField
    valid: Period
    before: Provided | None
    after: Provided | None
    via: SorCode

    @property
    def own(self) -> bool:
        return self.via == self.unit
