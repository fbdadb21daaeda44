"""`make bench-import`: what a national file takes, beside COPY of the very rows it becomes (docs/adr/0024)."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated

import psycopg
import typer
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from rich.table import Column, Table

from benchmarks import machine, national, screen
from db.embedded import Embedded

SOR = str(Path(sys.executable).with_name("sor"))
DAY = date(2026, 11, 22)
TABLES = (
    "change_set",
    "code_value",
    "address",
    "electronic_address",
    "unit",
    "unit_version",
    "unit_relation",
    "location_number",
    "location_number_version",
    "change",
)
"""What an import writes, in an order in which each table finds what it refers to."""
NEW = {"change_set": "WHERE id > 1", "code_value": "WHERE change_set > 1", "change": "WHERE change_set > 1"}
"""What an empty register has already is of the first change set: the code lists it brings along."""
COPY = "COPY of the rows"
HEADS = ("clock s", "client s", "server s", "both s", "of COPY", "MB")
PIECE = 1 << 18
TICKS = os.sysconf("SC_CLK_TCK")

_COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = ''"


@dataclass(slots=True)
class Taken:
    """Seconds: on the clock, and of processors on either side. `memory`: the most a command has held so far, in MB."""

    wall: float
    client: float
    server: float
    memory: float

    @property
    def work(self) -> float:
        return self.client + self.server


@dataclass(slots=True)
class Server:
    address: str
    process: int

    def of(self, database: str) -> str:
        return make_conninfo(self.address, dbname=database)

    def worked(self) -> float:
        """Seconds that the server and all that it began have had of processors."""
        seconds = sum(_ticks(self.process, own=True)) + sum(_ticks(self.process, own=False))
        for child in Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split():
            seconds += sum(_ticks(int(child), own=True))
        return seconds / TICKS

    def new(self, database: str, like: str = "empty") -> str:
        """A database as another one is."""
        with psycopg.connect(self.of("postgres"), autocommit=True) as connection:
            names = sql.Identifier(database), sql.Identifier(like)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(names[0]))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
            connection.execute("CHECKPOINT")
        return self.of(database)


def _ticks(process: int, *, own: bool) -> list[int]:
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return []
    return [int(one) for one in (told[11:13] if own else told[13:15])]


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    with Embedded(folder) as address:
        process = int((folder / "postgresql" / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        found = Server(address, process)
        yield found


def measured(running: Server, act: Callable[[], object]) -> Taken:
    server, client, clock = running.worked(), _client(), perf_counter()
    act()
    wall = perf_counter() - clock
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    return Taken(wall, _client() - client, running.worked() - server, memory)


def _client() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in used)


def sor(address: str, *words: str) -> None:
    """Our own command on a database. What it could not take in as it stands is no failure."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SOR_")}
    environment |= {"SOR_DATABASE_URL": _url(address), "SOR_TODAY": DAY.isoformat(), "SOR_LOG_LEVEL": "WARNING"}
    done = subprocess.run([SOR, *words], env=environment, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"sor {' '.join(words)} ended with code {done.returncode}; its reason is above.")


def _url(address: str) -> str:
    told = conninfo_to_dict(address)
    return f"postgresql://{told['user']}@/{told['dbname']}?host={told['host']}&port={told.get('port', 5432)}"


def copied_out(address: str, folder: Path) -> dict[str, list[str]]:
    """Writes what an import made of an empty register into files, and gives the columns of each table."""
    columns: dict[str, list[str]] = {}
    with psycopg.connect(address) as connection:
        for table in TABLES:
            columns[table] = [name for (name,) in connection.execute(_COLUMNS, [table])]
            rows = NEW.get(table, "")
            statement = f"COPY (SELECT {', '.join(columns[table])} FROM {table} {rows}) TO STDOUT"
            with (folder / table).open("wb") as file, connection.cursor().copy(statement.encode()) as copy:
                file.writelines(copy)
    return columns


def copied_in(address: str, folder: Path, columns: dict[str, list[str]]) -> None:
    """The same rows into an empty register as COPY takes them, in one transaction, all constraints and indexes kept."""
    with psycopg.connect(address) as connection:
        connection.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, names in columns.items():
            statement = f"COPY {table} ({', '.join(names)}) FROM STDIN"
            with (folder / table).open("rb") as file, connection.cursor().copy(statement.encode()) as copy:
                while piece := file.read(PIECE):
                    copy.write(piece)
        # Without it each check of a parent's days reads far more of the key than it needs to: to COPY's advantage.
        connection.execute("ANALYZE unit_version (sor_code, parent, valid)")


def main(
    units: Annotated[int, typer.Option(help="Units of the file.", min=10)] = 100_000,
    seed: Annotated[int, typer.Option(help="The same seed is the same file.")] = 7,
    rounds: Annotated[int, typer.Option(help="How often each is done; the least of them counts.", min=1)] = 3,
) -> None:
    """Time an import beside COPY."""
    with tempfile.TemporaryDirectory(prefix="sor-import-") as home:
        folder = Path(home)
        files = written(units, seed, folder)
        with server(folder / "server") as running:
            run(running, files, folder, rounds)
    screen.out.print(f"{machine.machine()}; load now {machine.busy():.1f}", highlight=False)


def written(units: int, seed: int, folder: Path) -> dict[str, Path]:
    files = {name: folder / name for name in ("national.xml", "changed.xml", "units.csv")}
    made = national.national(units, seed, DAY)
    national.write_xml(made, files["national.xml"])
    national.write_xml(national.renamed(made, 100), files["changed.xml"])
    national.write_csv(made, files["units.csv"])
    return files


def run(running: Server, files: dict[str, Path], folder: Path, rounds: int) -> None:
    with psycopg.connect(running.of("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
    sor(running.of("empty"), "migrate")
    xml, changed, units_csv = (str(files[name]) for name in ("national.xml", "changed.xml", "units.csv"))
    since = ("--since", DAY.isoformat())
    sor(running.new("loaded"), "import", xml)
    columns = copied_out(running.of("loaded"), folder)
    kinds: dict[str, tuple[str, Callable[[str], object]]] = {
        COPY: ("empty", lambda address: copied_in(address, folder, columns)),
        "SOR XML, first load": ("empty", lambda address: sor(address, "import", xml)),
        "SOR XML, nothing differs": ("loaded", lambda address: sor(address, "import", xml)),
        "SOR XML, 1 % renamed": ("loaded", lambda address: sor(address, "import", changed)),
        "units CSV, first load": ("empty", lambda address: sor(address, "import", units_csv, *since)),
    }
    runs: dict[str, list[Taken]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, (like, act) in kinds.items():
            address = running.new("tried", like)
            runs[name].append(measured(running, lambda act=act, address=address: act(address)))  # type: ignore[misc]
    told(runs)


def told(runs: dict[str, list[Taken]]) -> None:
    """The least that each took; what it worked in all is that of client and server."""
    best = {name: min(times, key=lambda one: one.work) for name, times in runs.items()}
    table = Table("", *(Column(head, justify="right") for head in HEADS))
    for name, one in best.items():
        wall = min(run.wall for run in runs[name])
        figures = [wall, one.client, one.server, one.work, one.work / best[COPY].work]
        table.add_row(name, *(f"{figure:.1f}" for figure in figures), f"{one.memory:.0f}")
    screen.out.print(table)


if __name__ == "__main__":
    typer.run(main)
