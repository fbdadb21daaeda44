"""The contestants' servers: started on a register, waited for, ended."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import IO, NamedTuple

from psycopg.conninfo import conninfo_to_dict

from benchmarks.contestant import Contestant, Served
from benchmarks.data import SOR, Register, sor
from benchmarks.peers import node
from benchmarks.peers.postgraphile import wording
from benchmarks.peers.postgresql.asked import PostgreSQL
from benchmarks.questions import PAGE_MOST
from settings import Settings

PEERS = Path(__file__).parent / "peers"
ANSWERS = re.compile(r"answers on (http://\S+?)\.?(?:\s|$)")
PROGRAM = "the program"


class DidNotStart(Exception):
    """Why a contestant is left out, as the end of a sentence."""


def starting(register: Register) -> Mapping[str, Callable[[ExitStack], Contestant]]:
    """How each contestant is started, by the word it is chosen by; the program first."""
    ours = {"program": lambda stack: program(stack, register, PROGRAM, {})}
    if "reader" in Settings.model_fields:
        on_postgres = {"SOR_READER": "postgres"}
        ours["program-postgres"] = lambda stack: program(stack, register, f"{PROGRAM}, postgres reader", on_postgres)
    return {
        **ours,
        "postgraphile": lambda stack: postgraphile(stack, register),
        "mercurius": lambda stack: mercurius(stack, register),
        "strawberry": lambda stack: strawberry(stack, register),
        "postgresql": lambda stack: stack.enter_context(closing(PostgreSQL(register.address))),
    }


class Running(NamedTuple):
    """A server: where it answers, its process, and when that was started (`perf_counter`)."""

    address: str
    process: int
    began: float


def program(stack: ExitStack, register: Register, name: str, settings: Mapping[str, str]) -> Contestant:
    environment = {**register.environment, "SOR_FIRST_MAX": str(PAGE_MOST), **settings}
    token = sor(register, "token", "--role", "sor-office").strip()
    running = stack.enter_context(started([SOR, "serve", "--port", "0"], environment, "stderr"))
    return stack.enter_context(closing(Served(name, *running, token=token)))


def postgraphile(stack: ExitStack, register: Register) -> Contestant:
    running = stack.enter_context(in_node("postgraphile", register))
    served = Served("PostGraphile 5", *running, worded=wording.worded, shaped=wording.shaped)
    return stack.enter_context(closing(served))


def mercurius(stack: ExitStack, register: Register) -> Contestant:
    running = stack.enter_context(in_node("mercurius", register))
    return stack.enter_context(closing(Served("Mercurius, JIT", *running)))


def strawberry(stack: ExitStack, register: Register) -> Contestant:
    command = [sys.executable, "-m", "benchmarks.peers.strawberry.server"]
    running = stack.enter_context(started(command, peers_environment(register), "stdout"))
    return stack.enter_context(closing(Served("Strawberry", *running)))


@contextmanager
def in_node(name: str, register: Register) -> Iterator[Running]:
    try:
        command = node.installed(PEERS / name)
    except node.NotInstalled as reason:
        raise DidNotStart(str(reason)) from None
    with started(command, peers_environment(register), "stdout") as running:
        yield running


def peers_environment(register: Register) -> dict[str, str]:
    told = conninfo_to_dict(register.address)
    return {
        **os.environ,
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
        "BENCH_DATABASE": register.address,
        "BENCH_SOCKET": str(told["host"]),
        "BENCH_USER": str(told["user"]),
        "BENCH_NAME": str(told["dbname"]),
    }


@contextmanager
def started(command: list[str], environment: Mapping[str, str], says_on: str) -> Iterator[Running]:
    """A server, once it says where it answers. Raises `DidNotStart`."""
    began = perf_counter()
    pipe = {says_on: subprocess.PIPE}
    out, err = pipe.get("stdout"), pipe.get("stderr")
    with subprocess.Popen(command, env=environment, text=True, cwd=PEERS.parents[1], stdout=out, stderr=err) as process:
        stream = process.stdout or process.stderr
        assert stream is not None
        try:
            yield Running(address(stream), process.pid, began)
        finally:
            process.terminate()
            process.wait()


def address(said: IO[str]) -> str:
    """Where a server says that it answers. What it says later is read and forgotten, so that it never waits for us."""
    lines = []
    for line in said:
        lines.append(line)
        if found := ANSWERS.search(line):
            Thread(target=forgotten, args=(said,), daemon=True).start()
            return found[1]
    raise DidNotStart(f"it did not start: {''.join(lines[-3:]).strip() or 'it did not say why'}")


def forgotten(said: IO[str]) -> None:
    with suppress(ValueError):  # closed meanwhile
        for _ in said:
            pass
