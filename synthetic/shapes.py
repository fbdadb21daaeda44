"""What sorts of units there are, and what each has below it: the plan that trees grow by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from domain.units import UnitKind
from synthetic.dice import Dice

Word = Callable[[Dice, int], str]
"""A name's own part, for a unit that is number so and so, from 0, among its kind."""


class Trade(NamedTuple):
    """What a unit of a hospital does: the word its name begins with, its specialities, a type of its own."""

    word: str
    specialities: tuple[str, ...] = ()
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One sort of unit. Shares are between 0 and 1.

    `names`: patterns with {stem} (its own word), {above} (that of the unit above) and {town}; the first is the usual
    one, a rename goes on to the next. `own_number`, `inherits_number`: shares of units with a location number of their
    own and with that of the unit above; the others have none. `system`: the kind of system behind its numbers.
    `shak`: 4, 6 or 7 characters, where it has a SHAK code. `provider`: whether it has a provider number.
    `spreads`: whether such units are found all over the municipality.
    `moves`: none where units below have codes that extend the institution's.
    A unit only ever sits under sorts that its own sort cannot sit above, so no move can make a circle.
    """

    sort: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    kind: UnitKind = UnitKind.ORGANIZATIONAL_UNIT
    word: Word | None = None
    trades: tuple[Trade, ...] = ()
    below: tuple["Branch", ...] = ()
    spreads: bool = False
    own_place: float = 0.0
    own_phone: float = 0.1
    own_number: float = 0.05
    inherits_number: float = 0.3
    system: str = "eoj"
    specialities: tuple[str, ...] = ()
    shak: int = 0
    provider: bool = False
    pharmacy: bool = False
    p_number: float = 0.0
    ambulant: float | None = None
    inpatient: float | None = None
    reporting: bool = False
    treatment: float = 0.0
    local_code: str = ""
    closes: float = 0.05
    moves: float = 0.16


class Branch(NamedTuple):
    """Sorts of units below: how much of what is below is of this one, and about how many units each such tree has."""

    shape: Shape
    share: float
    size: float
