"""What a storm has found: how often each thing happened that must not, with the first few times, and mere figures."""

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

FIRST = 5
"""Examples that are kept of each defect."""


@dataclass(slots=True)
class Found:
    """`defects` must be empty in the end; `told` are counts of what may happen; `fresh` was not said yet."""

    began: float = field(default_factory=monotonic)
    defects: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    fresh: list[str] = field(default_factory=list)

    def defect(self, what: str, example: str) -> None:
        self.defects[what] += 1
        examples = self.examples.setdefault(what, [])
        if len(examples) < FIRST:
            examples.append(f"after {monotonic() - self.began:.0f} s: {example[:600]}")
            self.fresh.append(f"DEFECT: {what}, {examples[-1]}")
