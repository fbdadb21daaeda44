"""An import under way: what is being changed, on which day, and what has been counted and found so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from db.writing.change import Change
from db.writing.staging import Staged
from domain.findings import Finding, Weight
from domain.identifiers import SorCode
from domain.importing import Findings, Tally
from domain.records import UnitLife, UnitRecord
from domain.rules import Rule, Violated
from domain.taking_in import Outcome, life_of
from resolvers.importing.codes import CodeBook

Progress = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done, and of how much in all where that is known."""

NAMED = 20
"""Units that are named where too many would close."""


class Taken(NamedTuple):
    """A record, what was stored of its unit, and what is to be.

    `late`: why it does not end yet as it was to. It then keeps the end it had or, if it cannot, is `refused`.
    """

    staged: Staged
    before: UnitLife | None
    outcome: Outcome
    late: Violated | None = None
    refused: bool = False

    @property
    def code(self) -> SorCode:
        return self.staged.record.sor_code

    @property
    def changed(self) -> bool:
        return self.before != self.outcome.life


class Stopped(Exception):
    """Why nothing of the file is stored."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class Intake:
    """`closing`: the units in force today that the file closes, or closes sooner.

    `first`: there was no unit before it. While units are then taken in for the first time, nothing is stored of any.
    """

    change: Change
    today: date
    codes: CodeBook
    findings: Findings
    progress: Progress
    first: bool = False
    units: Tally = field(default_factory=Tally)
    numbers: Tally = field(default_factory=Tally)
    values: Tally = field(default_factory=Tally)
    successions: int = 0
    closing: set[SorCode] = field(default_factory=set)

    def refuse(self, record: UnitRecord, broken: Violated) -> None:
        self.find(record, Weight.REFUSED, broken)

    def find(self, record: UnitRecord, weight: Weight, broken: Violated) -> None:
        self.findings.add(Finding(broken.rule, weight, broken.message, str(record.sor_code), record.where))

    def count_closing(self, before: UnitLife, after: UnitLife) -> None:
        """Counts the unit, once, if it is in force today and now closes, or closes sooner."""
        was, now = life_of(before.timeline), life_of(after.timeline)
        if now.end is not None and was.covers(self.today) and was.outlasts(now.end):
            self.closing.add(before.sor_code)
            self.units.closed = len(self.closing)

    def brake(self, in_force: int, share: float) -> None:
        """Raises `Stopped` if more than `share` of the units that were in force today would close."""
        closed = self.units.closed
        if closed <= share * in_force:
            return
        some = ", ".join(str(code) for code in sorted(self.closing)[:NAMED])
        more = f" and {closed - NAMED} more" if closed > NAMED else ""
        message = (
            f"the file closes {closed} of {in_force} units in force, {closed / in_force:.1%}; "
            f"more than {share:.1%} must be confirmed: {some}{more}"
        )
        raise Stopped(Finding(Rule.MASS_CHANGE_NEEDS_APPROVAL, Weight.REFUSED, message))
