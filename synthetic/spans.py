"""When units begin and end, and where they sit: never outside the life of the unit above, never twice in one place."""

from domain.units import UnitKind
from synthetic.draft import OPEN, Draft, Family, Ground, Stay
from synthetic.shapes import Shape

TRIES = 4


def span(ground: Ground, shape: Shape, above: Draft) -> tuple[int, int]:
    """The first day, and the first day after the last, of a unit that begins under `above`."""
    start = _opening(ground, shape, above)
    return start, _closing(ground, shape, start, above.end) if ground.history else above.end


def private(ground: Ground, shape: Shape, earliest: int) -> tuple[int, int]:
    """The span of a private owner: most stand, some have closed, and with them all that they owned."""
    dice, today = ground.dice, ground.today
    start = dice.between(earliest, today - 60)
    if not ground.history or dice.chance(1 - shape.closes) or today - start < 120:
        return start, OPEN
    return start, dice.between(today + 7, today + 400) if dice.chance(0.1) else dice.between(start + 60, today)


def _opening(ground: Ground, shape: Shape, above: Draft) -> int:
    dice, today = ground.dice, ground.today
    latest = min(above.end, today) - 90
    if above.start >= latest:
        return above.start
    if ground.history and not shape.below and above.end == OPEN and dice.first_or(0.012, "a planned opening"):
        return dice.between(today + 7, today + 400)
    if dice.chance(0.8 if shape.below else 0.35):
        return above.start
    return dice.between(above.start + 1, dice.between(above.start + 1, latest))


def _closing(ground: Ground, shape: Shape, start: int, end: int) -> int:
    """Most close with the unit above, if that does; some earlier, and a few have it planned."""
    dice, today = ground.dice, ground.today
    last = min(end, today)
    if shape.closes and last - start > 120 and _happens(ground, shape, shape.closes, "a closing"):
        return dice.between(start + 60, last)
    if shape.closes and start <= today and end > today + 60 and _happens(ground, shape, 0.012, "a planned closing"):
        return dice.between(today + 7, min(end - 1, today + 400))
    return end


def _happens(ground: Ground, shape: Shape, share: float, what: str) -> bool:
    """Small registers see every kind of thing, but not to a unit with a tree below it."""
    return ground.dice.chance(share) if shape.below else ground.dice.first_or(share, what)


def successor(ground: Ground, draft: Draft, family: Family) -> Draft | None:
    """Of a unit that closes by itself, half the times, one of its sort that stands on when it is gone."""
    if not ground.dice.first_or(0.5, "a succession"):
        return None
    others = [other for other in _some(ground, family.like(draft)) if other.start <= draft.end < other.end]
    if not others or not _same_house(draft, others[0]):
        ground.dice.not_yet("a succession")
        return None
    return others[0]


def stays(ground: Ground, draft: Draft, above: Draft, family: Family) -> tuple[Stay, ...]:
    """Under whom a unit is on the days of its life. Moving to a unit that stands longer lets it live longer too."""
    first = Stay(draft.start, above)
    if not ground.history or draft.shape.kind is not UnitKind.ORGANIZATIONAL_UNIT:
        return (first,)
    heir = above.successor
    taken_over = heir is not None and draft.end == above.end and above.shape.kind is UnitKind.ORGANIZATIONAL_UNIT
    if heir is not None and taken_over and ground.dice.first_or(0.75, "units that a successor takes over"):
        draft.end = heir.end
        return first, Stay(above.end, heir)
    return _moved(ground, draft, above, family, (first,))


def _moved(ground: Ground, draft: Draft, above: Draft, family: Family, so_far: tuple[Stay, ...]) -> tuple[Stay, ...]:
    dice = ground.dice
    what = "a move" if len(so_far) == 1 else "another move"
    if not draft.shape.moves or not dice.first_or(draft.shape.moves, what):
        return so_far
    day = _moving_day(ground, draft, so_far[-1].since)
    if day is not None:
        for target in _some(ground, family.like(above)):
            end = target.end if draft.end == above.end and target.end > day + 30 else draft.end
            if target.covers(day, end) and _free(draft, target, so_far):
                draft.end = end
                return _moved(ground, draft, target, family, (*so_far, Stay(day, target)))
    dice.not_yet(what)
    return so_far


def _moving_day(ground: Ground, draft: Draft, since: int) -> int | None:
    dice, today = ground.dice, ground.today
    ahead = max(since, today)
    if draft.end > ahead + 60 and draft.start <= today and dice.first_or(0.12, "a planned move"):
        return dice.between(ahead + 1, min(draft.end - 1, ahead + 300))
    last = min(draft.end - 1, today)
    return dice.between(since + 1, last) if last > since + 30 else None


def _free(draft: Draft, other: Draft, so_far: tuple[Stay, ...]) -> bool:
    """Nobody comes back to where it has been. What has a SHAK code that others extend stays in its hospital."""
    if draft.shape.shak == 6 and other.institution is not so_far[0].parent.institution:
        return False
    return all(stay.parent is not other for stay in so_far)


def _same_house(draft: Draft, other: Draft) -> bool:
    return other is not draft and (draft.shape.moves > 0 or other.institution is draft.institution)


def _some(ground: Ground, others: list[Draft]) -> list[Draft]:
    return [ground.dice.one_of(others) for _ in range(TRIES)] if others else []
