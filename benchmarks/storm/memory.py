"""What each process holds, looked at again and again: memory, open files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, median
from time import monotonic
from typing import NamedTuple

from benchmarks import machine
from benchmarks.storm.program import Program

WARM = 60.0
"""Seconds after which a process has loaded all that it works with."""

GROWN, AND = 1.25, 60.0
"""A process may hold so many times as much at the end as when it was warm, and so many megabytes."""

MORE_FILES = 60
"""Connections of clients and pools come and go; more than these are leaks."""


class Look(NamedTuple):
    at: float
    megabytes: float
    files: int


class Growth(NamedTuple):
    """Of one process: minutes that were looked at, megabytes at first and at last, megabytes an hour, open files."""

    minutes: float
    first: float
    last: float
    slope: float
    files: tuple[int, int]

    @property
    def bounded(self) -> bool:
        return self.last <= self.first * GROWN + AND and self.files[1] <= self.files[0] + MORE_FILES


@dataclass(slots=True)
class Memory:
    looks: dict[str, list[Look]] = field(default_factory=dict)

    def look(self, program: Program) -> None:
        for process in program.family():
            megabytes = machine.held(process)
            if megabytes is not None:
                name = f"{program.name} {process}"
                self.looks.setdefault(name, []).append(Look(monotonic(), megabytes, files(process)))

    def growths(self) -> dict[str, Growth]:
        """Of all that lived long enough to be told of."""
        told = {name: growth(looks) for name, looks in self.looks.items()}
        return {name: one for name, one in told.items() if one is not None}


def growth(looks: Sequence[Look]) -> Growth | None:
    """Of what was seen once it was warm, the first fifth beside the last; none of a process that was not for long."""
    warm = [look for look in looks if look.at >= looks[0].at + WARM]
    if len(warm) < 10:
        return None
    part = len(warm) // 5
    slope = linear_regression([one.at for one in warm], [one.megabytes for one in warm]).slope
    return Growth(
        minutes=(warm[-1].at - warm[0].at) / 60,
        first=median(one.megabytes for one in warm[:part]),
        last=median(one.megabytes for one in warm[-part:]),
        slope=slope * 3600,
        files=(max(one.files for one in warm[:part]), max(one.files for one in warm[-part:])),
    )


def files(process: int) -> int:
    try:
        return len(list(Path(f"/proc/{process}/fd").iterdir()))
    except OSError:
        return 0
