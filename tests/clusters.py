"""A PostgreSQL of some tests' own, which they may stop, kill and start again."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.storm.postgres import Postgres
from db.migrating import migrate
from tests import tidy
from tests.fixtures.databases import Databases


class Cluster(Postgres):
    """It writes down what it promises, and keeps the templates of its tests."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.databases = Databases(self.address)


@contextmanager
def clustered(tidied: bool = True) -> Iterator[Cluster]:
    """With a template of an empty register or, if `tidied`, of the tidy one."""
    folder = Path(tempfile.mkdtemp(prefix="sor-"))
    cluster = Cluster(folder)
    databases = cluster.databases
    databases.run(f"CREATE DATABASE {databases.empty}")
    migrate(databases.address(databases.empty))
    if tidied:
        asyncio.run(tidy.stored(databases.address(databases.empty)))
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)
