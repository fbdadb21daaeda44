"""Findings: places where data does not keep a rule of the register, and what became of them."""

from dataclasses import dataclass
from enum import Enum

from domain.periods import Period
from domain.rules import Rule


class Weight(Enum):
    """What a finding means for the record it was found in.

    A file's records are refused, adjusted or taken in with a warning; what is stored is broken or warned of.
    """

    REFUSED = "refused"
    ADJUSTED = "adjusted"
    BROKEN = "broken"
    WARNED = "warned"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where data does not keep a rule, and what became of it.

    `where` is a line or an element, or of stored data what it is besides a unit; `sor_code` the code as written, right
    or wrong. `valid`: of stored data, the days on which the rule is not kept.
    """

    rule: Rule
    weight: Weight
    message: str
    sor_code: str | None = None
    where: str | None = None
    valid: Period | None = None
