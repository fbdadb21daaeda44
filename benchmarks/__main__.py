"""`make bench`: a register is generated, the program started on it, and its answers are timed.

The peers that answer the same questions on the same rows come with a later step; until then the table tells how the
program compares with itself as it was.
"""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.questions import questions
from benchmarks.timing import Program, Times
from db.embedded import temporary

SOR = str(Path(sys.executable).with_name("sor"))
ANSWERS = re.compile(r"answers on (http://\S+)")
screen = Console()


def main(
    units: Annotated[int, typer.Option(help="Units of the generated register.", min=1000)] = 20_000,
    rounds: Annotated[int, typer.Option(help="How often each question is asked.", min=1)] = 30,
    seed: Annotated[int, typer.Option(help="The same seed is the same register.")] = 1,
) -> None:
    """Time the program on a generated register."""
    with temporary() as url:
        environment = {**os.environ, "SOR_DATABASE_URL": url, "SOR_LOG_LEVEL": "WARNING"}
        for words in (["migrate"], ["generate", "--units", str(units), "--seed", str(seed)]):
            subprocess.run([SOR, *words], env=environment, check=True)
        with started(environment) as address:
            program = Program(address)
            times = program.time(questions(program.ask), rounds)
    screen.print(table(times, f"{units} units, {rounds} rounds, {machine()}"))


@contextmanager
def started(environment: dict[str, str]) -> Iterator[str]:
    command = [SOR, "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = next((found[1] for line in process.stderr if (found := ANSWERS.search(line))), None)
            if address is None:
                sys.exit("The program did not start.")
            yield address
        finally:
            process.terminate()


def table(times: list[Times], title: str) -> Table:
    shown = Table("question", "median ms", "p99 ms", "statements", "kB", title=title)
    for column in shown.columns[1:]:
        column.justify = "right"
    for each in times:
        figures = (f"{each.median:.1f}", f"{each.slowest:.1f}", str(each.statements), f"{each.kilobytes:.1f}")
        shown.add_row(each.question.name, *figures)
    return shown


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL embedded"


if __name__ == "__main__":
    typer.run(main)
