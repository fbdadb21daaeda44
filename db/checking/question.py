"""How a rule is asked of what is stored: as one statement, or as a reading of every value stored."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.findings import Weight
from domain.rules import Rule, Violated


@dataclass(frozen=True, slots=True)
class Question:
    """A rule in SQL. `broken` selects each place where it is not kept, `sentence` tells of it by its columns.

    Always columns: `sor_code`, `place` (what it is besides a unit) and `valid` (the days), each of which may be null.
    """

    rule: Rule
    broken: str
    sentence: str
    weight: Weight = Weight.BROKEN

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (self.rule,)


@dataclass(frozen=True, slots=True)
class Reading:
    """Rules in Python: every value that `stored` selects (as `written`, beside the columns of a question) is read.

    `fault` gives what a value violates; it is asked once for values that come often.
    """

    rules: tuple[Rule, ...]
    stored: str
    fault: Callable[[str], Violated | None]
    weight: Weight = Weight.BROKEN


Check = Question | Reading


def days(valid: str) -> str:
    """SQL that tells a range of days in words: `2020-01-01 to 2024-12-31`, `2020-01-01 on`."""
    return f"concat(lower({valid}), coalesce(' to ' || (upper({valid}) - 1)::text, ' on'))"


NO_DAYS = "'{}'::datemultirange"

PLACED = """
placed AS (
    SELECT sor_code, parent, unnest(range_agg(valid)) AS valid
    FROM unit_version WHERE parent IS NOT NULL GROUP BY sor_code, parent
)"""
"""Where each unit sits, as runs of days: however many versions say the same is one row."""

STANDING = """
standing AS (SELECT sor_code, range_agg(valid) AS days FROM unit_version GROUP BY sor_code)"""
"""The days on which each unit has a version."""
