"""What a command reads before it begins: who only takes files in does not wait for the schema."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli import COMMANDS

HOUSE = Path(__file__).parents[2]
READ = """
import sys
from importlib import import_module
import cli
import_module(f"commands.{cli.COMMANDS[sys.argv[1]][0]}")
print(*sorted({"app", "graphql", "schema", "strawberry", "uvicorn"} & sys.modules.keys()))
"""


@pytest.mark.parametrize("word", sorted(COMMANDS.keys() - {"serve", "schema"}))
def test_only_who_serves_or_prints_the_schema_reads_it(word: str) -> None:
    assert read(word) == []


def test_the_schema_is_printed_without_the_server() -> None:
    assert read("schema") == ["graphql", "schema", "strawberry"]


def read(word: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", READ, word], cwd=HOUSE, capture_output=True, text=True, check=True)
    return done.stdout.split()
