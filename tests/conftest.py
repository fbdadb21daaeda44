"""Fixtures by subject, how hypothesis searches, and in which order and by how many processes tests are run."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.fixtures.databases import database as database
from tests.fixtures.databases import databases as databases
from tests.fixtures.databases import engine as engine
from tests.fixtures.databases import standing_database as standing_database
from tests.fixtures.databases import standing_engine as standing_engine
from tests.no_skips import pytest_make_collect_report as pytest_make_collect_report
from tests.no_skips import pytest_runtest_makereport as pytest_runtest_makereport

# One fixture may serve every example: those that use the database take back what they write.
settings.register_profile(
    "register",
    deadline=None,
    derandomize=True,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("register")

HERE = Path(__file__).parent
ORDER = ("faults", "replicas", "protocol", "web", "limits", "watching", "database", "answers", "house", "pure")
"""Folders, those first whose files take long (docs/adr/0018)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: ORDER.index(item.path.relative_to(HERE).parts[0]))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores."""
    return (os.cpu_count() or 1) + 1
