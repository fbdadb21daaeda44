"""`make bench`: the program beside its peers, on the same generated registers, in turn (docs/adr/0014)."""

import os
import sys
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from benchmarks import data, machine, report, screen
from benchmarks.figures import Run
from benchmarks.run import measured
from db.unavailable import Unavailable

PEERS = ("postgraphile", "mercurius", "strawberry", "postgresql")
QUIET = 1.0
"""Load of a machine that nobody else works on."""


def main(
    units: Annotated[list[int] | None, typer.Option(help="Units of a register; may be given several times.")] = None,
    rounds: Annotated[int, typer.Option(help="How often each question is asked.", min=1)] = 30,
    seed: Annotated[int, typer.Option(help="The same seed is the same register.")] = 7,
    peers: Annotated[str, typer.Option(help=f"Some of {', '.join(PEERS)}; commas between them, or none.")] = ",".join(
        PEERS
    ),
    seconds: Annotated[float, typer.Option(help="How long a crowd asks each contestant.", min=0.1)] = 9.0,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare the answers; ends with 1 if they differ.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write docs/benchmarks.md, from a quiet machine.")] = False,
) -> None:
    """Time the program beside its peers."""
    load, chosen = machine.busy(), [peer for peer in peers.replace(",", " ").split() if peer != "none"]
    if unknown := set(chosen) - {*PEERS}:
        raise typer.BadParameter(f"there is no peer {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    if write and load > QUIET:
        sys.exit(f"Others work on this machine (load {load:.1f}): docs/benchmarks.md is written on a quiet one.")
    home = Path(os.environ.get("BENCH_DIR", ".bench"))
    runs, versions = [], ""
    for size in units or [20_000]:
        run = Run(size, rounds)
        runs.append(run)
        try:
            with data.register(home, size, seed) as register:
                with psycopg.connect(register.address) as database:
                    versions = machine.versions(database)
                measured(register, run, chosen, seconds, check)
        except Unavailable as reason:
            sys.exit(f"{reason}")
        if not check:
            tell(run)
    screen.out.print(f"{machine.machine()}; load before {load:.1f}\n{versions}", highlight=False)
    if write and not check:
        report.written(runs, machine.machine(), versions, load)
    sys.exit(1 if any(run.differences for run in runs) else 0)


def tell(run: Run) -> None:
    screen.out.print(f"\n{run.units:,} units, {run.rounds} rounds", style="bold")
    for table in report.shown(run):
        screen.out.print(table)
    screen.out.print(report.remarks(run), highlight=False, markup=False)


if __name__ == "__main__":
    typer.run(main)
