"""The words of make: listed, told in the README, and there from the start."""

import re
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
WORDS = {
    *(
        "run",
        "built",
        "test",
        "check",
        "bench",
        "bench-import",
        "soak",
        "storm",
        "clean",
        "help",
        "audit",
        "lock",
        "schema",
    ),
    "graphiql",
}


def test_make_help_lists_every_word() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout

    assert {line.split()[1] for line in listed.splitlines()} == WORDS


def test_no_word_is_left_without_a_line_of_help() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (HOUSE / "Makefile").read_text(), re.MULTILINE)

    assert phony is not None
    assert set(phony[1].split()) - {"install", "install-dev"} == WORDS


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_begins_with_both_commands(command: str) -> None:
    assert command in (HOUSE / "README.md").read_text()[:4_000]
