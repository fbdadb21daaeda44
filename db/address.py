"""Addresses of databases: read as people write them, of one server or of several of which one can be written to."""

import re

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.unavailable import Unavailable

DRIVER = "postgresql+psycopg"
SCHEMES = ("postgresql", "postgres", DRIVER)
PLAIN = "postgresql"
USUAL_PORT = 5432

_SEVERAL = re.compile(r"(?P<before>[^:]+://(?:[^/@]*@)?)(?P<servers>[^/?@]*,[^/?@]*)(?P<behind>.*)", re.DOTALL)
_PLACE = re.compile(r"(?P<host>\[[^\]]*\]|[^:,\[\]]*)(?::(?P<port>\d*))?")


def address(url: str) -> URL:
    """The address as SQLAlchemy takes it, of a plain `postgresql://` or `postgres://` one. Raises `Unavailable`.

    Of several servers (`one:5432,two:5432`) it means the one that can be written to, unless it says otherwise.
    """
    told = _SEVERAL.fullmatch(url)
    try:
        parsed = make_url(url if told is None else told["before"] + told["behind"])
    except (ArgumentError, ValueError):
        raise Unavailable(_NO_ADDRESS) from None
    if parsed.drivername not in SCHEMES:
        raise Unavailable(_NO_ADDRESS)
    parsed = parsed.set(drivername=DRIVER)
    places = told["servers"].split(",") if told is not None else _listed(parsed)
    return _of_several(parsed, places) if len(places) > 1 else parsed


def plain(url: URL) -> str:
    """The same as libpq and psycopg take it, password and all."""
    return url.set(drivername=PLAIN).render_as_string(hide_password=False)


def places(url: URL) -> tuple[str, ...]:
    """Where an address leads, without anything secret: `host:port` of each server, or the folder of a socket."""
    host = url.query.get("host", url.host) or "localhost"
    port = url.query.get("port", str(url.port or USUAL_PORT))
    hosts = host.split(",") if isinstance(host, str) else [*host]
    ports = port.split(",") if isinstance(port, str) else [*port]
    if len(ports) < len(hosts):
        ports *= len(hosts)
    return tuple(
        one if one.startswith("/") else f"{one}:{number or USUAL_PORT}"
        for one, number in zip(hosts, ports, strict=False)
    )


def _listed(url: URL) -> list[str]:
    """Servers written as `?host=one:5432&host=two:5432`, which SQLAlchemy understands and libpq does not."""
    host = url.query.get("host")
    return [*host] if isinstance(host, tuple) else []


def _of_several(url: URL, places: list[str]) -> URL:
    found = [_PLACE.fullmatch(place) for place in places]
    told = [one for one in found if one is not None and one["host"]]
    if len(told) < len(places):
        raise Unavailable(_NO_ADDRESS)
    query = {"target_session_attrs": "read-write", **url.query}
    query["host"] = ",".join(one["host"].strip("[]") for one in told)
    query["port"] = ",".join(one["port"] or str(USUAL_PORT) for one in told)
    return url.set(query=query)


_NO_ADDRESS = (
    "The database address cannot be read: SOR_DATABASE_URL is written postgresql://user:password@host:port/database, "
    "with %40 for an @ inside the password and %2F for a /."
)
