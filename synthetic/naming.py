"""What a unit is called, from its patterns, and what it is called after a rename."""

from domain.units import NAME_LENGTH
from synthetic.dice import Dice
from synthetic.draft import Draft
from synthetic.shapes import Trade
from synthetic.words import letter

LABEL_LENGTH = 38
"""A longer name is not repeated in the names below."""


def named(draft: Draft) -> str:
    """By its present pattern, cut where a name may not be longer."""
    above = draft.stays[0].parent.label if draft.stays else ""
    pattern = draft.shape.names[draft.pattern % len(draft.shape.names)]
    return fitted(pattern.format(stem=draft.stem, above=above, town=draft.town.district))


def renamed(draft: Draft) -> str | None:
    """By its next pattern; none where it has but one."""
    if len(draft.shape.names) == 1:
        return None
    before = named(draft)
    draft.pattern += 1
    after = named(draft)
    return None if after == before else after


def fitted(name: str) -> str:
    """At most as long as a name may be, cut between words where that can be done."""
    name = name.strip()
    if len(name) <= NAME_LENGTH:
        return name
    cut = name[:NAME_LENGTH]
    return (cut[: cut.rindex(" ")] if " " in cut[20:] else cut).rstrip(" ,-(")


def label(name: str, stem: str) -> str:
    """What names below say for the unit above them."""
    return name if len(name) <= LABEL_LENGTH else stem


def trade_of(draft: Draft, place: int) -> Trade | None:
    """What a unit that is number `place` among its kind does; past the last trade they begin again with letters."""
    trades = draft.shape.trades
    return trades[place % len(trades)] if trades else None


def stem_of(draft: Draft, dice: Dice, place: int) -> str:
    """A unit's own word. Empty where its shape has neither words nor trades: then it is given one."""
    trade = trade_of(draft, place)
    if trade is not None:
        turn = place // len(draft.shape.trades)
        return trade.word if turn == 0 else f"{trade.word} {letter(dice, turn)}"
    return draft.shape.word(dice, place) if draft.shape.word is not None else ""
