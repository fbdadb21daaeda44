"""The words that keep a register: backup and restore, each as a process, with the embedded PostgreSQL too."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.databases import Databases
from tests.kept_registers import nothing_yet, rows
from tests.web.conftest import reason, sor


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder with the demo register, whose server is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="sor-"))
    assert sor("demo", SOR_DATA_DIR=str(folder), SOR_TODAY="2026-11-22").returncode == 0
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def backups(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two backups of it."""
    backups = tmp_path_factory.mktemp("backups")
    for name in ("sor-19991231T235959Z.zip", ""):
        done = sor("backup", backups / name, SOR_DATA_DIR=str(folder))
        assert (done.returncode, "units," in done.stdout) == (0, True), done.stderr
    return backups


def test_the_newest_backup_of_a_folder_is_restored_into_another_server(
    backups: Path, databases: Databases, demo_database: str
) -> None:
    """What the embedded server kept is restored into a database of somebody's own."""
    with nothing_yet(databases) as url:
        done = sor("restore", backups, SOR_DATABASE_URL=url)

        assert done.returncode == 0, done.stderr
        assert "sor-1999" not in done.stdout
        assert re.search(r"The register is that of .*sor-2\d+T\d+Z\.zip: [\d,]+ units", done.stdout)
        assert "who follows it is told to load the register anew" in done.stderr
        assert len(rows(url)["unit_version"]) == len(rows(demo_database)["unit_version"])
        checked = sor("check", SOR_DATABASE_URL=url)
        assert (checked.returncode, " 0 broken" in checked.stdout) == (0, True)


def test_a_register_gives_way_to_a_backup_only_when_that_is_asked_for(folder: Path, backups: Path) -> None:
    refused = sor("restore", backups, SOR_DATA_DIR=str(folder))
    done = sor("restore", backups, "--replace", SOR_DATA_DIR=str(folder))

    assert refused.returncode == 3
    assert reason(refused).startswith("sor: Nothing was restored, because the register there is not empty (")
    assert done.returncode == 0, done.stderr


def test_a_backup_is_looked_through_without_a_database(backups: Path, tmp_path: Path) -> None:
    whole = backups / "sor-19991231T235959Z.zip"
    done = sor("restore", whole, "--dry-run", SOR_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    (tmp_path / "cut.zip").write_bytes(whole.read_bytes()[:-100])
    cut = sor("restore", tmp_path / "cut.zip", "--dry-run")

    assert (done.returncode, "is whole: " in done.stdout) == (0, True)
    assert cut.returncode == 3
    assert reason(cut).endswith("cut.zip is no whole backup (file is not a zip file): take another one.")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("restore", "gone.zip"), "gone.zip cannot be read: No such file or directory."),
        (("backup", "no/such/folder/a.zip"), "a.zip cannot be written (No such file or directory)."),
    ],
)
def test_a_place_that_is_not_there_is_told(words: tuple[str, str], sentence: str, demo_database: str) -> None:
    done = sor(*words, SOR_DATABASE_URL=demo_database)

    assert done.returncode == 3
    assert reason(done).endswith(sentence)


def test_a_folder_without_backups_is_told(tmp_path: Path) -> None:
    assert reason(sor("restore", tmp_path)).startswith(f"sor: There is no backup in {tmp_path}")
