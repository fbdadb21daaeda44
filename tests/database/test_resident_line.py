"""The resident register's line to the database: many rows as COPY writes them, and how long silence is waited out."""

import time
from collections.abc import Iterator
from itertools import chain

import psycopg
import pytest
from sqlalchemy import make_url

from db.reading.resident import line as lines
from db.reading.resident.line import APPLICATION, BATCH, Line

LARGE = "SELECT n, repeat('x', 1000) FROM generate_series(1, 9000) AS n"


@pytest.fixture
def line(database: str) -> Iterator[Line]:
    opened = Line.open(make_url(database))
    yield opened
    opened.close()


def test_many_rows_come_as_copy_writes_them_some_at_a_time(line: Line) -> None:
    batches = [*line.batches(r"SELECT n, E'Læge\thus', NULL FROM generate_series(1, 9000) AS n")]

    assert [*chain.from_iterable(batches)] == [f"{n}\tLæge\\thus\t\\N" for n in range(1, 9001)]
    assert max(map(len, batches)) <= BATCH
    assert [*line.batches("SELECT 1 WHERE false")] == []


def test_an_error_among_many_rows_is_told_and_the_line_can_be_asked_again(line: Line) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        [*line.batches("SELECT 1 / (8000 - n) FROM generate_series(1, 9000) AS n")]
    with pytest.raises(psycopg.errors.UndefinedTable):
        [*line.batches("SELECT 1 FROM nothing_of_this_name")]

    assert [*line.batches("SELECT 1")] == [["1"]]


def test_rows_may_take_longer_to_come_than_the_database_may_be_silent(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "SILENCE", 3.0)

    batches = line.batches(LARGE)
    first = next(batches)
    time.sleep(3.1)

    assert len(first) + sum(map(len, batches)) == 9000
    assert line.rows("SHOW statement_timeout") == [("0",)]


@pytest.mark.parametrize("many", [True, False])
def test_a_database_that_says_nothing_is_waited_for_only_so_long(
    line: Line, database: str, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    monkeypatch.setattr(lines, "SILENCE", 0.1)

    with pytest.raises(psycopg.OperationalError, match=r"has said nothing for 0\.1 seconds"):
        next(line.batches("SELECT pg_sleep(600)")) if many else line.rows("SELECT pg_sleep(600)")

    with pytest.raises(psycopg.OperationalError, match="closed"):
        line.rows("SELECT 1")
    with psycopg.connect(database) as connection:
        while connection.execute(
            "SELECT FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()", [APPLICATION]
        ).fetchone():
            time.sleep(0.01)


def test_who_does_not_take_all_rows_gives_the_line_up(line: Line) -> None:
    batches = line.batches(LARGE)
    next(batches)
    batches.close()  # type: ignore[attr-defined]

    with pytest.raises(psycopg.OperationalError, match="closed"):
        line.rows("SELECT 1")
