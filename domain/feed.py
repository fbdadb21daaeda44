"""The change feed: one entry for each change and each inherited effect, in the order in which they became known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from domain.changes import FieldChange
from domain.code_lists import CodeList
from domain.identifiers import Gln, SorCode
from domain.permissions import Actor, belongs_to
from domain.recording import ChangeSet
from domain.telling import TimelineField


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


Keepers = tuple[SorCode | None, SorCode | None]
"""The owners whose users alone may see a value before and after; none where everyone may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, before it has a position.

    `places`: the unit and all above it, before and after, on the day it takes effect: whoever follows one of them is
    told. `via`: the changed unit that an inherited effect comes from. `until`: the first day on which it no longer
    holds, if there is one. `gln`: the number it is about. `keepers`: of the fields that not everyone may see.
    """

    kind: ChangeKind
    sor_code: SorCode | None
    effective_from: date
    until: date | None = None
    fields: tuple[FieldChange, ...] = ()
    via: SorCode | None = None
    places: tuple[SorCode, ...] = ()
    gln: Gln | None = None
    code_list: CodeList | None = None
    keepers: Mapping[TimelineField, Keepers] = field(default_factory=dict)


class Position(NamedTuple):
    """Where an entry stands, comparable as it is: the transaction that wrote it, then its number."""

    transaction: int
    number: int


BEGINNING = Position(0, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as it stands in the feed: when it became known, and by which change set if by one."""

    position: Position
    entry: Entry
    recorded: datetime
    change_set: ChangeSet | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the feed stands: whose it is, where it ends, and when the last entry became known; none of an empty one.

    `known`: when the entry at the position asked about became known; none if there is no such entry.
    """

    identity: UUID
    end: Position
    recorded: datetime | None
    known: datetime | None


def seen_by(actor: Actor, entry: Entry) -> Entry:
    """The entry without the values that are not for this reader; a field of which nothing is left is left out."""
    if not entry.keepers:
        return entry
    shown = [_shown(actor, change, entry.keepers.get(change.field, (None, None))) for change in entry.fields]
    fields = tuple(change for change in shown if change.before != change.after)
    return replace(entry, fields=fields, gln=entry.gln if fields == entry.fields else None)


def _shown(actor: Actor, change: FieldChange, keepers: Keepers) -> FieldChange:
    before, after = (
        text if keeper is None or belongs_to(actor, keeper) else None
        for text, keeper in zip((change.before, change.after), keepers, strict=True)
    )
    return change._replace(before=before, after=after)
