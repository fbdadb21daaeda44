"""The locks: whole, pinned by hash, and without the address of any index."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-traces.lock", "requirements-dev.lock"]
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(PINNED.findall((HOUSE / lock).read_text()))


def named(requirements: list[str]) -> set[str]:
    """What requirements ask for, as locks spell it."""
    names = (re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0] for requirement in requirements)
    return {re.sub(r"[._]", "-", name).lower() for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (HOUSE / lock).read_text()

    assert "://" not in text
    assert not re.search(r"^\s*(--(?!hash=)|-[a-z] )", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_of_a_lock_has_its_hashes(lock: str) -> None:
    requirements = re.split(r"\n(?=\S)", (HOUSE / lock).read_text().strip())

    assert len(requirements) == len(pins(lock)) > 30
    assert [text for text in requirements if "--hash=sha256:" not in text] == []


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]

    assert named([*project["dependencies"], *extras["build"]]) <= pins("requirements.lock").keys()
    traced = [*project["dependencies"], *extras["build"], *extras["traces"]]
    assert named(traced) <= pins("requirements-traces.lock").keys()
    assert named([*traced, *extras["dev"]]) <= pins("requirements-dev.lock").keys()


def test_tests_run_against_the_versions_that_the_program_runs_with() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-traces.lock").items()
    assert pins("requirements-traces.lock").items() <= pins("requirements-dev.lock").items()


WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in without:
            raise ModuleNotFoundError(name)
without = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Missing())
from importlib import import_module
import cli
for module, _ in cli.COMMANDS.values():
    import_module(f"commands.{module}")
"""


def test_the_program_needs_nothing_that_only_its_tests_install() -> None:
    ours = {*pins("requirements.lock"), "sor-register"}
    owners = packages_distributions()
    others = [name for name, owned_by in owners.items() if not ours & named(owned_by)]
    started = subprocess.run(
        [sys.executable, "-c", WITHOUT, ",".join(others)], cwd=HOUSE, capture_output=True, text=True
    )

    assert "pytest" in others
    assert started.returncode == 0, started.stderr
