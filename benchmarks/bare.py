"""What an answer costs before anything is asked in it: look-ups, and `{ __typename }`, by crowds of 16 and 64 clients.

`python -m benchmarks.bare --units 100000`, on a register that `make bench` has made or will use.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.table import Table

from benchmarks import data, machine, screen, servers
from benchmarks.chosen import spread
from benchmarks.contestant import Served
from benchmarks.crowd import crowded
from benchmarks.figures import Crowded
from benchmarks.questions import ONE, Question
from benchmarks.soak import ready

NOTHING = "{ __typename }"
COLUMNS = ("server", "clients", "question", "answers a second", "its processor time for each, µs")
WARM = 3.0


def main(
    units: Annotated[int, typer.Option(help="Units of the register.")] = 100_000,
    seconds: Annotated[float, typer.Option(help="How long each crowd asks.")] = 5,
    only: Annotated[str, typer.Option(help="Which servers, by the words of `make bench`.")] = "program,mercurius",
) -> None:
    """Time look-ups beside a question that asks nothing."""
    with data.register(Path(os.environ.get("BENCH_DIR", ".bench")), units, 7) as register:
        with psycopg.connect(register.address) as database:
            codes = spread(database, 1_000)
        table = Table(*COLUMNS, title=machine.machine())
        known = servers.starting(register)
        for word in only.split(","):
            if word not in known:
                raise typer.BadParameter(f"{word} is none of {', '.join(known)}.")
            with ExitStack() as stack:
                server = known[word](stack)
                if not isinstance(server, Served):
                    raise typer.BadParameter(f"{server.name} is not asked over HTTP.")
                for row in rows(server, codes, seconds):
                    table.add_row(*row)
    screen.out.print(table)


def rows(served: Served, codes: list[str], seconds: float) -> Iterator[tuple[str, ...]]:
    looked_up = [Question("one", "a look-up", ONE, {"code": code}) for code in codes]
    if served.token is not None:
        ready(served.address)
    served.first(looked_up[0])
    for clients in (16, 64):
        for asked in ([Question("nothing", NOTHING, NOTHING, {})], looked_up):
            requests = [served.request(question) for question in asked]
            crowded(served.address, requests, clients, WARM, Crowded(clients))
            measured, before = Crowded(clients), machine.spent(served.process)
            crowded(served.address, requests, clients, seconds, measured)
            each = (machine.spent(served.process) - before) / len(measured.milliseconds)
            yield served.name, str(clients), asked[0].name, f"{measured.rate:,.0f}", f"{each * 1e6:.0f}"


if __name__ == "__main__":
    typer.run(main)
