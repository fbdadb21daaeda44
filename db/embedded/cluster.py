"""The data folder: made once, of one major version, and who may log in to it."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from db.embedded.account import Account
from db.embedded.binaries import major
from db.unavailable import Unavailable

SUPERUSER = "sor"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_AT_MOST = 100
"""Bytes. The kernel's limit is 107 with a closing zero, elsewhere 103."""

RUNTIME = Path("/tmp")
"""Where sockets go whose own folder has too long a name. The folder made there is closed, and its owner checked."""

OWN_FOLDER = Path("/proc/self/cwd")
"""The folder the server was started in, whoever may walk there: the server's user need not reach a checkout
under a closed folder by name."""

DISK_FULL = "No space left on device"
"""The reason that counts, wherever it stands: what fails after it fails because of it."""

LOGIN = f"local all {SUPERUSER} peer map=register\n"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data folder and the user its server runs as."""

    folder: Path
    account: Account
    programs: Path

    @property
    def place(self) -> Path:
        """The data folder by the name the server knows it by."""
        return self.folder if not self.account.other or self.account.reaches(self.folder.parent) else OWN_FOLDER

    @property
    def socket_folder(self) -> Path:
        if len(os.fsencode(self.folder / SOCKET)) <= SOCKET_PATH_AT_MOST and "," not in str(self.folder):
            return self.folder  # in an address, a comma parts one server from the next
        return RUNTIME / f"sor-{self.account.uid}-{blake2b(os.fsencode(self.folder), digest_size=6).hexdigest()}"

    def prepare(self) -> None:
        """Makes what is missing. Raises `Unavailable`, or `OSError` where the disk refuses."""
        if not self.folder.exists():
            self._make()
        self._require_version()
        self._allow_login()
        if self.socket_folder != self.folder:
            self._make_socket_folder()

    def _make(self) -> None:
        """Made whole under another name first, so that an interrupted start leaves nothing half-made."""
        making = self.folder.with_name("data.making")
        shutil.rmtree(making, ignore_errors=True)
        self._make_private(making)
        place = making if self.place == self.folder else OWN_FOLDER
        command = [
            *(str(self.programs / "initdb"), "-D", str(place), f"--username={SUPERUSER}", "--auth=peer"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--text-search-config=simple", "--no-instructions"),
        ]
        done = subprocess.run(
            command,
            cwd=making,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            **self.account.process(),
        )
        if done.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            raise Unavailable(f"No data folder could be made in {self.folder}: {self.said(done.stderr)}.")
        making.rename(self.folder)

    def _require_version(self) -> None:
        made_by = self.folder / "PG_VERSION"
        found = made_by.read_text().strip() if made_by.exists() else ""
        if found != str(major()):
            raise Unavailable(
                f"The data folder {self.folder} was made by PostgreSQL {found or 'nobody knows which'}, and the "
                f"program brings {major()}: export with the older program and import with this one, or choose another "
                "folder with SOR_DATA_DIR."
            )

    def _allow_login(self) -> None:
        """The server's own user, and root, who could become it anyway; the server asks the kernel who is there."""
        names = dict.fromkeys((self.account.name, "root"))
        self._write("pg_hba.conf", LOGIN)
        self._write("pg_ident.conf", "".join(f'register "{name}" {SUPERUSER}\n' for name in names))

    def _write(self, name: str, content: str) -> None:
        """Put in place as a new file: root never writes through a link that the server's user may have laid."""
        descriptor, written = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
            if self.account.other:
                os.fchown(descriptor, self.account.uid, self.account.gid)
        Path(written).replace(self.folder / name)

    def _make_socket_folder(self) -> None:
        folder = self.socket_folder
        if not folder.exists():
            self._make_private(folder)
        status = folder.lstat()
        if status.st_uid != self.account.uid or status.st_mode & 0o170777 != 0o040700:
            raise Unavailable(
                f"The folder {folder} is for the server's socket, but is not a folder that {self.account.name} alone "
                "may enter: remove it, or choose a data folder with a shorter name with SOR_DATA_DIR."
            )

    def remove_socket_folder(self) -> None:
        """The one made because the data folder's own name did not do."""
        if self.socket_folder != self.folder:
            with suppress(OSError):
                self.socket_folder.rmdir()

    def said(self, log: str) -> str:
        """Why a program of the server's stopped, with the data folder by the name that people know it by."""
        return last_words(log).replace(str(OWN_FOLDER), str(self.folder))

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        if self.account.other:
            os.chown(folder, self.account.uid, self.account.gid)


def environment() -> dict[str, str]:
    """What the server's programs are told by us: nothing of ours but where libraries and programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C"}


def last_words(log: str) -> str:
    """The reason a program of the server's gave for stopping."""
    said = [line.strip() for line in log.splitlines() if line.strip()]
    if any(DISK_FULL in line for line in said):
        return "no space is left on its disk"
    for sign in ("PANIC:  ", "FATAL:  ", "error: "):
        if reasons := [line.split(sign, 1)[1] for line in said if sign in line]:
            return reasons[-1].rstrip(".")
    return said[-1].rstrip(".") if said else "it did not say why"
