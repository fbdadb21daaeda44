"""What was superseded is archived, with the instants between which it was what the register knew."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.types.range import TimestamptzRange

JUNE, JULY, AUGUST = (datetime(2026, month, 1, 12, tzinfo=UTC) for month in (6, 7, 8))

ADD = "INSERT INTO code_value (list, code, valid, name_da) VALUES ('network', 'x', '[2026-01-01,)', %s)"
RENAME = "UPDATE code_value SET name_da = %s WHERE code = 'x'"
REMOVE = "DELETE FROM code_value WHERE code = 'x'"
NOW = "SELECT name_da, recorded, change_set FROM code_value WHERE code = 'x'"
THEN = "SELECT name_da, recorded, known FROM code_value_archive WHERE code = 'x' ORDER BY known"
KNOWN = (
    "SELECT name_da FROM code_value WHERE code = 'x' AND recorded <= %(instant)s"
    " UNION ALL SELECT name_da FROM code_value_archive WHERE code = 'x' AND known @> %(instant)s"
)

Store = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def store(standing_database: str) -> Iterator[Store]:
    with psycopg.connect(standing_database, autocommit=True) as connection, connection.transaction(force_rollback=True):
        yield connection


def record(store: Store, instant: datetime, *statements: tuple[str, list[str]]) -> None:
    """Writes as a change set of its own that was recorded at an instant."""
    opened = store.execute(
        "INSERT INTO change_set (recorded, actor_kind, actor_name) VALUES (%s, 'SYSTEM', 'test') RETURNING id",
        [instant],
    ).fetchone()
    assert opened is not None
    store.execute("SELECT set_config('sor.recorded', %s, true)", [instant.isoformat()])
    store.execute("SELECT set_config('sor.change_set', %s, true)", [str(opened[0])])
    for statement, values in statements:
        store.execute(statement.encode(), values)


def test_a_row_that_changes_leaves_behind_what_it_was_and_how_long_it_was_known(store: Store) -> None:
    record(store, JUNE, (ADD, ["Post"]))
    record(store, JULY, (RENAME, ["Posten"]))
    record(store, AUGUST, (REMOVE, []))

    assert store.execute(NOW).fetchall() == []
    assert store.execute(THEN).fetchall() == [
        ("Post", JUNE, TimestamptzRange(JUNE, JULY)),
        ("Posten", JULY, TimestamptzRange(JULY, AUGUST)),
    ]


def test_a_row_says_when_and_by_which_change_set_it_was_last_recorded(store: Store) -> None:
    record(store, JUNE, (ADD, ["Post"]))
    record(store, JULY, (RENAME, ["Posten"]))
    last = store.execute("SELECT max(id) FROM change_set").fetchone()

    assert last is not None
    assert store.execute(NOW).fetchall() == [("Posten", JULY, last[0])]


def test_what_was_known_at_an_instant_is_one_answer_from_both(store: Store) -> None:
    record(store, JUNE, (ADD, ["Post"]))
    record(store, JULY, (RENAME, ["Posten"]))

    known = [store.execute(KNOWN, {"instant": at}).fetchall() for at in (JUNE, JULY, AUGUST)]
    assert known == [[("Post",)], [("Posten",)], [("Posten",)]]


def test_what_is_written_and_taken_back_in_one_change_was_never_known(store: Store) -> None:
    record(store, JUNE, (ADD, ["Post"]), (RENAME, ["Posten"]), (REMOVE, []))
    assert store.execute(THEN).fetchall() == []

    record(store, JULY, (ADD, ["Post"]))
    record(store, AUGUST, (RENAME, ["Posten"]), (RENAME, ["Post Danmark"]))
    assert store.execute(THEN).fetchall() == [("Post", JULY, TimestamptzRange(JULY, AUGUST))]


def test_every_table_of_facts_is_archived(standing_database: str) -> None:
    """What was done (change sets, the feed) is written once and never superseded."""
    triggers = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'archived'::regproc ORDER BY 1"
    recorded = (
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'recorded'"
        " AND table_schema = 'public' AND table_name NOT LIKE '%\\_archive'"
        " AND table_name NOT IN ('change_set', 'change') ORDER BY 1"
    )
    with psycopg.connect(standing_database) as connection:
        archived = connection.execute(triggers).fetchall()

        assert archived == connection.execute(recorded.encode()).fetchall()
        assert len(archived) == 6
