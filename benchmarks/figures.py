"""What was measured: of each contestant and question how long the answers took."""

from dataclasses import dataclass, field
from statistics import median, quantiles


@dataclass
class Times:
    """Milliseconds of each answer, and what the answers had in common."""

    milliseconds: list[float] = field(default_factory=list)
    statements: int | None = None
    kilobytes: float = 0

    @property
    def median(self) -> float:
        return median(self.milliseconds)

    @property
    def slowest(self) -> float:
        """The 99th percentile; of few answers, nearly the slowest."""
        return percentile(self.milliseconds, 99)

    @property
    def seconds(self) -> float:
        return sum(self.milliseconds) / 1000


@dataclass
class Crowded:
    """Lookups by many clients at once."""

    clients: int
    seconds: float = 0
    milliseconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds

    @property
    def slowest(self) -> float:
        return percentile(self.milliseconds, 99)


@dataclass
class Server:
    """A contestant's process: seconds from its start to its first answer, and megabytes it held then and at last."""

    name: str
    started: float
    megabytes: float | None
    megabytes_at_last: float | None = None


@dataclass
class Run:
    """All that was measured on one register. `differences`: who gives another answer to what, and is not timed."""

    units: int
    rounds: int
    servers: dict[str, Server] = field(default_factory=dict)
    times: dict[str, dict[str, Times]] = field(default_factory=dict)
    crowds: dict[int, dict[str, Crowded]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)


def percentile(of: list[float], hundredths: int) -> float:
    return of[0] if len(of) < 2 else quantiles(of, n=100, method="inclusive")[hundredths - 1]
