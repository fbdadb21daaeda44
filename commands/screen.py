"""What a command shows: results on stdout, progress and reasons on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

COLUMNS = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())

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


Staged = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done, and of how much in all where that is known."""


@contextmanager
def stages(of: str) -> Iterator[Staged]:
    """The same for what is done in stages, of which each has a bar of its own."""
    if not err.is_terminal:
        err.print(f"{of} …", markup=False)
        yield lambda stage, done, total: None
        return
    tasks: dict[str, TaskID] = {}
    with Progress(*COLUMNS, console=err) as progress:

        def tell(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(f"{of}: {stage}", total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield tell
        for task in progress.tasks:
            progress.update(task.id, total=max(task.completed, 1), completed=max(task.completed, 1))


def say(sentence: str) -> None:
    err.print(sentence, markup=False)
