"""Which machine it was, and what ran on it."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.peers import node

PEERS = Path(__file__).parent / "peers"
PYTHON_PACKAGES = ("strawberry-graphql", "graphql-core", "SQLAlchemy", "psycopg", "uvicorn", "orjson")
NODE_PACKAGES = {"postgraphile": ("postgraphile", "grafast", "pg"), "mercurius": ("mercurius", "fastify", "graphql")}


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def processor() -> str:
    """The model's name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def busy() -> float:
    """How many processes wanted a core in the last minute, on average."""
    return os.getloadavg()[0]


def versions(database: psycopg.Connection[Any]) -> str:
    told = [f"Python {platform.python_version()}", f"PostgreSQL {database.info.parameter_status('server_version')}"]
    told += [f"{package} {version(package)}" for package in PYTHON_PACKAGES]
    return ", ".join([*told, *in_node()])


def in_node() -> Iterator[str]:
    """Node and the packages that are installed."""
    try:
        program = node.node() / "bin" / "node"
    except node.NotInstalled:
        return
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    yield f"Node {told.strip().removeprefix('v')}"
    for peer, packages in NODE_PACKAGES.items():
        for package in packages:
            package_json = PEERS / peer / "node_modules" / package / "package.json"
            if package_json.exists():
                yield f"{package} {json.loads(package_json.read_text())['version']}"


def held(process: int) -> float | None:
    """Megabytes of memory that a process holds, where the system tells it."""
    told = Path(f"/proc/{process}/status")
    lines = told.read_text().splitlines() if told.exists() else []
    kilobytes = (int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return next((number * 1024 / 1e6 for number in kilobytes), None)


def spent(process: int) -> float:
    """Seconds of processor time that a process has had, which Linux tells."""
    times = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
