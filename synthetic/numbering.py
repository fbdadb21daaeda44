"""Which units have a location number of their own, which that of the unit above, and which have none."""

from typing import NamedTuple

from synthetic.draft import OPEN, Draft, Ground
from synthetic.mailboxes import Held


class Numbering(NamedTuple):
    """Days are ordinals. `held`: from when to when the unit holds a number, each time another one.

    `inherits`: what it says on its first day; `flips`: what it says from other days on. `reached`: whether on each
    of its days it has a number, its own or that of the unit above.
    """

    held: tuple[tuple[int, int], ...]
    inherits: bool | None
    flips: dict[int, bool]
    reached: bool


def numbering(ground: Ground, draft: Draft) -> Numbering:
    """Nobody says to inherit where on any day there would be nothing to inherit."""
    dice, shape = ground.dice, draft.shape
    above = bool(draft.stays) and all(stay.parent.reached for stay in draft.stays)
    if dice.first_or(shape.own_number, "a number of its own"):
        return _own(ground, draft, above)
    if above and dice.first_or(shape.inherits_number / (1 - shape.own_number), "an inherited number"):
        return Numbering((), True, {}, True)
    return Numbering((), False if dice.chance(0.6) else None, {}, False)


def _own(ground: Ground, draft: Draft, above: bool) -> Numbering:
    """From the first day to the last, most of them; others begin late, are replaced, or are given up."""
    dice, start, end = ground.dice, draft.start, draft.end
    last = min(end, ground.today)
    if not ground.history or last - start < 120:
        return Numbering(((start, end),), False, {}, True)
    day = dice.between(start + 30, last - 30)
    if dice.first_or(0.18, "a number later than its unit"):
        return Numbering(((day, end),), above, {day: False} if above else {}, above)
    if dice.first_or(0.06, "a number in place of another"):
        return Numbering(((start, day), (day, end)), False, {}, True)
    if above and dice.first_or(0.04, "a number given up"):
        return Numbering(((start, day),), False, {day: True}, True)
    return Numbering(((start, end),), False, {}, True)


def issue(ground: Ground, draft: Draft, numbers: Numbering) -> None:
    """Gives out the numbers, with their message types."""
    for start, end in numbers.held:
        gln = ground.issued.gln()
        until = None if end == OPEN else end
        held = Held(draft.code, draft.town.region, draft.shape.system, start, until)
        batch, post = ground.batch, ground.post
        batch.numbers.append(post.number(ground.dice, gln, held, ground.today, ground.history))
        batch.capabilities.extend(post.capabilities(ground.dice, gln, held, ground.today))
