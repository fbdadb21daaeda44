"""The change feed: one entry for each change and each inherited effect, in the order in which they became known."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from domain.changes import FieldChange
from domain.identifiers import Gln, SorCode


class ChangeKind(Enum):
    """What an entry tells. `IN_FORCE`: what was planned holds from today on."""

    UNIT_CREATED = "created"
    UNIT_CHANGED = "changed"
    UNIT_MOVED = "moved"
    UNIT_CLOSED = "closed"
    EFFECTIVE_CHANGED = "effective changed"
    IN_FORCE = "in force"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    LOCATION_NUMBER_CHANGED = "location number changed"
    MESSAGE_TYPES_CHANGED = "message types changed"
    RELATIONS_CHANGED = "relations changed"
    CODE_LIST_CHANGED = "code list changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, before it has a position.

    `places`: the unit and all above it, before and after, on the day it takes effect: whoever follows one of them is
    told. `via`: the changed unit that an inherited effect comes from. `until`: the first day on which it no longer
    holds, if there is one. `gln`: the number it is about.
    """

    kind: ChangeKind
    sor_code: SorCode | None
    effective_from: date
    until: date | None = None
    fields: tuple[FieldChange, ...] = ()
    via: SorCode | None = None
    places: tuple[SorCode, ...] = ()
    gln: Gln | None = None
