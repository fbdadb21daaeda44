"""How much memory is left: of the machine, or of a group that has a limit of its own."""

from pathlib import Path

import pytest

from db.reading.resident.room import spare

MACHINE = (
    "MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:   12000000 kB\nHugePages_Total:       0\n"
)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    (tmp_path / "meminfo").write_text(MACHINE)
    (tmp_path / "cgroup").write_text("0::/services/sor\n")
    group = tmp_path / "groups" / "services" / "sor"
    group.mkdir(parents=True)
    (group / "memory.max").write_text("max\n")
    return tmp_path


def left(machine: Path) -> float:
    return spare(machine / "meminfo", machine / "cgroup", machine / "groups")


def test_of_a_machine_what_is_available_is_left(machine: Path) -> None:
    assert left(machine) == 0.75


@pytest.mark.parametrize("group", ["services/sor", "services"])
def test_of_a_group_what_it_may_have_beyond_what_it_uses_without_files(machine: Path, group: str) -> None:
    place = machine / "groups" / group
    (place / "memory.max").write_text("1000000\n")
    (place / "memory.current").write_text("950000\n")
    (place / "memory.stat").write_text("anon 800000\ninactive_file 150000\n")

    assert left(machine) == 0.2


def test_a_machine_that_does_not_say_has_none_to_spare(tmp_path: Path) -> None:
    assert left(tmp_path) == 0


def test_this_machine_is_read_as_it_says() -> None:
    assert 0 <= spare() <= 1
