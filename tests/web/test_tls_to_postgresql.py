"""TLS to PostgreSQL: with sslmode=verify-full the program speaks to the server that it means, encrypted, or to none."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from tests.fixtures.databases import Databases
from tests.logins import PASSWORD, login
from tests.tls import Authority, Door, door
from tests.web.conftest import reason, serving, sor

USER = "over_tls"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "ours")


@pytest.fixture(scope="module")
def register(databases: Databases) -> Iterator[str]:
    """A register that a user who logs in by password may use."""
    with login(databases, USER), databases.clone() as address:
        databases.run(f"GRANT sor_write TO {USER}")
        yield address


def behind(register: str) -> str:
    return f"{make_url(register).query['host']}/.s.PGSQL.5432"


def through(opened: Door, register: str, mode: str, host: str = "localhost", **more: str) -> str:
    """The address of the register behind a door; its name, as those who connect mean it, is `host`."""
    options = "".join(f"&{name}={quote(value, safe='')}" for name, value in more.items())
    place = f"{host}:{opened.port}/{make_url(register).database}"
    return f"postgresql://{USER}:{quote(PASSWORD, safe='')}@{place}?hostaddr=127.0.0.1&sslmode={mode}{options}"


def test_a_server_of_that_name_whose_certificate_is_signed_is_spoken_to_encrypted(
    register: str, authority: Authority, tmp_path: Path
) -> None:
    """By all connections of a server: those that read and write, the bell, what is held in memory; and by a backup."""
    with door(behind(register), authority.context("localhost")) as opened:
        url = through(opened, register, "verify-full", sslrootcert=str(authority.file))
        with serving(SOR_DATABASE_URL=url) as (address, _):
            ready = httpx.get(f"{address}/readyz", timeout=60)
            assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        assert sor("backup", tmp_path / "a.zip", SOR_DATABASE_URL=url).returncode == 0
        assert sor("migrate", SOR_DATABASE_URL=url).returncode == 0
        with psycopg.connect(url) as connection:
            assert connection.pgconn.ssl_in_use

        assert (opened.plain, opened.encrypted > 5) == (0, True)


def test_a_server_of_another_name_is_refused(register: str, authority: Authority) -> None:
    with door(behind(register), authority.context("db.example")) as opened:
        url = through(opened, register, "verify-full", sslrootcert=str(authority.file))
        done = sor("check", SOR_DATABASE_URL=url)

    assert done.returncode == 3
    assert 'server certificate for "db.example" does not match host name "localhost"' in reason(done)
    assert "SOR_DATABASE_URL" in reason(done)
    assert PASSWORD not in done.stderr


def test_a_server_whose_certificate_somebody_else_signed_is_refused(
    register: str, authority: Authority, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, "stranger")
    with door(behind(register), stranger.context("localhost")) as opened:
        done = sor("check", SOR_DATABASE_URL=through(opened, register, "verify-full", sslrootcert=str(authority.file)))

    assert done.returncode == 3
    assert "certificate verify failed" in reason(done)


def test_a_server_without_tls_is_refused(register: str, authority: Authority) -> None:
    with door(behind(register), None) as opened:
        done = sor("check", SOR_DATABASE_URL=through(opened, register, "verify-full", sslrootcert=str(authority.file)))

    assert done.returncode == 3
    assert "server does not support SSL, but SSL was required" in reason(done)
    assert opened.encrypted == 0


def test_a_certificate_that_cannot_be_checked_is_refused(register: str, authority: Authority, tmp_path: Path) -> None:
    """Without a file of those who are trusted nobody is."""
    with door(behind(register), authority.context("localhost")) as opened:
        gone = str(tmp_path / "gone.crt")
        done = sor("check", SOR_DATABASE_URL=through(opened, register, "verify-full", sslrootcert=gone))

    assert done.returncode == 3
    assert f'root certificate file "{gone}" does not exist' in reason(done)
    assert opened.encrypted == 0


def test_the_server_that_comes_along_has_no_tls_and_is_on_no_network(databases: Databases) -> None:
    """Why the door of these tests stands before it; one that had TLS would be tried without."""
    with psycopg.connect(databases.server) as connection:
        names = ("ssl_library", "ssl", "listen_addresses")
        told = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]

    assert told == [("",), ("off",), ("",)]
