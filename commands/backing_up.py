"""`sor backup`: the register in one file, as it is at one moment, while it is in use."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.database import database
from commands.outcome import NotDone
from commands.screen import doing, out
from commands.setting import read_settings
from db.backup.file import ENDING
from db.backup.manifest import Manifest, Unfit
from db.backup.writing import written


def backup(
    path: Annotated[Path, typer.Argument(help="The new file, or a folder that gets one.", metavar="FILE|DIR")],
) -> None:
    """Write the whole register into a file.

    As it is at one moment, while it is in use. `sor restore` puts it back.
    """
    settings = read_settings()
    place = path / f"sor-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{ENDING}" if path.is_dir() else path
    try:
        with database(settings) as url, doing(f"Writing the register into {place}") as advance:
            manifest = written(url, place, advance)
    except Unfit as reason:
        raise NotDone(f"No backup was made, because {reason}.") from None
    except OSError as error:
        raise NotDone(f"No backup was made: {place} cannot be written ({error.strerror or error}).") from None
    out.print(f"{place}: {described(manifest)}, {place.stat().st_size:,} bytes.", markup=False)


def described(manifest: Manifest) -> str:
    units, made = manifest.tables["unit"].rows, f"{manifest.made:%Y-%m-%d %H:%M:%S} UTC"
    return f"{units:,} units, {manifest.rows:,} rows, change set {manifest.revision}, as of {made}"
