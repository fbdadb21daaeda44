"""The budget of an answer: how many units it may touch and how long it may take, counted while it is made."""

from collections.abc import Mapping, Sequence
from operator import attrgetter, mul
from time import monotonic
from typing import Any

from resolvers.limits import Limits, over
from resolvers.refusals import Code, Refusal

HERE = "this field"
"""How a sentence calls the field that whoever tells it knows by name."""

CHEAPER = (
    f"With {HERE} the answer touches more units than one may. Ask for smaller pages, or for a tree by `subtree`, page "
    "by page."
)
LONG = "The answer is longer than one may be. Ask for fewer fields, or for smaller pages."
LATE = "The answer takes longer than one may. Ask for less at a time."


class Budget:
    """Counted is every unit that a list gives, and everything that a relation is asked of, as often as it is.

    `until`: the instant of `time.monotonic` from which nothing more is asked; none where a plan answers, which is as
    quick as its units are few, unless it asks what has the database asked for each one (`step`). `written`: characters
    that a plan has written, which small things add up to that stand in a large answer again and again.
    """

    __slots__ = ("_limits", "_longest", "_most", "_over", "touched", "until", "written")

    def __init__(self, limits: Limits, logged_in: bool) -> None:
        self._limits = limits
        self._most = limits.units if logged_in else limits.units_public
        self._longest = limits.written
        self.touched = self.written = 0
        self.until: float | None = None
        self._over = False

    @property
    def left(self) -> int:
        return self._most - self.touched

    def begin(self) -> None:
        """Anew, unless it is used up: what was too much for a plan is not tried another way."""
        if self.touched <= self._most and self.written <= self._longest and not self._over:
            self.touched, self.written, self.until = 0, 0, None

    def touch(self, count: int) -> None:
        """Raises `Refusal` when it is too many, or too late. Which field it is, is told by whoever knows its place."""
        self.touched += count
        if self.touched > self._most:
            raise over("units", self._most, CHEAPER, Code.TOO_MANY_UNITS)
        if self.written > self._longest:
            raise over("written", self._longest, LONG)
        if self.until is not None:
            self.in_time()

    def in_time(self) -> None:
        """Raises `Refusal` when it is too late."""
        if self.until is not None and monotonic() > self.until:
            raise self.late()

    def write(self, characters: int) -> None:
        """Raises `Refusal` when it is too many."""
        self.written += characters
        if self.written > self._longest:
            raise over("written", self._longest, LONG)

    def again(self, answers: Sequence[Any], times: Sequence[int]) -> None:
        """What a relation was asked of once, and told, stands in the answer so often. Raises `Refusal`."""
        more = sum(times) - len(times)
        sizes = _sizes(answers)
        if sizes is not None:
            more += sum(map(mul, sizes, times)) - sum(sizes)
        self.touch(more)

    def late(self) -> Refusal:
        self._over = True
        return over("seconds", self._limits.seconds, LATE, Code.TOOK_TOO_LONG)

    def hurry(self) -> None:
        """From here on time counts too, if it does not yet."""
        if self.until is None:
            self.until = monotonic() + self._limits.seconds

    def step(self) -> None:
        """Before one of several for each of which the database is asked: however few they are, that takes its time.
        Raises `Refusal` when it is too late."""
        self.hurry()
        self.touch(0)

    def is_enough(self, sources: int, arguments: Mapping[str, Any]) -> bool:
        """Whether something may be asked of so many sources at once. Lists of all that is below hold the same units
        again and again; other lists hold a unit once, and all of them together no more than the register."""
        return "max_depth" not in arguments or sources * max(arguments["first"], 0) <= self.left

    def portions(self, sources: Sequence[Any], first: int) -> list[Sequence[Any]]:
        """So many sources at once that their lists are read no further than the budget goes."""
        size = max(1, self.left // first)
        return [sources[start : start + size] for start in range(0, len(sources), size)]


def held(answers: Sequence[Any]) -> int:
    """How many things lists or pages hold; none where the answers are neither."""
    sizes = _sizes(answers)
    return 0 if sizes is None else sum(sizes)


def _sizes(answers: Sequence[Any]) -> list[int] | None:
    """How many things each list or page holds; None where the answers are neither."""
    for sample in answers:
        if sample is not None and sample.__class__ is not Refusal:
            break
    else:
        return None
    if sample.__class__ in _SINGLE:
        return None
    if isinstance(sample, list | tuple):
        return [len(one) if isinstance(one, list | tuple) else 0 for one in answers]
    if not hasattr(sample, "nodes"):
        _SINGLE.add(sample.__class__)
        return None
    try:
        return [*map(len, map(_NODES, answers))]
    except AttributeError:
        return [0 if one is None or isinstance(one, Refusal) else len(one.nodes) for one in answers]


_NODES = attrgetter("nodes")

_SINGLE: set[type] = set()
"""Classes of answers that are neither lists nor pages."""
