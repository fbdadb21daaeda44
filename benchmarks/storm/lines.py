"""The servers' logs as they are written: what may not stand in one, and how much noise a fault makes."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from benchmarks.storm.found import Found

BAD = {"error", "critical", "exception", "fatal"}
INFO = re.compile(rb'"level": ?"info"')
NOTICES = ("The register answers on", "Migrating the database", "The database is at migration")


@dataclass(slots=True)
class Lines:
    """A log, read from where it was last read to. `warned` counts its warnings by what they say."""

    path: Path
    found: Found
    at: int = 0
    warned: Counter[str] = field(default_factory=Counter)

    def read(self) -> None:
        with self.path.open("rb") as file:
            file.seek(self.at)
            whole, _, rest = file.read().rpartition(b"\n")
            self.at = file.tell() - len(rest)
        for line in whole.splitlines():
            self.one(line)

    def one(self, line: bytes) -> None:
        if reason := bad(line):
            self.found.defect(reason, line.decode(errors="replace"))
        elif not INFO.search(line) and line.startswith(b"{"):
            self.warned[str(orjson.loads(line).get("event"))[:80]] += 1


def bad(line: bytes) -> str | None:
    """Why a line may not be in a log; nothing if it may."""
    if not line.startswith(b"{"):
        said = line.decode(errors="replace")
        return None if not said.strip() or said.startswith(NOTICES) else "a line of the log that is none"
    if INFO.search(line):
        return None
    told = orjson.loads(line)
    if told.get("level") in BAD:
        return f"logged as {told['level']}: {str(told.get('event'))[:60]}"
    if "exception" in told:
        return f"a stack in the log: {str(told.get('event'))[:60]}"
    return None


def complaints(log: Path) -> Counter[str]:
    """What PostgreSQL says in its own log that something is wrong with, and how often."""
    said = re.compile(r"(?:ERROR|FATAL|PANIC):  (.*)")
    with log.open(errors="replace") as lines:
        return Counter(found[1][:80] for line in lines if (found := said.search(line)))
