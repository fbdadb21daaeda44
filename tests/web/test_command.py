"""The `sor` command as a process: what is expected to go wrong is one sentence, and a stop is a stop."""

import json
import signal
import socket
import subprocess
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.fixtures.databases import Databases
from tests.web.conftest import SOR, environment, reason, serving, sor

NOWHERE = "postgresql://clerk:secret@127.0.0.1:1/register"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("not an address", "postgresql://user:password@host:port/database"),
        ("mysql://root@localhost/register", "postgresql://user:password@host:port/database"),
        (NOWHERE, "127.0.0.1:1 cannot be reached"),
        ("postgresql://clerk:secret@nowhere.invalid/register", "nowhere.invalid cannot be reached"),
    ],
)
def test_a_database_address_that_leads_nowhere_is_told(url: str, sentence: str) -> None:
    done = sor("serve", "--port", "0", SOR_DATABASE_URL=url)

    assert done.returncode == 3
    assert sentence in reason(done)
    assert "secret" not in done.stderr


@pytest.mark.parametrize("words", [["migrate"], ["check"], ["demo"], ["generate", "--units", "100"]])
def test_every_word_that_needs_a_database_says_where_it_looked(words: list[str]) -> None:
    done = sor(*words, SOR_DATABASE_URL=NOWHERE)

    assert done.returncode == 3
    assert "127.0.0.1:1 cannot be reached" in reason(done)
    assert "secret" not in done.stderr


def test_a_database_that_does_not_exist_is_told(databases: Databases) -> None:
    done = sor("serve", "--port", "0", SOR_DATABASE_URL=databases.address("nobody_made_it"))

    assert done.returncode == 3
    assert "has no database 'nobody_made_it'" in reason(done)


def test_a_database_without_tables_is_not_served_and_not_touched(databases: Databases) -> None:
    with databases.clone(databases.address("template1")) as url:
        done = sor("serve", "--port", "0", SOR_DATABASE_URL=url)
        migrated = sor("migrate", SOR_DATABASE_URL=url)

    assert done.returncode == 3
    assert "sor migrate" in reason(done)
    assert migrated.returncode == 0
    assert "The database is at migration" in migrated.stderr


def test_a_port_in_use_is_told_before_a_database_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = sor("serve", "--port", str(port), SOR_DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 3
    assert reason(done) == (
        f"sor: Port {port} on 127.0.0.1 is in use: stop what listens there, or choose another with --port."
    )
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_machine_is_told() -> None:
    done = sor("serve", "--host", "192.0.2.1", "--port", "0")

    assert done.returncode == 3
    assert "192.0.2.1 is no address of this machine" in reason(done)


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    done = sor("serve", "--port", "0", SOR_DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 3
    assert "SOR_DATA_DIR" in reason(done)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SOR_TODAY", "tomorrow", "'tomorrow' is no date; write it YYYY-MM-DD"),
        ("SOR_WORKERS", "many", "SOR_WORKERS: 'many' is not a whole number (docs"),
        ("SOR_WORKERS", "0", "SOR_WORKERS: '0' is not at least 1 (docs"),
        ("SOR_IMPORT_CLOSING_SHARE", "5%", "SOR_IMPORT_CLOSING_SHARE: '5%' is not a number (docs"),
        ("SOR_LOG_FORMAT", "xml", "SOR_LOG_FORMAT: 'xml' is not one of 'logfmt' or 'json' (docs"),
    ],
)
def test_a_setting_that_is_wrong_is_named(name: str, value: str, sentence: str) -> None:
    done = sor("serve", "--port", "0", **{name: value})

    assert done.returncode == 2
    assert sentence in reason(done)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [("sevre", "No such command 'sevre'. Did you mean 'serve'?"), ("hent", "No such command 'hent'.")],
)
def test_a_word_that_does_not_exist_is_told(word: str, sentence: str) -> None:
    done = sor(word)

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"Error: {sentence}"


def test_a_variable_that_is_no_setting_is_told_before_it_is_missed() -> None:
    done = sor("check", SOR_DATABSE_URL="postgresql://somewhere/else", SOR_DATABASE_URL="postgresql://127.0.0.1:1/no")

    assert done.returncode == 3
    assert done.stderr.splitlines()[0] == (
        "SOR_DATABSE_URL is no setting and is not heeded; SOR_DATABASE_URL is one (docs/settings.md)."
    )


def test_every_word_has_a_line_of_help() -> None:
    done = sor("--help")

    for word in ("serve", "migrate", "import", "generate", "demo", "check", "schema", "token"):
        assert any(line.split()[:1] == [word] and len(line.split()) > 3 for line in done.stdout.splitlines()), word


def test_the_schema_that_is_kept_is_the_one_that_is_served(tmp_path: Path) -> None:
    printed = sor("schema")
    (tmp_path / "same.graphql").write_text(printed.stdout)
    (tmp_path / "other.graphql").write_text(printed.stdout.replace("type Query", "type Qwery"))
    same = sor("schema", "--compare", str(tmp_path / "same.graphql"))
    other = sor("schema", "--compare", str(tmp_path / "other.graphql"))
    gone = sor("schema", "--compare", str(tmp_path / "gone.graphql"))

    assert (printed.returncode, same.returncode, other.returncode, gone.returncode) == (0, 0, 1, 3)
    assert "-type Qwery" in other.stdout
    assert "+type Query" in other.stdout
    assert "gone.graphql cannot be read" in reason(gone)


def all_told(connection: socket.socket) -> str:
    """Until it is closed."""
    told = b""
    with suppress(ConnectionResetError):
        while some := connection.recv(65_536):
            told += some
    return told.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_asked_to_stop_stops_its_database_with_it(tmp_path: Path, number: signal.Signals) -> None:
    with serving(SOR_DATA_DIR=str(tmp_path / "data")) as (address, process):
        assert httpx.get(f"{address}/readyz", timeout=30).json()["status"] == "ready"
        assert (tmp_path / "data/postgresql/data/postmaster.pid").exists()
        process.send_signal(number)
        assert process.wait(30) == 0

    assert not (tmp_path / "data/postgresql/data/postmaster.pid").exists()


def test_who_is_still_sending_when_the_server_stops_is_told_to_send_it_again(databases: Databases) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
    with databases.clone() as url, serving(SOR_DATABASE_URL=url) as (address, process):
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as sending:
            sending.sendall(head + b"Expect: 100-continue\r\n\r\n")
            assert sending.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            sending.sendall(b"{")
            process.send_signal(signal.SIGTERM)
            answer = all_told(sending)
        assert process.wait(30) == 0

    assert answer.startswith("HTTP/1.1 503 ")
    assert "\r\nretry-after: 1\r\n" in answer
    assert json.loads(answer.partition("\r\n\r\n")[2])["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


def test_several_workers_answer_at_one_address(databases: Databases) -> None:
    with databases.clone() as url, serving("--workers", "2", SOR_DATABASE_URL=url) as (address, process):
        answers = [httpx.get(f"{address}/readyz", timeout=30).json() for _ in range(20)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

    assert [answer["status"] for answer in answers] == ["ready"] * 20


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_command_that_is_broken_off_stores_nothing_and_stops_its_database(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    settings = {"SOR_DATA_DIR": str(tmp_path / "data")}
    command = [str(SOR), "generate", "--units", "100000"]
    # Tests that run in the background of a shell were told to ignore SIGINT, and what they start would be, too.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, env=environment(**settings), stderr=subprocess.PIPE, text=True, preexec_fn=heeding
    ) as process:
        assert process.stderr is not None
        assert any(line.startswith("Generating") for line in process.stderr)
        time.sleep(1)
        process.send_signal(number)
        ended, told = process.wait(60), process.stderr.read()
        assert (ended, "Traceback" in told) == (code, False), told

    assert not (tmp_path / "data/postgresql/data/postmaster.pid").exists()
    assert json.loads(sor("check", "--json", **settings).stdout)["units"] == 0
