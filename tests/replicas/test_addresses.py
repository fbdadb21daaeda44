"""Addresses of one server and of several, as people write them, libpq takes them, and we tell of them."""

import psycopg
import pytest

from db.address import address, places, plain
from db.unavailable import Unavailable


@pytest.mark.parametrize(
    ("written", "hosts", "ports"),
    [
        ("postgresql://sor:x%40y@one:5433,two:5434/sor", "one,two", "5433,5434"),
        ("postgres://sor@one,two:5434,three/sor", "one,two,three", "5432,5434,5432"),
        ("postgresql+psycopg://sor@[::1]:5433,[fe80::2]/sor", "::1,fe80::2", "5433,5432"),
        ("postgresql://sor@/sor?host=one:5433&host=two", "one,two", "5433,5432"),
    ],
)
def test_of_several_servers_the_one_that_can_be_written_to_is_meant(written: str, hosts: str, ports: str) -> None:
    told = psycopg.conninfo.conninfo_to_dict(plain(address(written)))

    assert (told["host"], told["port"], told["dbname"]) == (hosts, ports, "sor")
    assert told["target_session_attrs"] == "read-write"
    assert told.get("password") == ("x@y" if "x%40y" in written else None)


def test_an_address_that_says_whom_it_means_is_left_so() -> None:
    told = address("postgresql://sor@one,two/sor?target_session_attrs=any&sslmode=verify-full")

    assert (told.query["target_session_attrs"], told.query["sslmode"]) == ("any", "verify-full")
    assert "target_session_attrs" not in address("postgresql://sor@one/sor").query


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("postgresql://sor:hemmelig@one/sor", ("one:5432",)),
        ("postgresql://sor:hemmelig@one:5433,two/sor", ("one:5433", "two:5432")),
        ("postgresql://sor:hemmelig@[::1]:5433,[::2]/sor", ("::1:5433", "::2:5432")),
        ("postgresql://sor@/sor?host=%2Frun%2Fpostgresql", ("/run/postgresql",)),
        ("postgresql:///sor", ("localhost:5432",)),
    ],
)
def test_where_an_address_leads_is_told_without_secrets(written: str, told: tuple[str, ...]) -> None:
    assert places(address(written)) == told


@pytest.mark.parametrize("written", ["postgresql://sor@one:port,two/sor", "postgresql://sor@one,,two/sor", "one,two"])
def test_several_that_cannot_be_read_are_refused(written: str) -> None:
    with pytest.raises(Unavailable, match=r"^The database address cannot be read"):
        address(written)
