"""What a change does to others: effective values that come to be different, on which days, and through whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain.chronicles import Provided
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Period
from domain.stances import PASSED_ON, TAKEN_FROM, Above, Side, apart, says_otherwise, stances


@dataclass(frozen=True, slots=True)
class Effect:
    """That on some days an effective value of a unit is another than was known or planned before.

    Told of days on which the unit is in force on both sides: that it opens or closes is no effect.
    `via` is the changed unit that it comes from, the nearest on the climb: the unit itself, where what it says itself
    is another. `before` and `after` tell the value and the unit that states it; none where the unit has none.
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


ALWAYS = Period(date.min)
_ORDER = {field: place for place, field in enumerate(InheritableField)}


def of_changed(before: Side, after: Side, units: Iterable[SorCode]) -> Iterator[Effect]:
    """The effects on units that were changed, or that stand below changed ones. The sides hold all above them."""
    touched = _touched(before, after)
    for unit in units:
        for field in InheritableField:
            if unit in touched[field]:
                for valid, old, new, via in apart(before, after, unit, field, ALWAYS):
                    yield Effect(unit, field, valid, old, new, via)


def _touched(before: Side, after: Side) -> Mapping[InheritableField, set[SorCode]]:
    """For each value the units of both sides that it may differ for: who says something else, and all below them.

    Many are only closed, or stand below those that are: to climb from each of them would take long, for nothing.
    """
    below: defaultdict[SorCode, set[SorCode]] = defaultdict(set)
    differing: defaultdict[InheritableField, set[SorCode]] = defaultdict(set)
    for unit in before.keys() & after.keys():
        for field in says_otherwise(before[unit], after[unit]):
            differing[field].add(unit)
        for version in (*before[unit].versions, *after[unit].versions):
            if version.value.parent is not None:
                below[version.value.parent].add(unit)
    under = {field: _with_all_below(differing[field], below) for field in PASSED_ON}
    return {field: differing[field] | under[TAKEN_FROM[field]] for field in InheritableField}


def _with_all_below(units: Iterable[SorCode], below: Mapping[SorCode, Iterable[SorCode]]) -> set[SorCode]:
    found: set[SorCode] = set()
    waiting = [*units]
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(below.get(unit, ()))
    return found


def passed_on(effects: Iterable[Effect], below: Side) -> Iterator[Effect]:
    """The effects on units that were not changed, directly `below` those that effects are told of."""
    told: defaultdict[tuple[SorCode, InheritableField], list[Effect]] = defaultdict(list)
    for effect in effects:
        told[effect.unit, effect.field].append(effect)
    fields = [(above, field) for above in {field for _, field in told} for field in PASSED_ON[above]]
    for unit, stated in below.items():
        for above, field in fields:
            for version in stances(stated, field):
                if isinstance(version.value, Above):
                    for effect in told.get((version.value.unit, above), ()):
                        if (valid := effect.valid.overlap(version.valid)) is not None:
                            yield Effect(unit, field, valid, effect.before, effect.after, effect.via)


def inheritable(effects: Iterable[Effect]) -> list[Effect]:
    """Those of the effects that units below may share."""
    return [effect for effect in effects if effect.field in PASSED_ON]


def in_order(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """By SOR code, field and day; neighbouring days with the same difference are told as one."""
    merged: list[Effect] = []
    for effect in sorted(effects, key=lambda one: (one.unit, _ORDER[one.field], one.valid.start)):
        last = merged[-1] if merged else None
        if last is not None and last.valid.end == effect.valid.start and replace(last, valid=effect.valid) == effect:
            merged[-1] = replace(last, valid=Period(last.valid.start, effect.valid.end))
        else:
            merged.append(effect)
    return tuple(merged)
