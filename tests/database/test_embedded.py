"""The embedded PostgreSQL: started by the first, shared, stopped by the last, and open to nobody else."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.embedded import Embedded, Unavailable, temporary
from db.embedded.cluster import last_words

USER = """
import sys
from pathlib import Path
from db.embedded import Embedded
print(Embedded(Path(sys.argv[1]), durable=False).start(), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """A data folder whose server has run and was stopped."""
    folder = Path(tempfile.mkdtemp(prefix="sor-"))
    with embedded(folder):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def folder(made_once: Path) -> Iterator[Path]:
    """A data folder of this test's own: closed, and of a name short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="sor-"))
    subprocess.run(["cp", "-a", f"{made_once}/postgresql", str(folder)], check=True)
    yield folder
    shutil.rmtree(folder)


def embedded(folder: Path) -> Embedded:
    return Embedded(folder, durable=False)


def process(folder: Path) -> int:
    return int((folder / "postgresql" / "data" / "postmaster.pid").read_text().splitlines()[0])


def runs(folder: Path) -> bool:
    return (folder / "postgresql" / "data" / "postmaster.pid").exists()


def asked(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def place_of(address: str) -> Path:
    """The data folder of a server whose socket is in it."""
    return Path(str(psycopg.conninfo.conninfo_to_dict(address)["host"])).parents[1]


def user_process(folder: Path) -> "subprocess.Popen[str]":
    house = Path(__file__).parents[2]
    command = [sys.executable, "-c", USER, str(folder)]
    return subprocess.Popen(command, cwd=house, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_what_was_written_is_there_after_a_stop_and_a_start(folder: Path) -> None:
    with Embedded(folder) as address:
        assert asked(address, "SELECT current_setting('fsync') || current_setting('listen_addresses')") == "on"
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE kept (name text)")
            connection.execute("INSERT INTO kept VALUES ('Ærø Sygehus')")
    assert not runs(folder)

    with Embedded(folder) as address:
        assert asked(address, "SELECT name FROM kept") == "Ærø Sygehus"


def test_a_folder_in_folders_not_yet_made_is_made(folder: Path) -> None:
    with embedded(folder / "deep" / "data") as address:
        assert asked(address, "SELECT current_database()") == "sor"


def test_the_last_to_leave_stops_the_server(folder: Path) -> None:
    first, second = embedded(folder), embedded(folder)
    assert first.start() == second.start()
    server = process(folder)

    first.stop()
    assert process(folder) == server

    second.stop()
    assert not runs(folder)


def test_two_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    with user_process(folder) as one, user_process(folder) as other:
        assert one.stdout
        assert other.stdout
        assert one.stdout.readline() == other.stdout.readline() != ""
        server = process(folder)
        one.kill()
        one.wait()
        with embedded(folder) as address:
            assert asked(address, "SELECT 1") == 1
        assert process(folder) == server
        other.kill()


def test_a_server_whose_user_was_killed_is_found_and_stopped_by_the_next(folder: Path) -> None:
    with user_process(folder) as killed:
        assert killed.stdout
        assert killed.stdout.readline()
        killed.kill()
    server = process(folder)

    with embedded(folder):
        assert process(folder) == server
    assert not runs(folder)


def test_a_server_that_was_killed_is_started_anew(folder: Path) -> None:
    lost = Embedded(folder)
    with psycopg.connect(lost.start()) as connection:
        connection.execute("CREATE TABLE kept (name text)")
    os.kill(process(folder), signal.SIGKILL)
    lost.stop()
    assert runs(folder), "what the dead server left lies about"

    with embedded(folder) as address:
        assert asked(address, "SELECT count(*) FROM kept") == 0


def test_a_postmaster_file_that_names_somebody_elses_process_is_no_hindrance(folder: Path) -> None:
    with embedded(folder):
        left = (folder / "postgresql" / "data" / "postmaster.pid").read_text()
    ours = left.replace(left.splitlines()[0], str(os.getpid()), 1)
    (folder / "postgresql" / "data" / "postmaster.pid").write_text(ours)

    with embedded(folder) as address:
        assert asked(address, "SELECT 1") == 1


def test_a_folder_too_deep_for_a_socket_has_its_socket_elsewhere(folder: Path) -> None:
    with embedded(folder / ("Sundhedsvæsenets Organisationsregister" * 3)) as address:
        assert asked(address, "SELECT 1") == 1
        sockets = Path(str(psycopg.conninfo.conninfo_to_dict(address)["host"]))
        assert (sockets.parent, sockets.stat().st_mode & 0o777) == (Path("/tmp"), 0o700)
    assert not sockets.exists()


def test_a_folder_whose_name_needs_quoting_serves(folder: Path) -> None:
    with embedded(folder / 'a "b", c&d=e') as address:
        assert asked(address, "SELECT 1") == 1


def test_no_other_user_gets_in(folder: Path) -> None:
    with embedded(folder) as address:
        data = folder / "postgresql" / "data"
        socket = data / ".s.PGSQL.5432"
        assert (data.stat().st_mode & 0o777, socket.stat().st_mode & 0o777) == (0o700, 0o700)
        assert (data / "pg_hba.conf").read_text() == "local all sor peer map=register\n"
        if os.geteuid() != 0:
            return  # only root can try it as somebody else
        assert "Permission denied" in as_nobody(address)
        for step in (folder, folder / "postgresql", data):
            step.chmod(0o711)
        assert "Permission denied" in as_nobody(address)
        socket.chmod(0o777)
        assert 'Peer authentication failed for user "sor"' in as_nobody(address)


def as_nobody(address: str) -> str:
    """What a process without rights is told that tries to connect; nothing, if it is let in."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            psycopg.connect(address).close()
        except psycopg.Error as error:
            os.write(telling, str(error).encode())
        os._exit(0)
    os.close(telling)
    os.waitpid(child, 0)
    with os.fdopen(told) as answer:
        return answer.read()


def test_a_data_folder_of_another_version_is_left_alone(folder: Path) -> None:
    (folder / "postgresql" / "data" / "PG_VERSION").write_text("17\n")

    with pytest.raises(Unavailable, match=r"was made by PostgreSQL 17, and the program brings 18: export") as refused:
        embedded(folder).start()
    assert "\n" not in str(refused.value)
    assert not runs(folder)


def test_a_file_in_the_place_of_the_data_folder_is_told(folder: Path) -> None:
    (folder / "file").write_text("no folder")

    for place in (folder / "file", folder / "file" / "below"):
        with pytest.raises(Unavailable, match=r"cannot be used, because .*/file is a file: choose another"):
            embedded(place).start()
    assert (folder / "file").read_text() == "no folder"


def test_a_folder_without_rights_is_told() -> None:
    """Not even root writes in the kernel's own folder."""
    with pytest.raises(Unavailable, match=r"SOR_DATA_DIR\.$") as refused:
        embedded(Path("/proc/register")).start()
    assert "/proc/register" in str(refused.value)


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    (folder / "postgresql" / "data" / "global" / "pg_control").unlink()

    with pytest.raises(Unavailable, match=r"did not start: .*could not open file .*/data/global/pg_control") as refused:
        embedded(folder).start()
    assert "\n" not in str(refused.value)
    assert not runs(folder)


def test_a_full_disk_is_the_reason_whatever_failed_because_of_it() -> None:
    log = (
        'FATAL:  could not extend file "base/1/1255": No space left on device\n'
        "HINT:  Check free disk space.\n"
        "PANIC:  cannot abort transaction 1, it was already committed\n"
    )

    assert last_words(log) == "no space is left on its disk"


def test_a_temporary_server_goes_with_the_process_that_wanted_it() -> None:
    wanted = "from db.embedded import temporary\nwith temporary() as address: print(address, flush=True); input()"
    house = Path(__file__).parents[2]
    command = [sys.executable, "-c", wanted]
    with subprocess.Popen(command, cwd=house, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        address = killed.stdout.readline().strip()
        assert asked(address, "SELECT 1") == 1
        killed.kill()

    end = time.monotonic() + 60
    place = place_of(address)
    while place.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not place.exists()


def test_a_temporary_server_leaves_nothing_behind() -> None:
    with temporary() as address:
        place = place_of(address)
        assert place.exists()

    assert not place.exists()
