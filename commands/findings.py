"""Findings as a person reads them: a table of the rules, then under each rule its first examples."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from commands.screen import out
from domain.findings import Finding, Weight
from domain.rules import Rule

COLOURS = {Weight.BROKEN: "red", Weight.REFUSED: "red", Weight.ADJUSTED: "yellow", Weight.WARNED: "cyan"}
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Group:
    """What was found under one rule with one weight: how often, and the first of them."""

    rule: Rule
    weight: Weight
    count: int
    examples: Sequence[Finding]


def show_groups(groups: Iterable[Group], shown: int = SHOWN) -> None:
    listed = list(groups)
    if not listed:
        return
    out.print(summary(listed))
    for group in listed:
        out.print(Text(f"{group.rule.id} ({group.weight.value}, {group.count:,})", style="bold"))
        out.print(Text(f"  {group.rule.en}  [{group.rule.source}]", style="dim"))
        for finding in group.examples[:shown]:
            out.print(Text(f"  - {line(finding)}"))
        if group.count > min(shown, len(group.examples)):
            out.print(Text(f"  … and {group.count - min(shown, len(group.examples)):,} more", style="dim"))


def summary(groups: Iterable[Group]) -> Table:
    table = Table("", "rule", "count", box=SIMPLE_HEAD)
    table.columns[2].justify = "right"
    for group in groups:
        weight = Text(group.weight.value, style=COLOURS[group.weight])
        table.add_row(weight, group.rule.id, f"{group.count:,}")
    return table


def line(finding: Finding) -> str:
    """Where, of which unit, when, and what."""
    days = None if finding.valid is None else f"{finding.valid.start} to {finding.valid.last_day or 'further notice'}"
    place = ", ".join(part for part in (finding.where, finding.sor_code and f"SOR {finding.sor_code}", days) if part)
    return f"{place}: {finding.message}" if place else finding.message
