"""The words that fill and check a register: import, generate, demo and check, each as a process of its own."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain.identifiers import sor_code_of
from tests.fixtures.databases import Databases
from tests.web.conftest import reason, sor

FILES = Path(__file__).parents[1] / "data"
HEADER = "sor_id,level,parent_sor_id,name,unit_type_slug,cvr,gln,gln_status_inferred\n"
OWNER, CLINIC, WARD = (str(sor_code_of(serial)) for serial in (8001, 8002, 8003))
GOOD = f"{OWNER},IE,,Prøvefonden,,,,\n{CLINIC},SI,{OWNER},Prøveklinikken,,,,\n{WARD},OE,{CLINIC},Prøveafsnittet,,,,\n"
BAD = f"{OWNER[:-1]}x,OE,{CLINIC},Uden kode,,,,\n"


@pytest.fixture
def register(databases: Databases) -> Iterator[str]:
    with databases.clone() as url:
        yield url


def take_in(register: str, *words: str | Path) -> Any:
    return sor("import", *words, SOR_DATABASE_URL=register, SOR_TODAY="2026-11-22")


def content(register: str) -> list[tuple[Any, ...]]:
    """What is stored of units, and which change recorded it."""
    with psycopg.connect(register) as connection:
        return connection.execute("SELECT * FROM unit_version ORDER BY sor_code, valid").fetchall()


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A file with three good units."""
    (tmp_path / "units.csv").write_text(HEADER + GOOD)
    return tmp_path / "units.csv"


def test_a_file_is_taken_in_once(register: str, units: Path) -> None:
    first = take_in(register, units)
    stored = content(register)
    again = take_in(register, units)

    assert (first.returncode, again.returncode) == (0, 0)
    assert len(stored) == 3
    assert "Stored as change set" in first.stdout
    assert "the register says all of it already" in again.stdout
    assert content(register) == stored


def test_a_file_with_a_bad_record_gives_the_good_ones_and_tells_of_the_bad(register: str, units: Path) -> None:
    units.write_text(HEADER + GOOD + BAD)
    done = take_in(register, units)

    assert done.returncode == 1
    assert len(content(register)) == 3
    assert "SOR_CODE_FORMAT (refused, 1)" in done.stdout
    assert "line 5" in done.stdout


def test_a_dry_run_reports_the_same_and_stores_nothing(register: str, units: Path) -> None:
    units.write_text(HEADER + GOOD + BAD)
    dry = take_in(register, "--dry-run", "--json", units)
    untouched = content(register)
    wet = take_in(register, "--json", units)

    (said,), (stored) = json.loads(dry.stdout), json.loads(wet.stdout)[0]
    assert untouched == []
    assert (dry.returncode, wet.returncode) == (1, 1)
    assert said["stored"] is False
    assert stored["stored"] is True
    changing = ("dry_run", "stored", "change_set", "seconds")
    assert {name: said[name] for name in said if name not in changing} == {
        name: stored[name] for name in stored if name not in changing
    }
    assert said["units"] == {"read": 4, "new": 3, "changed": 0, "unchanged": 0, "refused": 1, "closed": 0}


def test_a_file_that_closes_much_is_stopped_until_it_is_forced(register: str, units: Path) -> None:
    take_in(register, "--since", "2020-01-01", units)
    before = content(register)
    units.write_text(HEADER + GOOD.splitlines(keepends=True)[0])
    stopped = take_in(register, "--complete", units)
    kept = content(register)
    forced = take_in(register, "--complete", "--force", units)

    assert stopped.returncode == 3
    assert "2 of 3 units" in reason(stopped)
    assert "--force" in reason(stopped)
    assert kept == before
    assert forced.returncode == 0
    assert content(register) != before


def test_files_without_dates_hold_from_the_day_that_is_told(register: str, units: Path) -> None:
    take_in(register, "--since", "2020-01-01", units)

    assert {str(row[1].lower) for row in content(register)} == {"2020-01-01"}


def test_every_format_is_recognised_packed_or_not(register: str, tmp_path: Path) -> None:
    packed = tmp_path / "packed.xml.gz"
    packed.write_bytes(gzip.compress((FILES / "sor_v2.xml").read_bytes()))
    files = [FILES / name for name in ("sor_v1.xml", "sor_v2.xml", "units.csv", "shakcomplete.txt")]
    done = take_in(register, "--dry-run", "--json", *files, packed)

    reports = json.loads(done.stdout)
    assert [report["source"] for report in reports] == [path.name for path in (*files, packed)]
    assert [report["stopped"] for report in reports] == [None] * 5
    assert all(report["units"]["read"] or report["code_values"]["read"] for report in reports)
    assert reports[1]["units"] == reports[4]["units"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.xml", None, "gone.xml cannot be read: No such file or directory."),
        (".", None, "is a folder"),
        ("empty.csv", b"", "it has nothing in it"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0", "is in no format that is read (sor-xml, units-csv, shak)"),
        ("torn.gz", gzip.compress(b"<x>" * 9_000, mtime=0)[:30], "the gzip around the file is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_before_a_database_is_started(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = sor("import", tmp_path / name, SOR_DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 3
    assert sentence in reason(done)
    assert not (tmp_path / "data").exists()


def test_a_file_that_breaks_off_stores_nothing(register: str, tmp_path: Path) -> None:
    whole = (FILES / "sor_v2.xml").read_bytes()
    (tmp_path / "half.xml").write_bytes(whole[: len(whole) // 2])
    done = take_in(register, tmp_path / "half.xml")

    assert done.returncode == 3
    assert "half.xml was not taken in" in reason(done)
    assert "line" in reason(done)
    assert content(register) == []


@pytest.mark.parametrize("word", [["--format", "sorxml"], ["--since", "2026-02-30"], []])
def test_an_import_that_is_not_understood_is_told(word: list[str], units: Path) -> None:
    done = sor("import", *word, *([units] if word else []))

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_synthetic_register_is_generated_once_and_keeps_every_rule(register: str) -> None:
    def run(*words: str) -> Any:
        return sor(*words, SOR_DATABASE_URL=register, SOR_TODAY="2026-11-22")

    generated = run("generate", "--units", "300", "--seed", "7")
    units = {row[0] for row in content(register)}
    again = run("generate", "--units", "300")
    demo = run("demo")
    checked = run("check", "--json")

    assert [done.returncode for done in (generated, again, demo, checked)] == [0, 3, 0, 0]
    assert len(units) == 300
    assert "has units already" in reason(again)
    assert "The register has units already" in demo.stderr
    assert {row[0] for row in content(register)} == units
    report = json.loads(checked.stdout)
    assert (report["units"], report["broken"]) == (300, 0)


def test_a_register_with_a_broken_rule_is_told_of(register: str, units: Path) -> None:
    take_in(register, units)
    with psycopg.connect(register) as connection:
        connection.execute("UPDATE unit_version SET cvr = '12345678' WHERE sor_code = %s", [int(CLINIC)])
    done = sor("check", SOR_DATABASE_URL=register)

    assert done.returncode == 1
    assert "CVR_CHECK_DIGIT (broken, 1)" in done.stdout
    assert CLINIC in done.stdout


def test_the_demo_register_keeps_every_rule(demo_database: str) -> None:
    report = json.loads(sor("check", "--json", SOR_DATABASE_URL=demo_database).stdout)

    assert report["broken"] == 0
    assert report["units"] > 1_200
