"""Real clients, run with the Node of a Python package: npm packages of this folder's lock."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.npm import installed, node

FOLDER = Path(__file__).parent
PATIENCE = 120


def run(script: str, *words: str) -> Any:
    """What a script of this folder tells as JSON."""
    if not installed(FOLDER):
        pytest.fail("the clients of these tests are not installed: python -m tests.npm tests/protocol")
    command = [str(node() / "bin" / "node"), str(FOLDER / script), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, f"{script}: {done.stderr}"
    return json.loads(done.stdout)
