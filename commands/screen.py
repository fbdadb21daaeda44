"""What a command shows: results on stdout, progress and reasons on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Advance = Callable[[int, int | None], None]
"""Told how much is done, and of how much in all where that is known."""


@contextmanager
def doing(what: str) -> Iterator[Advance]:
    """A bar or a spinner while it lasts; one plain line where nobody watches."""
    if not err.is_terminal:
        err.print(f"{what} …", markup=False)
        yield lambda done, total: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
        done = max(progress.tasks[0].completed, 1)
        progress.update(task, completed=done, total=done)


def say(sentence: str) -> None:
    err.print(sentence, markup=False)
