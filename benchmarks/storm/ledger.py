"""What was acknowledged, and what the writers know must be in the register because of it."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from time import monotonic
from typing import Any


def number(change_set: Any) -> str | None:
    """Of a change set, as `/feed` tells it; in GraphQL it stands in an opaque id."""
    if change_set is None:
        return None
    padded = change_set["id"] + "=" * (-len(change_set["id"]) % 4)
    return urlsafe_b64decode(padded).decode().rpartition(":")[2]


@dataclass(slots=True)
class Entry:
    """One acknowledged request: what was sent under which key, how it was answered, and when."""

    key: str
    query: str
    variables: dict[str, Any]
    answer: Any
    change_set: str | None
    at: float = field(default_factory=monotonic)


@dataclass(slots=True)
class Known:
    """A unit as its only writer left it. `version`: as it was last told."""

    name: str
    parent: str
    version: int | None = None
    last_day: str | None = None


@dataclass(slots=True)
class Ledger:
    """`dry`: keys of what was only tried, and of what was to be refused: nothing of them may be kept."""

    entries: dict[str, Entry] = field(default_factory=dict)
    dry: set[str] = field(default_factory=set)
    units: dict[str, Known] = field(default_factory=dict)
    sent_again: int = 0

    def acknowledged(self, entry: Entry) -> None:
        self.entries[entry.key] = entry
        if entry.change_set is None:
            self.dry.add(entry.key)

    def change_sets(self) -> dict[str, Entry]:
        return {entry.change_set: entry for entry in self.entries.values() if entry.change_set is not None}
