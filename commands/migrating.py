"""`sor migrate`: the database in the form this program works with."""

from commands.database import database, migrated
from commands.setting import read_settings


def migrate() -> None:
    """Bring the database up to date.

    Its tables get the form that this program works with, its code lists the values that come along with it.
    """
    with database(read_settings()) as url:
        migrated(url)
