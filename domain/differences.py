"""How a difference of one unit is told: in which field, what before and after, and what it comes from."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from domain.effects import Effect
from domain.identifiers import SorCode
from domain.periods import Period
from domain.recording import ChangeSet
from domain.stances import Own
from domain.telling import TimelineField


class Outline(NamedTuple):
    """What a unit says at one moment, in short: `told` is a digest of all that is told of it, but for `own`."""

    life: Period
    own: Own
    told: str


class DiffKind(Enum):
    """What became of a unit from one moment to another."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    CLOSED = "closed"
    REOPENED_BY_CORRECTION = "reopened by correction"


class CauseKind(Enum):
    """What a difference comes from. `CORRECTION`: it was learned that the register had been wrong."""

    OWN = "own"
    INHERITED = "inherited"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Cause:
    """`via`: the changed unit that an inherited difference comes through."""

    kind: CauseKind
    via: SorCode | None = None
    change_set: ChangeSet | None = None


class FieldDifference(NamedTuple):
    """One field on both sides, as a reader is shown it, and why it differs."""

    field: TimelineField
    before: str | None
    after: str | None
    cause: Cause


class EffectiveDifference(NamedTuple):
    """An effective value that differs on the days of `validity`; the sources are the units that state it."""

    field: TimelineField
    before: str | None
    after: str | None
    cause: Cause
    source_before: SorCode | None
    source_after: SorCode | None
    validity: Period


def cause_of(effect: Effect, change_set: ChangeSet | None = None) -> Cause:
    if effect.own:
        return Cause(CauseKind.OWN, None, change_set)
    return Cause(CauseKind.INHERITED, effect.via, change_set)
