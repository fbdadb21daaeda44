"""What the feed tells of one unit of which something became known, and of one whose day has come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from domain.changes import FieldChange, Written, between
from domain.feed import ChangeKind, Entry
from domain.identifiers import Gln, SorCode
from domain.learning import Learned, learned
from domain.periods import Period, Version, change_days, merged
from domain.recording import Cause
from domain.stories import Said, Story
from domain.telling import TimelineField

A_DAY = timedelta(days=1)

BY_FIELD = {
    TimelineField.LOCATION_NUMBER: ChangeKind.LOCATION_NUMBER_CHANGED,
    TimelineField.MESSAGE_TYPES: ChangeKind.MESSAGE_TYPES_CHANGED,
    TimelineField.RELATIONS: ChangeKind.RELATIONS_CHANGED,
}
"""Fields that are told of by themselves."""

OF_NUMBERS = (TimelineField.LOCATION_NUMBER, TimelineField.MESSAGE_TYPES)
"""Fields that not everyone may see, where the number is hidden."""

BY_CAUSE = {Cause.CORRECTION: ChangeKind.CORRECTED, Cause.WITHDRAWAL: ChangeKind.WITHDRAWN}


def learned_of(unit: SorCode, before: Story, after: Story, written: Written, cause: Cause) -> Iterator[Entry]:
    """What a recording is told as, of one unit that it bears on: in the order of days, without places.

    Days on which the same fields differ in the same way from what was known before are one piece. A piece is one entry,
    CORRECTED or WITHDRAWN, where that was the cause of the recording. Else it is one entry where the unit opens
    (UNIT_CREATED) or closes (UNIT_CLOSED), and otherwise up to four: UNIT_MOVED if it comes under another unit or
    UNIT_CHANGED, with the unit's own fields, and one each for its location number, message types and relations.

    Local attributes are no field that is told; where nothing else differs, a UNIT_CHANGED without fields tells of them.
    """
    told = learned(before, after, written)
    for piece in told:
        for entry in _entries(unit, piece, before, after, cause):
            yield replace(entry, until=piece.valid.end)
    for valid in _silent(before, after):
        if not any(piece.valid.overlap(valid) for piece in told):
            kind = BY_CAUSE.get(cause, ChangeKind.UNIT_CHANGED)
            yield Entry(kind=kind, sor_code=unit, effective_from=valid.start, until=valid.end)


def in_force(unit: SorCode, story: Story, day: date, written: Written) -> Entry | None:
    """What holds of a unit from a day on and did not on the day before, as an entry without places."""
    fields = between(story.on(day - A_DAY), story.on(day), written)
    if not fields and story.on(day - A_DAY).facts == story.on(day).facts:
        return None
    return Entry(kind=ChangeKind.IN_FORCE, sor_code=unit, effective_from=day, fields=fields)


def hidden(said: Said) -> bool:
    """Whether the location number that a unit holds is for its owner's own users only."""
    return said.number is not None and (said.number.mailbox.internal_only or said.number.mailbox.not_active)


def _entries(unit: SorCode, piece: Learned, before: Story, after: Story, cause: Cause) -> Iterator[Entry]:
    day = piece.valid.start
    whole = Entry(
        kind=BY_CAUSE.get(cause) or _kind(piece, before, after),
        sor_code=unit,
        effective_from=day,
        fields=piece.fields,
        gln=_gln(piece.fields, before.on(day), after.on(day)),
    )
    if whole.kind not in (ChangeKind.UNIT_CHANGED, ChangeKind.UNIT_MOVED):
        yield whole
        return
    own = tuple(change for change in piece.fields if change.field not in BY_FIELD)
    if own:
        yield replace(whole, fields=own, gln=None)
    for change in piece.fields:
        if change.field in BY_FIELD:
            gln = whole.gln if change.field in OF_NUMBERS else None
            yield replace(whole, kind=BY_FIELD[change.field], fields=(change,), gln=gln)


def _kind(piece: Learned, before: Story, after: Story) -> ChangeKind:
    """Of a unit that was known by what is otherwise; of a new one by what is otherwise than on the day before."""
    day = piece.valid.start
    was, now = before.on(day) if before.versions else after.on(day - A_DAY), after.on(day)
    if now.facts is None:
        return ChangeKind.UNIT_CHANGED if was.facts is None else ChangeKind.UNIT_CLOSED
    if was.facts is None:
        return ChangeKind.UNIT_CHANGED if before.versions else ChangeKind.UNIT_CREATED
    return ChangeKind.UNIT_CHANGED if was.facts.parent == now.facts.parent else ChangeKind.UNIT_MOVED


def _gln(fields: tuple[FieldChange, ...], before: Said, after: Said) -> Gln | None:
    if not any(change.field in OF_NUMBERS for change in fields):
        return None
    held = after.number or before.number
    return None if held is None else held.gln


def _silent(before: Story, after: Story) -> list[Period]:
    """The days on which local attributes differ."""
    days = change_days([*before.periods, *after.periods])
    pieces = [Period(start, end) for start, end in pairwise([*days, None]) if start is not None]
    told = merged(Version(piece, _attributes(before, piece) != _attributes(after, piece)) for piece in pieces)
    return [version.valid for version in told if version.value]


def _attributes(story: Story, piece: Period) -> tuple[str | None, ...]:
    facts = story.on(piece.start).facts
    return () if facts is None else facts.local_attributes
