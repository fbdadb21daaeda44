"""How much memory is left: of the machine, and of the group (a container) that the process belongs to."""

from pathlib import Path

LITTLE = 1 / 8
"""Share of the memory that is left, below which nothing is held that could be done without."""

_MACHINE = Path("/proc/meminfo")
_OWN_GROUP = Path("/proc/self/cgroup")
_GROUPS = Path("/sys/fs/cgroup")


def spare(machine: Path = _MACHINE, own_group: Path = _OWN_GROUP, groups: Path = _GROUPS) -> float:
    """The share that is left where least is: 1 is all of it. 0 where the system does not say, as only Linux does."""
    try:
        told = {name: int(amount.split()[0]) for name, _, amount in _lines(machine, ":") if amount.strip()}
        left = told["MemAvailable"] / told["MemTotal"]
    except (OSError, KeyError, ValueError):
        return 0.0
    return min([left, *_of_groups(own_group, groups)])


def _of_groups(own_group: Path, groups: Path) -> list[float]:
    """Of those above it too: each may have a limit."""
    try:
        [path] = [path for _, kind, path in _lines(own_group, "::") if kind]
    except (OSError, ValueError):
        return []
    place = groups / path.lstrip("/")
    above = [place, *(one for one in place.parents if one.is_relative_to(groups))]
    return [left for one in above if (left := _of_group(one)) is not None]


def _of_group(place: Path) -> float | None:
    """What it keeps of files can be given up, and counts as left."""
    try:
        most = int((place / "memory.max").read_text())
        used = int((place / "memory.current").read_text())
        files = {name: int(amount) for name, _, amount in _lines(place / "memory.stat", " ")}
        return min(1.0, (most - used + files["inactive_file"]) / most)
    except (OSError, KeyError, ValueError, ZeroDivisionError):  # without a limit it says "max"
        return None


def _lines(file: Path, between: str) -> list[tuple[str, str, str]]:
    return [line.partition(between) for line in file.read_text().splitlines()]
