"""Timelines: in which days which field of a unit had which value, its own or the effective one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain import chronicles, telling
from domain.changes import Written
from domain.chronicles import Chronicle, EffectiveValue
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Period, Version, change_days, merged
from domain.stories import Story
from domain.telling import TimelineField

INHERITABLE = {
    TimelineField.POSTAL_ADDRESS: InheritableField.POSTAL_ADDRESS,
    TimelineField.VISITING_ADDRESS: InheritableField.VISITING_ADDRESS,
    TimelineField.ACTIVITY_ADDRESS: InheritableField.ACTIVITY_ADDRESS,
    TimelineField.ELECTRONIC_ADDRESS: InheritableField.ELECTRONIC_ADDRESS,
    TimelineField.LOCATION_NUMBER: InheritableField.LOCATION_NUMBER,
}
"""The fields that have an effective value beside the unit's own."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Days in which a field had one value. `effective`: why and from whom, of an effective one, on the first day."""

    field: TimelineField
    valid: Period
    value: str
    effective: EffectiveValue | None = None


def intervals(
    story: Story, chronicle: Chronicle | None, fields: Collection[TimelineField], written: Written
) -> list[Interval]:
    """By field, then by day. With a chronicle, effective values of the fields that have them."""
    effective = INHERITABLE.keys() & fields if chronicle is not None else set()
    found = [*_own(story, written, set(fields) - effective)]
    if chronicle is not None:
        found += [one for field in effective for one in _effective(chronicle, field, written)]
    order = list(TimelineField)
    return sorted(found, key=lambda one: (order.index(one.field), one.valid.start))


def without_hidden(told: Interval, chronicle: Chronicle, ours: Collection[SorCode]) -> Iterator[Interval]:
    """What a reader may see of an effective location number: not the days on which it is hidden, unless its holder is
    one of `ours`, of the reader's own organisation."""
    if told.effective is None or told.field is not TimelineField.LOCATION_NUMBER:
        yield told
        return
    holder = told.effective.source.sor_code
    hidden = [one.valid for one in chronicle.numbers.get(holder, ()) if one.hidden and holder not in ours]
    days = (
        Version(piece, not any(one.covers(piece.start) for one in hidden))
        for piece in told.valid.cut(change_days(hidden))
    )
    for piece in merged(days):
        if piece.value:
            yield Interval(told.field, piece.valid, told.value, told.effective)


def _own(story: Story, written: Written, fields: Collection[TimelineField]) -> Iterator[Interval]:
    days = story.days
    told = [
        (Period(start, end), telling.told(story.on(start), written))
        for start, end in pairwise([*days, None])
        if start is not None
    ]
    for field in fields:
        for version in merged(Version(period, each[field]) for period, each in told):
            if version.value is not None:
                yield Interval(field, version.valid, version.value)


def _effective(chronicle: Chronicle, field: TimelineField, written: Written) -> Iterator[Interval]:
    for version in chronicles.intervals(chronicle, INHERITABLE[field]):
        value = version.value.value
        text = value if isinstance(value, str) else written[value]
        yield Interval(field, version.valid, text, version.value)
