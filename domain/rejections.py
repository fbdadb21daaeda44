"""What keeps a change from being made, and what a clerk is warned of: rules, each with its place in what was asked."""

from dataclasses import dataclass, replace
from datetime import date

from domain.identifiers import SorCode
from domain.periods import Period
from domain.rules import Rule, Violated
from domain.words import Words

Place = tuple[str, ...]
"""Where in an operation something stands, outermost first, in the words of `domain/operations.py`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule that an operation breaks, or, as a warning, something about it that a clerk should know.

    `words` tells what was wrong and what would be right. `earliest`: the first day on which it would be allowed.
    `units`: those in the way. `during`: the days on which the rule would be broken. `index`: which of several
    operations breaks it. `days`: the planned changes of `units` in the way, by the day they take effect.
    """

    rule: Rule
    words: Words
    place: Place = ()
    earliest: date | None = None
    units: tuple[SorCode, ...] = ()
    during: Period | None = None
    days: tuple[date, ...] = ()
    index: int | None = None

    def of(self, index: int | None) -> "Violation":
        return replace(self, index=index)


class Rejected(Exception):
    """A change that is not made; all the rules that it breaks."""

    def __init__(self, *violations: Violation) -> None:
        super().__init__("; ".join(f"{one.rule.id}: {one.words.en}" for one in violations))
        self.violations = violations


def violated(broken: Violated, *place: str) -> Violation:
    """A value that breaks a rule of its own, at its place in the operation. The English sentence tells the details."""
    return Violation(
        rule=broken.rule, words=Words(broken.rule.da, f"{broken.message[0].upper()}{broken.message[1:]}."), place=place
    )
