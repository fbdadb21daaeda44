"""What becomes of units over the years: on which days something changes, and what they say from then on."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.periods import Period, Version
from domain.units import FACTS, Facts, Timeline, UnitKind
from synthetic import opening
from synthetic.codes import section
from synthetic.draft import OPEN, Draft, Ground
from synthetic.naming import renamed

Said = dict[str, Any]
"""Facts by name: those that change on a day."""

Event = Callable[[Ground, Draft, Facts], Said | None]
"""What a kind of change makes of what holds; none where it cannot happen to the unit."""

MANY = (0.27, 0.31, 0.22, 0.12, 0.06, 0.02)
"""How likely it is that 0, 1, 2, … changes fall into a unit's life, beside its moves."""


def timeline(ground: Ground, draft: Draft, first: Facts, flips: dict[int, bool]) -> Timeline:
    """The unit's versions from its first day to its last: its moves, what `flips` says of its number, and the rest.

    `flips`: on which days the unit begins or ceases to inherit a location number.
    """
    happening = _happening(ground, draft, flips) if ground.history else {}
    said: Said = {name: getattr(first, name) for name in FACTS}
    facts, since = first, draft.start
    versions: list[Version[Facts]] = []
    for day in sorted(day for day in happening if draft.start < day < draft.end):
        versions.append(Version(_period(since, day), facts))
        for event in happening[day]:
            said |= event(ground, draft, facts) or rename(ground, draft, facts) or reach(ground, draft, facts)
        facts, since = Facts(**said | {"source_updated": opening.entered(ground, day)}), day
    versions.append(Version(_period(since, draft.end), facts))
    return tuple(versions)


def _happening(ground: Ground, draft: Draft, flips: dict[int, bool]) -> dict[int, list[Event]]:
    happening: dict[int, list[Event]] = {}
    for stay in draft.stays[1:]:
        happening.setdefault(stay.since, []).append(_moving(stay.parent))
    for day, inherits in flips.items():
        happening.setdefault(day, []).append(_flipping(inherits))
    for _ in range(ground.dice.by_weight(MANY)):
        some = _day(ground, draft)
        if some is not None and some not in happening:
            happening[some] = [_any_event(ground, draft)]
    return happening


def _day(ground: Ground, draft: Draft) -> int | None:
    """Some day of the unit's life: in the past, or one for which a change is planned."""
    dice, today = ground.dice, ground.today
    if draft.start <= today and draft.end > today + 30 and dice.first_or(0.05, "a planned change"):
        return dice.between(today + 1, min(draft.end - 1, today + 420))
    last = min(draft.end - 1, today)
    return dice.between(draft.start + 1, last) if last > draft.start else None


def _moving(parent: Draft) -> Event:
    def move(ground: Ground, draft: Draft, facts: Facts) -> Said:
        return {"parent": parent.code} | ({"shak": section(ground, parent)} if draft.shape.shak == 7 else {})

    return move


def _flipping(inherits: bool) -> Event:
    return lambda ground, draft, facts: {"inherits_location_number": inherits}


def _any_event(ground: Ground, draft: Draft) -> Event:
    return EVENTS[ground.dice.by_weight(WEIGHTS)]


def rename(ground: Ground, draft: Draft, facts: Facts) -> Said | None:
    if draft.shape.kind is UnitKind.INSTITUTION_OWNER and not draft.shape.closes:
        return None
    name = renamed(draft)
    return None if name is None or name == facts.name else {"name": name}


def move_house(ground: Ground, draft: Draft, facts: Facts) -> Said | None:
    """A new postal address; a unit that had none of its own seldom gets one."""
    if facts.postal is None and not ground.dice.first_or(0.3, "a first address of its own"):
        return None
    return {"postal": opening.address(ground, draft)}


def change_visiting(ground: Ground, draft: Draft, facts: Facts) -> Said | None:
    return {"visiting": None if facts.visiting is not None else opening.address(ground, draft)}


def change_type(ground: Ground, draft: Draft, facts: Facts) -> Said | None:
    others = [one for one in draft.shape.types if one != facts.type]
    return {"type": ground.dice.one_of(others)} if others and facts.type in draft.shape.types else None


def change_specialities(ground: Ground, draft: Draft, facts: Facts) -> Said | None:
    """The last one falls away, or the one that comes first does so no longer."""
    said = facts.specialities
    if len(said) < 2:
        return None
    return {"specialities": said[:-1] if ground.dice.chance(0.5) else (*said[1:], said[0])}


def change_flags(ground: Ground, draft: Draft, facts: Facts) -> Said | None:
    flags = [flag for flag in ("ambulant", "inpatient", "treatment_site") if getattr(facts, flag) is not None]
    if not flags:
        return None
    flag = ground.dice.one_of(flags)
    return {flag: not getattr(facts, flag)}


def change_local_code(ground: Ground, draft: Draft, facts: Facts) -> Said | None:
    if not draft.shape.local_code:
        return None
    code = opening.local_code(ground, draft)
    return None if code == facts.local_code else {"local_code": code}


def change_attributes(ground: Ground, draft: Draft, facts: Facts) -> Said | None:
    return {"local_attributes": () if facts.local_attributes else opening.attributes(ground)}


def reach(ground: Ground, draft: Draft, facts: Facts) -> Said:
    """What may happen to every unit: it is called and written to in another way."""
    return {"electronic": opening.electronic(ground, draft)}


EVENTS: tuple[Event, ...] = (
    rename, move_house, change_type, change_visiting, change_specialities, change_flags, change_local_code,
    change_attributes, reach,
)  # fmt: skip
WEIGHTS = (40.0, 16.0, 5.0, 3.0, 4.0, 5.0, 6.0, 3.0, 18.0)


def _period(start: int, end: int) -> Period:
    return Period(date.fromordinal(start), None if end == OPEN else date.fromordinal(end))
