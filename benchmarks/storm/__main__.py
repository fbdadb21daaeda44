"""`make storm`: mixed load while PostgreSQL and the servers are stopped, killed and frozen (docs/operations.md)."""

import asyncio
import sys
from typing import Annotated

import typer

from benchmarks import machine, screen
from benchmarks.storm.faults import PAUSE
from benchmarks.storm.report import report
from benchmarks.storm.setting import made
from benchmarks.storm.storm import Crowd, Storm


def main(
    minutes: Annotated[float, typer.Option(help="How long it lasts.", min=0.1)] = 60.0,
    units: Annotated[int, typer.Option(help="Units of the register.")] = 20_000,
    workers: Annotated[int, typer.Option(help="Processes of the server that faults are made to.", min=2)] = 2,
    seed: Annotated[int, typer.Option(help="Of the register, of what is asked, and of the faults.")] = 7,
    readers: Annotated[int, typer.Option(help="Who ask.")] = 8,
    writers: Annotated[int, typer.Option(help="Who change.", min=1)] = 3,
    pause: Annotated[float, typer.Option(help="Seconds between two faults, at most.")] = PAUSE[1],
) -> None:
    """Let a storm go over a register of its own; ends with 1 where anything was found."""
    crowd = Crowd(readers, writers)
    sys.exit(1 if asyncio.run(raged(minutes * 60, units, workers, seed, crowd, (pause * 2 / 3, pause))) else 0)


async def raged(seconds: float, units: int, workers: int, seed: int, crowd: Crowd, pause: tuple[float, float]) -> int:
    async with made(units, seed, workers) as setting:
        screen.say(f"A storm over {units:,} units and {workers} workers.")
        storm = Storm(setting, seconds, seed, crowd, pause, screen.say)
        await storm.rages()
        screen.out.print(machine.machine(), highlight=False)
        for line in report(storm):
            screen.out.print(line, highlight=False, markup=False, soft_wrap=True)
        return setting.found.defects.total()


if __name__ == "__main__":
    typer.run(main)
