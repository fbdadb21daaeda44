"""`sor migrate`: the database in the form this program works with, and the roles of those who use it."""

from typing import Annotated

import typer

from commands.database import database, migrated
from commands.setting import read_settings
from db.roles import Logins


def to(role: str) -> object:
    return typer.Option(
        help=f"User of the server who gets the role sor_{role}; several times for several.", metavar="USER"
    )


def migrate(
    migrate: Annotated[list[str], to("migrate")] = [],  # noqa: B006
    write: Annotated[list[str], to("write")] = [],  # noqa: B006
    read: Annotated[list[str], to("read")] = [],  # noqa: B006
    analyse: Annotated[list[str], to("analyse")] = [],  # noqa: B006
) -> None:
    """Bring the database up to date.

    Its tables get the form that this program works with, its code lists the values that come along with it, and the
    roles sor_migrate, sor_write, sor_read and sor_analyse what each may do.
    """
    with database(read_settings()) as url:
        migrated(url, Logins(tuple(migrate), tuple(write), tuple(read), tuple(analyse)))
