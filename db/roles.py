"""Who may do what in the database: roles for those who migrate, write, read and count, made along with the tables."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.ours import ARCHIVES, FUNCTIONS, TABLES
from db.tables import UnitVersion
from db.unavailable import Unavailable
from db.writing.statistics import KEPT_CURRENT

MIGRATE, WRITE, READ, ANALYSE = "sor_migrate", "sor_write", "sor_read", "sor_analyse"
ROLES = (MIGRATE, WRITE, READ, ANALYSE)


class Logins(NamedTuple):
    """Users of the server who are given a role, by their names there."""

    migrate: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    analyse: tuple[str, ...] = ()


NOBODY = Logins()

_CHANGED = "SELECT, INSERT, UPDATE, DELETE"
_ADDED = "SELECT, INSERT"
_DECIDED = ("status", "decided", "decided_by", "decided_subject", "decided_role", "decided_for", "reason", "change_set")
WRITTEN: Mapping[str, str] = {
    **dict.fromkeys(("address", "electronic_address", "change_set", "change", *ARCHIVES), _ADDED),
    **dict.fromkeys(("code_value", "unit", "unit_version", "unit_relation", "answered"), _CHANGED),
    **dict.fromkeys(("location_number_version", "message_capability"), _CHANGED),
    "location_number": "SELECT, INSERT, UPDATE (first_from)",  # once issued, it is never another's
    "feed": "SELECT, UPDATE (told_until)",
    "request": f"SELECT, INSERT, UPDATE ({', '.join(_DECIDED)})",
}
"""What a server does. What was archived, told or recorded stays as it is."""

KEPT_FROM_READERS = ("answered", "request")
"""Answers to callers, and who asked for what: with names and contact data, for those who decide."""

_PUBLIC_VERSION = sorted(set(UnitVersion.__table__.columns.keys()) - {"local_attributes"})
ANALYSED: Mapping[str, str] = {
    **dict.fromkeys(("address", "electronic_address", "code_value", "unit", "unit_relation"), "SELECT"),
    **dict.fromkeys(("code_value_archive", "unit_archive", "unit_relation_archive"), "SELECT"),
    "unit_version": f"SELECT ({', '.join(_PUBLIC_VERSION)})",
    "unit_version_archive": f"SELECT ({', '.join([*_PUBLIC_VERSION, 'known'])})",
    "change_set": "SELECT (id, recorded, actor_kind, cause, operations)",
}
"""What everybody may see, as far as tables can tell: no people, no local attributes; location numbers, of which some
are hidden, and the feed, which tells of them, not at all."""

_MAKE = """
DO $$ BEGIN
    IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- by another register of the same server
END $$
"""
_JOIN = f"""
DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{MIGRATE}', 'SET') OR NOT pg_has_role(current_user, '{MIGRATE}', 'USAGE') THEN
        EXECUTE format('GRANT {MIGRATE} TO %I WITH SET TRUE, INHERIT TRUE', current_user);
    END IF;
END $$
"""
_ROOM = f"""
DO $$ BEGIN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {", ".join(ROLES)}', current_database());
    EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO {MIGRATE}', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO {WRITE}', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {", ".join(ROLES)};
GRANT CREATE ON SCHEMA public TO {MIGRATE};
"""
_OWNED = text(
    "SELECT oid::regclass::text FROM pg_class WHERE oid = ANY(CAST(:tables AS regclass[]))"
    f" AND relowner <> '{MIGRATE}'::regrole ORDER BY 1"
)
_FUNCTIONS_OWNED = text(
    "SELECT oid::regprocedure::text FROM pg_proc WHERE oid = ANY(CAST(:functions AS regprocedure[]))"
    f" AND proowner <> '{MIGRATE}'::regrole ORDER BY 1"
)
_SOMEBODY_ELSES = text(
    f"SELECT relowner = to_regrole('{MIGRATE}') AND NOT pg_has_role(current_user, relowner, 'USAGE')"
    " FROM pg_class WHERE oid = 'unit'::regclass"
)
"""Of a server that writes and is told to migrate where nothing is left to do."""

_READY = text(
    f"SELECT coalesce(pg_has_role(current_user, to_regrole('{MIGRATE}'), 'SET')"
    f" AND has_schema_privilege(to_regrole('{MIGRATE}'), 'public', 'CREATE'), false)"
)
_TABLES = (*TABLES, "alembic_version")


def taken_on(connection: Connection) -> None:
    """What is made from here on belongs to those who migrate, whichever of them it is."""
    if connection.execute(_READY).scalar_one():
        connection.execute(text(f"SET ROLE {MIGRATE}"))


def arranged(connection: Connection, logins: Logins) -> str | None:
    """Makes the roles, has them own and use what they should, and gives them to `logins`, within the open transaction.

    What this user may not do is told in a sentence, and the register works all the same, with its owner as its user;
    unless logins are named: then `Unavailable` is raised.
    """
    connection.execute(text("RESET ROLE"))
    if logins == NOBODY and connection.execute(_SOMEBODY_ELSES).scalar_one():
        return None
    try:
        with connection.begin_nested():
            _made(connection)
            _handed_over(connection)
            _allowed(connection)
            _given(connection, logins)
    except DBAPIError as error:
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        user = connection.execute(text("SELECT current_user")).scalar_one()
        lacking = (
            f"The roles {', '.join(ROLES)} are not arranged, which user '{user}' may not do "
            f"({str(error.orig).splitlines()[0]}): run `sor migrate` once as a user who may, see docs/operations.md."
        )
        if logins != NOBODY:
            raise Unavailable(lacking) from None
        return lacking
    return None


def _made(connection: Connection) -> None:
    for role in ROLES:
        connection.execute(text(_MAKE.format(role=role)))
    connection.execute(text(_JOIN))


def _handed_over(connection: Connection) -> None:
    connection.execute(text(_ROOM))
    for table in connection.execute(_OWNED, {"tables": [*_TABLES]}).scalars().all():
        connection.execute(text(f"ALTER TABLE {table} OWNER TO {MIGRATE}"))
    for function in connection.execute(_FUNCTIONS_OWNED, {"functions": [*FUNCTIONS]}).scalars().all():
        connection.execute(text(f"ALTER FUNCTION {function} OWNER TO {MIGRATE}"))


def _allowed(connection: Connection) -> None:
    """Exactly this, whatever was given before."""
    others = f"{WRITE}, {READ}, {ANALYSE}"
    statements = [f"REVOKE ALL ON {', '.join(_TABLES)} FROM {others}"]
    statements += [f"GRANT {rights} ON {table} TO {WRITE}" for table, rights in WRITTEN.items()]
    statements += [f"GRANT {rights} ON {table} TO {ANALYSE}" for table, rights in ANALYSED.items()]
    statements += [
        f"GRANT MAINTAIN ON {', '.join(KEPT_CURRENT)} TO {WRITE}",  # for ANALYZE, after an import
        f"GRANT SELECT ON {', '.join(table for table in TABLES if table not in KEPT_FROM_READERS)} TO {READ}",
        f"GRANT SELECT ON alembic_version TO {others}",
        f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {WRITE}",  # for a backup
    ]
    connection.execute(text(";\n".join(statements)))


def _given(connection: Connection, logins: Logins) -> None:
    for role, names in zip(ROLES, logins, strict=True):
        for name in _found(connection, names):
            connection.execute(text(f"GRANT {role} TO {name}"))


def _found(connection: Connection, names: Iterable[str]) -> list[str]:
    """As SQL writes them. Raises `Unavailable` for a user that the server does not have."""
    quoted = []
    for name in names:
        found = connection.execute(
            text("SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = :name"), {"name": name}
        )
        if (known := found.scalar_one_or_none()) is None:
            raise Unavailable(
                f"The server has no user '{name[:60]}' who could be given a role: make one with CREATE ROLE."
            )
        quoted.append(known)
    return quoted
