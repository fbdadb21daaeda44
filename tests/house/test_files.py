"""How the house is kept: files read in one sitting, names that mean something and hide nothing."""

import ast
import os
import sys
import tomllib
from collections.abc import Iterator
from importlib.machinery import PathFinder
from importlib.metadata import packages_distributions
from pathlib import Path
from sysconfig import get_paths

import pytest

HOUSE = Path(__file__).parents[2]
BUILT = {".venv", "node_modules", "build", "static", "__pycache__"}
LONGEST = 400
MEANINGLESS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "service", "services"}
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text())


def python_files() -> Iterator[Path]:
    """Without a look into what is built, perhaps just now."""
    for folder, below, names in os.walk(HOUSE):
        below[:] = sorted(one for one in below if one not in BUILT and not one.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))


def rooms() -> list[str]:
    """The top-level names that the project installs."""
    setup = PROJECT["tool"]["setuptools"]
    return sorted([*setup["py-modules"], *(name.rstrip("*") for name in setup["packages"]["find"]["include"])])


FILES = list(python_files())


def test_the_files_that_are_looked_at_are_those_of_the_house() -> None:
    found = {path.relative_to(HOUSE).parts[0].removesuffix(".py") for path in FILES}

    assert found >= {*rooms(), "tests"}
    assert not found & {"node_modules", "build"}


def test_a_file_is_read_in_one_sitting() -> None:
    assert {path: n for path in FILES if (n := len(path.read_text().splitlines())) > LONGEST} == {}


def test_a_module_begins_with_what_it_is_about() -> None:
    said = {path: ast.get_docstring(ast.parse(text)) for path in FILES if (text := path.read_text()).strip()}

    assert [path for path, sentence in said.items() if not sentence] == []


def test_a_module_is_named_for_its_subject() -> None:
    assert [path for path in FILES if MEANINGLESS.intersection([path.stem, *path.relative_to(HOUSE).parts])] == []


def test_no_room_hides_a_module_of_the_standard_library() -> None:
    assert not sys.stdlib_module_names & {*rooms(), *(path.stem for path in HOUSE.glob("*.py"))}


@pytest.mark.parametrize("name", [*rooms(), "tests", "benchmarks"])
def test_nobody_else_owns_a_name_of_ours(name: str) -> None:
    installed = {get_paths()["purelib"], get_paths()["platlib"]}

    assert set(packages_distributions().get(name, [])) <= {PROJECT["project"]["name"]}
    assert PathFinder.find_spec(name, sorted(installed)) is None


def test_the_program_is_installed_under_its_own_name() -> None:
    owners = packages_distributions()

    assert [name for name in rooms() if owners.get(name) != [PROJECT["project"]["name"]]] == []
