"""One server as this process knows it: what it said when it was last asked, and whether questions may go to it."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

FRESH = 4.0
"""Seconds for which what a server said counts: one that has not answered since is taken for gone."""


class Standing(NamedTuple):
    """What a server says of itself. `follows`: it is a replica; `written`: how far the primary's log is in it, in
    bytes; `number`, `recorded`: of the newest change set that it shows, 0 and none before the first; `identity`: of
    which register it is."""

    follows: bool
    written: int
    number: int
    recorded: datetime | None
    identity: UUID


@dataclass(slots=True, eq=False)
class Server:
    """`reads`: the views that were opened on it. `standing`, `at`: what it last said, and when. `shown`: the newest
    change set that one of those views was asked for, and had. Of a replica `compared`: its newest change set was seen
    to be the primary's; `strange`: why it is no replica of this register, if it is none; `behind`: seconds that it
    lacks, none if nobody knows."""

    name: str
    engine: AsyncEngine
    replica: bool = False
    reads: int = 0
    standing: Standing | None = None
    at: float = 0.0
    shown: int = 0
    compared: bool = False
    strange: str | None = None
    behind: float | None = None
    lost: str | None = "It has not been asked yet."

    @property
    def number(self) -> int:
        """The newest change set that it is known to have."""
        return max(self.shown, 0 if self.standing is None else self.standing.number)

    @property
    def answers(self) -> bool:
        return self.lost is None and time.monotonic() - self.at < FRESH

    def said(self, standing: Standing) -> None:
        self.standing, self.at, self.lost = standing, time.monotonic(), None

    def gone(self, why: str) -> None:
        """Until it says something again."""
        self.lost = why

    def silent(self) -> str | None:
        """Why it is taken for gone, if it is."""
        if self.lost is None and not self.answers:
            return f"It has not answered for {time.monotonic() - self.at:.0f} seconds."
        return self.lost
