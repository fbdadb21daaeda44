"""Relations: how a unit stands to another beside the hierarchy."""

from dataclasses import dataclass

from domain.identifiers import SorCode
from domain.periods import Period


@dataclass(frozen=True, slots=True)
class Relation:
    """That `unit` REPLACES, is REPLACED_BY or COOPERATES with `other` (`type`), and when. Either may be a stranger."""

    type: str
    unit: SorCode
    other: SorCode
    valid: Period
    note: str | None = None
