"""Sammenlæg and opdel: units close, and others take over from the day after (REGISTER.md, sections 1 and 4)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.identifiers import SorCode
from domain.lifecycle import days
from domain.lifecycle.beside import closes_too, not_in_force, succeeds_itself, taken_over
from domain.lifecycle.closing import closed
from domain.lifecycle.creating import created
from domain.lifecycle.excerpt import Edits, Excerpt, Outcome, life_of
from domain.lifecycle.standing import unknown_unit
from domain.merging import day_after
from domain.operations import Close, Create, Merge, Split
from domain.rejections import Place, Rejected, Violation
from domain.rules import Rule
from domain.words import Words, danish_day, english_day


def merged(operation: Merge, excerpt: Excerpt) -> Outcome:
    """The units have their last day, and one takes over for all of them on the day after.

    Raises `Rejected` with every rule that is broken, each at its part of the operation.
    """
    parts = _Parts(excerpt)
    last_day = operation.last_day or days.closing(excerpt.today)
    units = tuple(dict.fromkeys(operation.units))
    existing = () if isinstance(operation.into, Create) else (operation.into,)
    if not units or len({*units, *existing}) < 2:
        parts.broken.append(_several(("units",)))
    for code in _lowest_first(units, last_day, excerpt):
        parts.close(code, last_day, operation.below, ("units", str(operation.units.index(code))))
    successor = parts.take_over(operation.into, last_day, ("into",))
    if successor is not None:
        for code in units:
            parts.replace(successor, code, last_day, ("into",))
    return parts.outcome(successor, last_day)


def split(operation: Split, excerpt: Excerpt) -> Outcome:
    """The unit has its last day, and several take over on the day after.

    Raises `Rejected` with every rule that is broken, each at its part of the operation.
    """
    parts = _Parts(excerpt)
    last_day = operation.last_day or days.closing(excerpt.today)
    existing = [into for into in operation.into if not isinstance(into, Create)]
    if len(operation.into) < 2 or len(set(existing)) < len(existing):
        parts.broken.append(_several(("into",)))
    parts.close(operation.unit, last_day, operation.below, ("unit",))
    for index, into in enumerate(operation.into):
        place = ("into", str(index))
        successor = parts.take_over(into, last_day, place)
        if successor is not None:
            parts.replace(successor, operation.unit, last_day, place)
    return parts.outcome(operation.unit, last_day)


@dataclass
class _Parts:
    """Closings and openings one after the other, each in the register as the one before it leaves it."""

    excerpt: Excerpt
    edits: Edits = field(default_factory=Edits)
    broken: list[Violation] = field(default_factory=list)
    warnings: list[Violation] = field(default_factory=list)
    touched: list[SorCode] = field(default_factory=list)
    gone: set[SorCode] = field(default_factory=set)

    def close(self, code: SorCode, last_day: date, below: bool, place: Place) -> None:
        closing = Close(unit=code, last_day=last_day, below=below)
        outcome = self._carry_out(
            lambda: closed(closing, self.excerpt), lambda inner: place if inner == ("unit",) else inner
        )
        self.gone |= {code} if outcome is None else {code, *outcome.others}

    def take_over(self, into: SorCode | Create, last_day: date, place: Place) -> SorCode | None:
        """The unit that takes over, which is there on the day after; a new one opens on that day."""
        first_day = day_after(last_day) or date.max
        if isinstance(into, Create):
            return self._open(into, first_day, place)
        unit = self.excerpt.units.get(into)
        if unit is None:
            self.broken.append(unknown_unit(into, place))
            return None
        if into in self.gone:
            self.broken.append(closes_too(into, self.excerpt, place))
        elif not life_of(unit).covers(first_day):
            self.broken.append(not_in_force(into, first_day, self.excerpt, place))
        return into

    def replace(self, successor: SorCode, predecessor: SorCode, last_day: date, place: Place) -> None:
        """That one unit comes after another; said before of that day, it is not said again."""
        if predecessor not in self.excerpt.units or successor == predecessor:
            return
        first_day = day_after(last_day) or date.max
        self.broken += succeeds_itself(successor, predecessor, self.excerpt, place)
        self._keep(taken_over(successor, predecessor, first_day, self.excerpt))

    def outcome(self, about: SorCode | None, last_day: date) -> Outcome:
        if self.broken or about is None:
            raise Rejected(*dict.fromkeys(self.broken))
        return Outcome(
            edits=self.edits,
            unit=about,
            day=last_day,
            others=tuple(code for code in dict.fromkeys(self.touched) if code != about),
            warnings=tuple(dict.fromkeys(self.warnings)),
        )

    def _open(self, into: Create, first_day: date, place: Place) -> SorCode | None:
        if into.since not in (None, first_day):
            self.broken.append(_opens_another_day(first_day, (*place, "since")))
        opening = replace(into, since=first_day)
        outcome = self._carry_out(lambda: created(opening, self.excerpt), lambda inner: (*place, *inner))
        return None if outcome is None else outcome.unit

    def _carry_out(self, part: Callable[[], Outcome], at: Callable[[Place], Place]) -> Outcome | None:
        try:
            outcome = part()
        except Rejected as rejected:
            self.broken += _placed(rejected.violations, at)
            return None
        self._keep(outcome.edits)
        self.warnings += _placed(outcome.warnings, at)
        self.touched += [outcome.unit, *outcome.others]
        return outcome

    def _keep(self, edits: Edits) -> None:
        self.edits = self.edits.then(edits)
        self.excerpt = self.excerpt.after(edits)


def _lowest_first(units: Sequence[SorCode], on: date, excerpt: Excerpt) -> list[SorCode]:
    """Units before those that they are under on a day, so that nothing is open below one that closes."""
    return sorted(units, key=lambda code: -sum(1 for _ in excerpt.path(code, on)))


def _placed(violations: Iterable[Violation], at: Callable[[Place], Place]) -> Iterator[Violation]:
    return (replace(violation, place=at(violation.place)) for violation in violations)


def _several(place: Place) -> Violation:
    rule = Rule.SUCCESSION_OF_SEVERAL
    return Violation(rule=rule, words=Words(rule.da, rule.en), place=place)


def _opens_another_day(first_day: date, place: Place) -> Violation:
    return Violation(
        rule=Rule.SUCCESSOR_IN_FORCE,
        words=Words(
            f"Den nye enhed åbner dagen efter, at de gamle lukker: {danish_day(first_day)}.",
            f"The new unit opens on the day after the old ones close: {english_day(first_day)}.",
        ),
        place=place,
        earliest=first_day,
    )
