"""`sor restore`: a backup put back where no register is, or in the place of one."""

from pathlib import Path
from typing import Annotated

import typer

from commands.backing_up import described
from commands.database import database
from commands.outcome import NotDone
from commands.screen import doing, out, say
from commands.setting import read_settings
from db.backup.file import ENDING
from db.backup.manifest import Unfit
from db.backup.restoring import restored, whole


def restore(
    path: Annotated[
        Path, typer.Argument(help="A backup, or a folder: then the newest of `sor backup` in it.", metavar="FILE|DIR")
    ],
    replace: Annotated[bool, typer.Option("--replace", help="Also over a register that is not empty.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look whether the backup is whole.")] = False,
) -> None:
    """Put a backup back.

    Into a database without units, and while no other program is at work on it. Everything is put back, or nothing is.
    """
    settings = read_settings()
    place = newest(path) if path.is_dir() else path
    try:
        with doing(f"Looking whether {place} is whole") as advance:
            manifest = whole(place, advance)
        if dry_run:
            out.print(f"{place} is whole: {described(manifest)}.", markup=False)
            return
        with database(settings) as url, doing(f"Putting {place} back") as advance:
            restored(url, place, manifest, advance, replace)
    except Unfit as reason:
        raise NotDone(f"Nothing was restored, because {reason}.") from None
    out.print(f"The register is that of {place}: {described(manifest)}.", markup=False)
    say("Its feed is another one now: who follows it is told to load the register anew.")


def newest(folder: Path) -> Path:
    """By the instants in their names. Raises `NotDone`."""
    found = sorted(folder.glob(f"sor-*{ENDING}"))
    if not found:
        raise NotDone(f"There is no backup in {folder}: those of `sor backup` are named sor-….{ENDING.lstrip('.')}.")
    return found[-1]
