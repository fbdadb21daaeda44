"""A PostgreSQL of some tests' own, which they may stop, kill and start again."""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.embedded import Embedded
from db.migrating import migrate
from tests import tidy
from tests.fixtures.databases import Databases


@dataclass(slots=True)
class Cluster:
    """A PostgreSQL of these tests' own that writes down what it promises, and its templates."""

    folder: Path
    embedded: Embedded
    databases: Databases

    def kill(self) -> None:
        """Immediately, as it would be by the loss of its machine: it has to recover when it starts."""
        written = self.folder / "postgresql" / "data" / "postmaster.pid"
        os.kill(int(written.read_text().splitlines()[0]), signal.SIGQUIT)
        while written.exists():
            time.sleep(0.01)

    def revive(self) -> None:
        self.embedded.stop()
        self.embedded = Embedded(self.folder)
        self.embedded.start()


@contextmanager
def clustered(tidied: bool = True) -> Iterator[Cluster]:
    """With a template of an empty register or, if `tidied`, of the tidy one."""
    folder = Path(tempfile.mkdtemp(prefix="sor-"))
    embedded = Embedded(folder)
    databases = Databases(embedded.start())
    databases.run(f"CREATE DATABASE {databases.empty}")
    migrate(databases.address(databases.empty))
    if tidied:
        asyncio.run(tidy.stored(databases.address(databases.empty)))
    cluster = Cluster(folder, embedded, databases)
    yield cluster
    cluster.embedded.stop()
    shutil.rmtree(folder)
