"""What this process has counted so far: plain numbers, added to at every request, so that counting costs next to
nothing; they are put into words only when somebody asks (`web/metrics.py`)."""

from bisect import bisect_left
from collections import defaultdict

from web.record import RequestRecord

BOUNDS = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0)
"""Seconds up to which answers are counted together."""

NAMES = 200
"""Operations that are counted by their own names; the names that come later are counted as `OTHER`."""

OTHER = "other"

RESUME = "RESUME"

Times = list[float]
"""How many took at most so long, for each of `BOUNDS`; how many took longer; and the seconds of all."""


class Tallies:
    """By operation, way and outcome; `followed` are subscriptions that have ended, by operation and outcome.
    `statements` and `waited`, in seconds, are the database's."""

    def __init__(self) -> None:
        self.times: defaultdict[tuple[str, str, str], Times] = defaultdict(lambda: [0.0] * (len(BOUNDS) + 2))
        self.followed: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.statements = 0
        self.waited = 0.0
        self._names = {""}

    def add(self, record: RequestRecord, seconds: float) -> None:
        """A request that asked for an operation."""
        assert record.way is not None
        outcome = record.outcome
        times = self.times[self._named(record.operation or "", outcome), record.way, outcome]
        times[bisect_left(BOUNDS, seconds)] += 1
        times[-1] += seconds
        self._asked(record)

    def ended(self, record: RequestRecord) -> None:
        """A subscription. Its name is taken up as well where it is to be resumed: the server ends it so."""
        outcome = record.outcome
        known = "ok" if [*record.errors] == [RESUME] else outcome
        self.followed[self._named(record.operation or "", known), outcome] += 1
        self._asked(record)

    def _asked(self, record: RequestRecord) -> None:
        self.statements += record.statements or 0
        self.waited += record.waited

    def _named(self, name: str, outcome: str) -> str:
        """A name is taken up when an operation of that name has been answered: what is not in the schema has none."""
        if name in self._names:
            return name
        if outcome != "ok" or len(self._names) > NAMES:
            return OTHER
        self._names.add(name)
        return name
