"""What became of a file that was taken in: counts, and every finding, most of them as numbers only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.findings import Finding, Weight
from domain.rules import Rule

KEPT = 1_000
"""Findings kept of each rule and weight; all are counted."""

_ORDER = (Weight.REFUSED, Weight.ADJUSTED, Weight.BROKEN, Weight.WARNED)


@dataclass(slots=True)
class Tally:
    """Records of one kind: what is `read` is new, changed, unchanged or refused.

    `closed`: what now ends, or ends sooner, also without a record of it in the file. Of units those in force today.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What was found under one rule with one weight. `count` is exact; `examples` are the first findings."""

    rule: Rule
    weight: Weight
    count: int
    examples: tuple[Finding, ...]


class Findings:
    """Findings as they come, in constant memory."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Weight, Rule]] = Counter()
        self._examples: dict[tuple[Weight, Rule], list[Finding]] = {}

    def add(self, finding: Finding) -> None:
        key = finding.weight, finding.rule
        self._counts[key] += 1
        examples = self._examples.setdefault(key, [])
        if len(examples) < KEPT:
            examples.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add(finding)

    def groups(self) -> tuple[Found, ...]:
        """Refused before adjusted before warned of, each in the order of the rules."""
        rules = list(Rule)
        keys = sorted(self._counts, key=lambda key: (_ORDER.index(key[0]), rules.index(key[1])))
        return tuple(
            Found(rule, weight, self._counts[weight, rule], tuple(self._examples[weight, rule]))
            for weight, rule in keys
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """One file. `change_set` recorded it; none if nothing was changed, or nothing was stored.

    `stopped` is why nothing was stored though it was asked for: the file could not be read to its end, or would close
    too much. `codes` are values of code lists, those that the file brings.
    """

    source: str
    dry_run: bool
    change_set: int | None
    stopped: Finding | None
    units: Tally = field(default_factory=Tally)
    numbers: Tally = field(default_factory=Tally)
    codes: Tally = field(default_factory=Tally)
    successions: int = 0
    found: tuple[Found, ...] = ()
    seconds: float = 0.0

    @property
    def refused(self) -> int:
        """Findings for which a record, or a part of it that stands alone, was not taken in."""
        return sum(one.count for one in self.found if one.weight is Weight.REFUSED)

    @property
    def stored(self) -> bool:
        """Whether the register is now as the file says, be it that it was so before."""
        return self.stopped is None and not self.dry_run

    def as_json(self) -> dict[str, object]:
        """For json.dumps."""
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            "stored": self.stored,
            "change_set": self.change_set,
            "stopped": None if self.stopped is None else _finding(self.stopped),
            "units": _tally(self.units),
            "location_numbers": _tally(self.numbers),
            "code_values": _tally(self.codes),
            "successions": self.successions,
            "seconds": round(self.seconds, 3),
            "found": [_found(one) for one in self.found],
        }


def _tally(tally: Tally) -> dict[str, int]:
    return {name: getattr(tally, name) for name in Tally.__slots__}


def _found(one: Found) -> dict[str, object]:
    return {
        "rule": one.rule.id,
        "weight": one.weight.value,
        "da": one.rule.da,
        "en": one.rule.en,
        "source": one.rule.source,
        "count": one.count,
        "examples": [_finding(finding) for finding in one.examples],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule.id,
        "sor_code": finding.sor_code,
        "where": finding.where,
        "message": finding.message,
    }
