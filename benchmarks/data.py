"""The registers that are measured: generated once, kept in a folder, and beside each the table that peers read."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import psycopg

from benchmarks import screen
from db.embedded import Embedded

SOR = str(Path(sys.executable).with_name("sor"))
HERE = Path(__file__).parent
SCRIPTS = (HERE / "today.sql", HERE / "peers" / "postgraphile" / "functions.sql")


class Register(NamedTuple):
    """A register with its database server running. `today` is the day it was generated on, and stays its today."""

    address: str
    folder: Path
    today: date

    @property
    def environment(self) -> dict[str, str]:
        """What our own command is told, so that it works on this register."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("SOR_")},
            "SOR_DATABASE_URL": self.address,
            "SOR_DATA_DIR": str(self.folder),
            "SOR_TODAY": self.today.isoformat(),
            "SOR_LOG_LEVEL": "WARNING",
        }


@contextmanager
def register(home: Path, units: int, seed: int) -> Iterator[Register]:
    """The register of so many units, made if it is not there yet; its server runs meanwhile. Raises `Unavailable`."""
    folder = home / f"{units}-{seed}"
    made = folder / "made.json"
    folder.mkdir(parents=True, exist_ok=True)
    today = date.fromisoformat(json.loads(made.read_text())["today"]) if made.exists() else today_in_denmark()
    with Embedded(folder) as address:
        found = Register(address, folder, today)
        sor(found, "migrate")
        if not made.exists():
            screen.say(f"Generating {units:,} units into {folder}; they are kept there for the next time.")
            sor(found, "generate", "--units", str(units), "--seed", str(seed))
            made.write_text(json.dumps({"units": units, "seed": seed, "today": today.isoformat()}))
        lay_out(found)
        yield found


def today_in_denmark() -> date:
    return datetime.now(ZoneInfo("Europe/Copenhagen")).date()


def sor(register: Register, *words: str) -> str:
    """Runs our own command on the register and gives what it prints."""
    done = subprocess.run([SOR, *words], env=register.environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"sor {' '.join(words)} ended with code {done.returncode}; its reason is above.")
    return done.stdout


def lay_out(register: Register) -> None:
    """Makes the peers' table, unless it stands as its scripts say. The program's own changes take effect later."""
    tables, functions = (script.read_text() for script in SCRIPTS)
    version = sha256(f"{tables}{functions}{register.today}".encode()).hexdigest()
    with psycopg.connect(register.address, cursor_factory=psycopg.ClientCursor) as database:
        if standing(database) == version:
            return
        screen.say("Working out today's units with what they inherit, for the peers.")
        database.execute(tables.encode(), {"day": register.today})
        database.execute(functions.encode())
        database.execute("COMMENT ON SCHEMA peers IS %s", [version])
        database.commit()
        database.autocommit = True
        database.execute("VACUUM ANALYZE")


def standing(database: psycopg.Connection[Any]) -> str | None:
    """The version of the peers' table that is there."""
    found = database.execute("SELECT obj_description(to_regnamespace('peers'), 'pg_namespace')").fetchone()
    return found[0] if found else None


def as_it_was(database: psycopg.Connection[Any], code: str, today: date) -> None:
    """Gives the unit that peers rename its name back."""
    database.execute(
        "UPDATE peers.unit SET name = version.name FROM unit_version AS version "
        "WHERE unit.sor_code = %(code)s AND version.sor_code = unit.sor_code AND version.valid @> %(day)s::date",
        {"code": code, "day": today},
    )
