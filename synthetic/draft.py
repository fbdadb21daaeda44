"""A unit while its tree grows, and the ground that all of them grow from."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.identifiers import Cvr, ProviderNumber, Shak, SorCode
from synthetic.batches import Batch
from synthetic.dice import Dice
from synthetic.issued import Issued
from synthetic.mailboxes import Post
from synthetic.places import Atlas, Town
from synthetic.shapes import Shape

OPEN = date.max.toordinal()
"""The end of what has none. Days are ordinals here: so many from the first of January of year 1."""


class Stay(NamedTuple):
    """From a day on a unit is under another."""

    since: int
    parent: "Draft"


@dataclass(slots=True, eq=False, kw_only=True)
class Draft:
    """What the units that come later need to know of one.

    `label`: what {above} is in names below. `reached`: whether on each of its days it has a location number, its own
    or inherited. `given`: how many SHAK codes units below it have got. `pattern`: which of its names it bears.
    """

    code: SorCode
    shape: Shape
    start: int
    end: int
    town: Town
    stays: tuple[Stay, ...] = ()
    stem: str = ""
    label: str = ""
    pattern: int = 0
    cvr: Cvr | None = None
    shak: Shak | None = None
    specialities: tuple[str, ...] = ()
    provider_number: ProviderNumber | None = None
    pharmacy: int | None = None
    institution: "Draft | None" = None
    successor: "Draft | None" = None
    reached: bool = False
    given: int = 0

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class Ground:
    """What everything in one register draws from. `today` is an ordinal."""

    dice: Dice
    issued: Issued
    atlas: Atlas
    post: Post
    batch: Batch
    today: int
    history: bool


@dataclass(frozen=True, slots=True)
class Family:
    """Of one owner: the units of the tree that grows now, and some that stand open in the trees before it, by sort."""

    peers: dict[str, list[Draft]] = field(default_factory=dict)
    kept: dict[str, list[Draft]] = field(default_factory=dict)

    def add(self, draft: Draft) -> None:
        self.peers.setdefault(draft.shape.sort, []).append(draft)

    def like(self, draft: Draft) -> list[Draft]:
        """All known units of the same sort, itself among them."""
        return self.peers.get(draft.shape.sort, []) + self.kept.get(draft.shape.sort, [])

    def grown(self) -> None:
        """The tree is done: a few of each sort are kept for units that move there later."""
        for sort, peers in self.peers.items():
            self.kept.setdefault(sort, []).extend([peer for peer in peers if peer.end == OPEN][: 1 + 12 // len(peers)])
        self.peers.clear()
