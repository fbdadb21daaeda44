"""A server may hold more connections open than systems permit by themselves."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are counted for no process there")

TRY = """
import resource
from commands.files import allow
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
print(allow({wanted}), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "told"),
    [
        (100, 600, 500, "500 500 600"),
        (100, 600, 600, "600 600 600"),
        (100, 600, 601, "600 600 600"),
        (500, 600, 400, "500 500 600"),
        (600, 600, 601, "600 600 600"),
    ],
)
def test_as_many_as_are_wanted_and_never_more_than_the_system_permits(
    soft: int, hard: int, wanted: int, told: str
) -> None:
    program = TRY.format(soft=soft, hard=hard, wanted=wanted)

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

    assert (done.stdout.strip(), done.stderr) == (told, "")
