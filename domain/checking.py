"""What a check of the whole register gives: which rules stored data does not keep, how often, and examples."""

from dataclasses import dataclass
from datetime import datetime

from domain.findings import Finding, Weight
from domain.rules import Rule


@dataclass(frozen=True, slots=True)
class Unkept:
    """A rule that stored data does not keep. `count` is exact; `examples` are its first findings by SOR code."""

    rule: Rule
    weight: Weight
    count: int
    examples: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """The register as it was at one instant, `read_at`: what was looked at, and what was found.

    A finding is a unit (or number, or code) and a run of days on which it does not keep a rule. `unkept`: what is
    broken before what is warned of, each in the order of the rules; a rule may be in both.
    """

    read_at: datetime
    units: int
    versions: int
    location_numbers: int
    rules: tuple[Rule, ...]
    unkept: tuple[Unkept, ...]

    @property
    def broken(self) -> int:
        return self._count(Weight.BROKEN)

    @property
    def warned(self) -> int:
        return self._count(Weight.WARNED)

    def _count(self, weight: Weight) -> int:
        return sum(one.count for one in self.unkept if one.weight is weight)

    def as_json(self) -> dict[str, object]:
        """For json.dumps: names as they are, days as ISO dates, `last_day` inclusive."""
        return {
            "read_at": self.read_at.isoformat(),
            "units": self.units,
            "versions": self.versions,
            "location_numbers": self.location_numbers,
            "rules_checked": [rule.id for rule in self.rules],
            "broken": self.broken,
            "warned": self.warned,
            "unkept": [_unkept(one) for one in self.unkept],
        }


def _unkept(one: Unkept) -> dict[str, object]:
    return {
        "rule": one.rule.id,
        "weight": one.weight.value,
        "da": one.rule.da,
        "en": one.rule.en,
        "source": one.rule.source,
        "count": one.count,
        "examples": [_example(finding) for finding in one.examples],
    }


def _example(finding: Finding) -> dict[str, object]:
    valid = finding.valid
    return {
        "sor_code": finding.sor_code,
        "where": finding.where,
        "first_day": valid.start.isoformat() if valid else None,
        "last_day": valid.last_day.isoformat() if valid and valid.last_day else None,
        "message": finding.message,
    }
