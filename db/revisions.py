"""The forms that a database can have: one for each migration, and which programs can work with it."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

SCRIPTS = Path(__file__).with_name("migrations")
FIRST_SERVED = "0008"
"""The form of the first program that asks whether a newer one still serves it."""

SAID = "serves programs since "
"""Before the oldest form whose program can work with this one: a comment on the table that tells the form."""

_SERVES = text("SELECT obj_description('alembic_version'::regclass)")


def form(connection: Connection) -> str | None:
    """The migration that the database is at; none of one that has never been migrated."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def known() -> tuple[str, ...]:
    """All that the program knows, the first first."""
    scripts = ScriptDirectory.from_config(_config())
    return tuple(script.revision for script in reversed(list(scripts.walk_revisions())))


def served(connection: Connection, found: str | None) -> bool:
    """Whether this program can work with a database of the form that was found.

    With its own form; and with a newer one that says so, so that both programs can be at work while they are exchanged.
    """
    if found is None or found == known()[-1]:
        return found is not None
    said = str(connection.execute(_SERVES).scalar_one() or "") if found not in known() else ""
    return said.removeprefix(SAID) in known()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Each migration in a transaction of its own or, where one is open, all of them in that."""
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["one_transaction"] = connection.in_transaction()
    command.upgrade(config, to)


def say_who_is_served(connection: Connection) -> None:
    """Told in the database, since the program that will ask does not know of the migrations that came after it."""
    said = SAID + _oldest_served()
    if connection.execute(_SERVES).scalar_one() != said:
        connection.execute(text(f"COMMENT ON TABLE alembic_version IS '{said}'"))


def _oldest_served() -> str:
    """A migration that takes something away names the first form whose program does without it: `contracts`."""
    scripts = ScriptDirectory.from_config(_config())
    named = (getattr(script.module, "contracts", FIRST_SERVED) for script in scripts.walk_revisions())
    return max(named, key=known().index)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
