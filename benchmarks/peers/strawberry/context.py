"""What a request has at hand: a loader for each relation, made anew for every request."""

from dataclasses import dataclass
from functools import partial

import strawberry
from strawberry.dataloader import DataLoader

from benchmarks.peers.strawberry import reading
from benchmarks.peers.strawberry.reading import Sessions
from benchmarks.peers.strawberry.rows import UnitRow


@dataclass
class Context:
    sessions: Sessions
    units: DataLoader[int, UnitRow | None]
    children: DataLoader[int, list[UnitRow]]
    ancestors: DataLoader[int, list[UnitRow]]


Info = strawberry.Info[Context, None]


def context(sessions: Sessions) -> Context:
    return Context(
        sessions,
        DataLoader(load_fn=partial(reading.by_code, sessions)),
        DataLoader(load_fn=partial(reading.children, sessions)),
        DataLoader(load_fn=partial(reading.ancestors, sessions)),
    )
