"""Which system user the server runs as: ourselves or, since PostgreSQL refuses root, an unprivileged user."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.unavailable import Unavailable

OWN = "sor"
"""The system user that root's servers run as, made where it is missing."""

INSTEAD = ("postgres",)
"""Who will do where no user can be made."""

NOLOGIN = "/usr/sbin/nologin"
MAKERS = (
    ("useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", NOLOGIN, OWN),
    ("adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", NOLOGIN, OWN),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A system user by number and name. `other` says that it is not the user this process runs as."""

    uid: int
    gid: int
    name: str
    other: bool

    def process(self) -> dict[str, Any]:
        """What `subprocess` is told so that a program runs as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}

    def reaches(self, folder: Path) -> bool:
        """Whether this user may walk through every folder down to and into this one."""
        return all(self._passes(step.stat()) for step in (folder, *folder.parents))

    def _passes(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        return bool(status.st_mode & (0o010 if status.st_gid == self.gid else 0o001))


def of_server(cluster: Path) -> Account:
    """Who the server of this data folder runs as: its owner, or else the user set apart for it.

    Raises `Unavailable` where this process may not run it.
    """
    mine = os.geteuid()
    owner = cluster.stat().st_uid if cluster.exists() else None
    if mine != 0:
        if owner not in (None, mine):
            raise Unavailable(
                f"The data folder {cluster} belongs to {_called(owner)}, and this is {_called(mine)}: "
                "run as its owner, or choose another folder with SOR_DATA_DIR."
            )
        return _account(pwd.getpwuid(mine), other=False) if _known(mine) else _nameless(mine)
    if owner:
        return _account(pwd.getpwuid(owner), other=True) if _known(owner) else _nameless(owner)
    return _set_apart()


def _set_apart() -> Account:
    """PostgreSQL never runs as root, so root needs somebody who does nothing else."""
    found = _named(OWN) or _made() or next(filter(None, map(_named, INSTEAD)), None)
    if found is None:
        raise Unavailable(
            f"PostgreSQL does not run as root, and no user '{OWN}' could be made for it: make one "
            f"(useradd --system {OWN}), run as another user, or give a server's address in SOR_DATABASE_URL."
        )
    return _account(found, other=True)


def _made() -> pwd.struct_passwd | None:
    for maker in MAKERS:
        if shutil.which(maker[0]):
            # Two starts at once both try; whoever is second finds the first one's user.
            subprocess.run(maker, check=False, capture_output=True, timeout=60)
            if found := _named(OWN):
                return found
    return None


def _account(found: pwd.struct_passwd, *, other: bool) -> Account:
    return Account(found.pw_uid, found.pw_gid, found.pw_name, other)


def _named(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _called(uid: int | None) -> str:
    return pwd.getpwuid(uid).pw_name if uid is not None and _known(uid) else f"user number {uid}"


def _nameless(uid: int) -> Account:
    raise Unavailable(
        f"PostgreSQL does not run as a user without a name, and user number {uid} has none in /etc/passwd: "
        "run as a named user, or give a server's address in SOR_DATABASE_URL."
    )
