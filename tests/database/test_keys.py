"""What the database itself refuses, whoever writes: two versions on one day, and a child outside its parent's life."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from domain.identifiers import sor_code_of

OWNER, HOSPITAL, WARD = sor_code_of(1), sor_code_of(2), sor_code_of(3)
NUMBER = "5790000000005"

ADD_UNIT = "INSERT INTO unit (sor_code, kind, first_from, life) VALUES (%s, %s, lower(%s::daterange), %s)"
ADD_VERSION = "INSERT INTO unit_version (sor_code, valid, parent, name) VALUES (%s, %s, %s, %s)"
ADD_HOLDING = "INSERT INTO location_number_version (gln, valid, holder) VALUES (%s, %s, %s)"
ALL = "SELECT sor_code, parent, valid::text FROM unit_version ORDER BY sor_code, valid"

Store = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def store(standing_database: str) -> Iterator[Store]:
    """An owner, its hospital from 2010 on, and in it a ward from 2012 to 2019; taken back afterwards."""
    with psycopg.connect(standing_database) as connection:
        for code, kind, life in (
            (OWNER, "IE", "[2000-01-01,)"),
            (HOSPITAL, "SI", "[2010-01-01,)"),
            (WARD, "OE", "[2012-01-01,2020-01-01)"),
        ):
            connection.execute(ADD_UNIT, [code, kind, life, life])
        connection.execute(ADD_VERSION, [OWNER, "[2000-01-01,)", None, "Region Hovedstaden"])
        connection.execute(ADD_VERSION, [HOSPITAL, "[2010-01-01,)", OWNER, "Sankt Lukas Hospital"])
        connection.execute(ADD_VERSION, [WARD, "[2012-01-01,2020-01-01)", HOSPITAL, "Afsnit 12"])
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield connection
        connection.rollback()


def refused(store: Store, why: type[psycopg.Error], statement: str, *values: object) -> None:
    """The statement is refused for this reason, and everything stands as it stood."""
    before = store.execute(ALL).fetchall()
    with pytest.raises(why), store.transaction():
        store.execute(statement.encode(), values)
    assert store.execute(ALL).fetchall() == before


@pytest.mark.parametrize(
    "days",
    ["[2019-12-31,2020-06-01)", "[2011-01-01,2012-01-02)", "[2015-01-01,2015-01-02)", "[2010-01-01,)"],
)
def test_two_versions_of_a_unit_on_one_day_are_refused(store: Store, days: str) -> None:
    refused(store, errors.ExclusionViolation, ADD_VERSION, WARD, days, HOSPITAL, "Afsnit 13")


def test_a_version_may_follow_on_the_day_the_one_before_ends(store: Store) -> None:
    store.execute(ADD_VERSION, [WARD, "[2020-01-01,)", HOSPITAL, "Afsnit 13"])

    assert store.execute("SELECT count(*) FROM unit_version WHERE sor_code = %s", [WARD]).fetchall() == [(2,)]


@pytest.mark.parametrize("days", ["[2009-12-31,2012-01-01)", "[2000-01-01,2001-01-01)"])
def test_a_child_before_its_parent_is_refused(store: Store, days: str) -> None:
    refused(store, errors.ForeignKeyViolation, ADD_VERSION, WARD, days, HOSPITAL, "Afsnit 11")


def test_a_child_of_a_stranger_is_refused(store: Store) -> None:
    refused(store, errors.ForeignKeyViolation, ADD_VERSION, WARD, "[2020-01-01,)", sor_code_of(4), "Afsnit 13")


def test_a_unit_is_not_its_own_parent(store: Store) -> None:
    refused(store, errors.CheckViolation, ADD_VERSION, WARD, "[2020-01-01,)", WARD, "Afsnit 13")


def test_closing_a_parent_over_an_open_child_is_refused(store: Store) -> None:
    close = "UPDATE unit_version SET valid = daterange(lower(valid), %s::date) WHERE sor_code = %s"

    refused(store, errors.ForeignKeyViolation, close, "2019-12-31", HOSPITAL)
    store.execute(close, ["2020-01-01", HOSPITAL])
    assert store.execute("SELECT upper(valid)::text FROM unit_version WHERE sor_code = %s", [HOSPITAL]).fetchall() == [
        ("2020-01-01",)
    ]


def test_removing_a_parent_under_its_child_is_refused(store: Store) -> None:
    refused(store, errors.ForeignKeyViolation, "DELETE FROM unit_version WHERE sor_code = %s", HOSPITAL)


def test_a_child_may_span_two_versions_of_its_parent_that_meet_and_no_gap_between_them(store: Store) -> None:
    shorten = "UPDATE unit_version SET valid = '[2010-01-01,2015-01-01)' WHERE sor_code = %s"
    with store.transaction():
        store.execute("SET CONSTRAINTS ALL DEFERRED")
        store.execute(shorten, [HOSPITAL])
        store.execute(ADD_VERSION, [HOSPITAL, "[2015-01-01,)", OWNER, "Sankt Lukas"])
        store.execute("SET CONSTRAINTS ALL IMMEDIATE")

    later = "UPDATE unit_version SET valid = '[2015-01-02,)' WHERE sor_code = %s AND name = 'Sankt Lukas'"
    refused(store, errors.ForeignKeyViolation, later, HOSPITAL)


@pytest.mark.parametrize(
    ("days", "name"),
    [("empty", "Afsnit 13"), ("(,2012-01-01)", "Afsnit 13"), ("[2020-01-01,)", ""), ("[2020-01-01,)", "x" * 61)],
)
def test_a_version_without_a_first_day_or_with_a_name_too_long_is_refused(store: Store, days: str, name: str) -> None:
    refused(store, errors.CheckViolation, ADD_VERSION, WARD, days, HOSPITAL, name)


def test_a_location_number_is_held_by_one_unit_a_day_and_a_unit_holds_one(store: Store) -> None:
    for number in (NUMBER, "5790000000012"):
        store.execute("INSERT INTO location_number (gln, first_from) VALUES (%s, '2012-01-01')", [number])
    store.execute(ADD_HOLDING, [NUMBER, "[2012-01-01,)", WARD])

    refused(store, errors.ExclusionViolation, ADD_HOLDING, NUMBER, "[2015-01-01,2015-01-02)", HOSPITAL)
    refused(store, errors.ExclusionViolation, ADD_HOLDING, "5790000000012", "[2011-01-01,2012-01-02)", WARD)
    assert store.execute("SELECT gln, holder FROM location_number_version").fetchall() == [(NUMBER, WARD)]


def test_a_location_number_once_issued_stays(store: Store) -> None:
    store.execute("INSERT INTO location_number (gln, first_from) VALUES (%s, '2012-01-01')", [NUMBER])
    store.execute(ADD_HOLDING, [NUMBER, "[2012-01-01,)", WARD])

    refused(store, errors.ForeignKeyViolation, "DELETE FROM location_number WHERE gln = %s", NUMBER)
