"""Bringing a database to the form the program works with: migrations and code lists, in one transaction."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from db.engine import address, connect_args, require_version, unavailable
from db.unavailable import Unavailable

SCRIPTS = Path(__file__).with_name("migrations")
LOCK = 0x534F52
"""The advisory lock of whoever migrates: `SOR` in ASCII."""

WAIT_FOR_OTHERS = "120s"
WAIT_FOR_TABLES = "15s"


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: the revision before (none of an empty database) and after, and those applied in between."""

    before: str | None
    after: str
    applied: tuple[str, ...]


def migrate(url: str) -> Migrated:
    """Migrates the database at `url`, one process at a time; all of it happens or none. Raises `Unavailable`."""
    target = address(url)
    engine = create_engine(target, poolclass=NullPool, connect_args=connect_args(target, "sor migrate", 0))
    try:
        with engine.begin() as connection:
            _take_turn(connection)
            return _upgrade(connection)
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.LockNotAvailable):
            raise Unavailable(
                "The database is being migrated or used by another process: stop it, or try again when it has finished."
            ) from None
        if isinstance(error.orig, psycopg.OperationalError):
            raise unavailable(target, error) from None
        raise
    finally:
        engine.dispose()


def _take_turn(connection: Connection) -> None:
    require_version(connection.execute(text("SELECT current_setting('server_version_num')::int")).scalar_one())
    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_FOR_OTHERS}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_FOR_TABLES}'"))


def _upgrade(connection: Connection) -> Migrated:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    known = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    before = MigrationContext.configure(connection).get_current_revision()
    if before is not None and before not in known:
        raise Unavailable(
            f"The database is at migration {before}, which this program does not know: it was made by a newer program; "
            "install that, or use another database."
        )
    command.upgrade(config, "head")
    applied = known[known.index(before) + 1 :] if before else known
    return Migrated(before, known[-1], tuple(applied))
