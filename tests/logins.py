"""Users of a server of the tests' own, who log in with a password of their own, as they would from elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.fixtures.databases import Databases

PASSWORD = "hemmelig/ord@1"


@contextmanager
def login(databases: Databases, name: str, *, createrole: bool = False) -> Iterator[str]:
    """A new user without any right, given by name; gone afterwards, with what it was given and owns."""
    with psycopg.connect(databases.server, autocommit=True) as server:
        options = sql.SQL("CREATEROLE" if createrole else "NOCREATEROLE")
        made = sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}")
        server.execute(made.format(sql.Identifier(name), options, sql.Literal(PASSWORD)))
    try:
        with let_in(databases, name):
            yield name
    finally:
        with psycopg.connect(databases.server, autocommit=True) as server:
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


@contextmanager
def let_in(databases: Databases, name: str) -> Iterator[None]:
    """By password, and nobody else: other tests use the same server, and some are refused by it."""
    line = f'local all "{name}" scram-sha-256\n'
    _ruled(databases, lambda rules: rules + line)
    try:
        yield
    finally:
        _ruled(databases, lambda rules: rules.replace(line, ""))


def _ruled(databases: Databases, changed: Callable[[str], str]) -> None:
    with psycopg.connect(databases.server, autocommit=True) as server:
        [(place,)] = server.execute("SELECT current_setting('hba_file')").fetchall()
        sockets = str(psycopg.conninfo.conninfo_to_dict(databases.server)["host"])
        rules = Path(place) if Path(place).is_absolute() and "/proc/" not in place else Path(sockets) / "pg_hba.conf"
        rules.write_text(changed(rules.read_text()))
        server.execute("SELECT pg_reload_conf()")


def as_user(address: str, name: str) -> str:
    """The same database, for a user who logs in."""
    url = make_url(address)
    sockets = quote(str(url.query["host"]), safe="")
    return f"postgresql://{name}:{quote(PASSWORD, safe='')}@/{url.database}?host={sockets}"
