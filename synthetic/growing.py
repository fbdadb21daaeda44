"""How trees grow: an owner, its institutions, and below each level after level, until every unit is there."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.records import Lives, Succession, UnitLife
from synthetic import spans
from synthetic.changes import timeline
from synthetic.draft import OPEN, Draft, Family, Ground
from synthetic.naming import label, named, stem_of, trade_of
from synthetic.numbering import issue, numbering
from synthetic.opening import opening
from synthetic.places import Town
from synthetic.shapes import Shape
from synthetic.shares import pieces, spread


class Plan(NamedTuple):
    """An institution that is to be: of which sort, where, by which word of its own, with how many units in all."""

    shape: Shape
    town: Town
    stem: str
    units: int


def owner(ground: Ground, shape: Shape, span: tuple[int, int], town: Town, stem: str) -> Draft:
    """An owner with all it says from its first day to its last."""
    start, end = span
    draft = Draft(code=ground.issued.sor_code(), shape=shape, start=start, end=end, town=town, stem=stem)
    draft.cvr = ground.issued.cvr()
    return _lived(ground, draft, Family(), 0)


def institution(ground: Ground, plan: Plan, above: Draft, family: Family) -> Iterator[Lives]:
    """An institution and all below it; what has become a batch is handed on."""
    start, end = spans.span(ground, plan.shape, above)
    draft = Draft(
        code=ground.issued.sor_code(),
        shape=plan.shape,
        start=start,
        end=end,
        town=plan.town,
        stem=plan.stem,
        cvr=above.cvr,
    )
    draft.institution = draft
    _settle(ground, draft, above, family)
    _lived(ground, draft, family, 0)
    family.add(draft)
    level = [(draft, plan.units)]
    while level:
        below: list[tuple[Draft, int]] = []
        for parent, units in level:
            for shape, place, share in _children(ground, parent.shape, units - 1):
                below.append((_child(ground, parent, shape, place, family), share))
            if ground.batch.full:
                yield ground.batch.taken()
        level = below
    family.grown()


def _children(ground: Ground, shape: Shape, units: int) -> Iterator[tuple[Shape, int, int]]:
    """What sits below a unit: each one's shape, its place among its kind, and how many units it is the root of."""
    if not units:
        return
    for branch, share in zip(shape.below, spread(units, [branch.share for branch in shape.below]), strict=True):
        trades = len(branch.shape.trades)
        skipped = 0 if ground.dice.first_or(0.05, branch.shape.sort) else ground.dice.below(max(1, trades))
        for place, piece in enumerate(pieces(share, branch.size, ground.dice) if share else ()):
            yield branch.shape, place + skipped, piece


def _child(ground: Ground, above: Draft, shape: Shape, place: int, family: Family) -> Draft:
    draft = Draft(
        code=ground.issued.sor_code(),
        shape=shape,
        start=0,
        end=OPEN,
        town=ground.atlas.around(ground.dice, above.town) if shape.spreads else above.town,
        cvr=above.cvr,
        institution=above.institution,
    )
    draft.start, draft.end = spans.span(ground, shape, above)
    draft.stem = stem_of(draft, ground.dice, place)
    _settle(ground, draft, above, family)
    _lived(ground, draft, family, place)
    family.add(draft)
    return draft


def _settle(ground: Ground, draft: Draft, above: Draft, family: Family) -> None:
    """Where a unit sits on the days of its life, and who takes over what it leaves behind."""
    draft.stays = spans.stays(ground, draft, above, family)
    if draft.end < draft.stays[-1].parent.end:
        draft.successor = spans.successor(ground, draft, family)
    if draft.successor is not None:
        since = date.fromordinal(draft.end)
        ground.batch.successions.append(Succession(draft.successor.code, draft.code, since))


def _lived(ground: Ground, draft: Draft, family: Family, place: int) -> Draft:
    """Puts a unit with its numbers into the batch; nothing of it changes any more."""
    trade = trade_of(draft, place)
    draft.label = label(named(draft), draft.stem)
    numbers = numbering(ground, draft)
    draft.reached = numbers.reached
    first = opening(ground, draft, family, trade, numbers.inherits)
    life = UnitLife(
        sor_code=draft.code,
        kind=draft.shape.kind,
        first_from=date.fromordinal(draft.start),
        timeline=timeline(ground, draft, first, numbers.flips),
    )
    ground.batch.units.append(life)
    issue(ground, draft, numbers)
    return draft
