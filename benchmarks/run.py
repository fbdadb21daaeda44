"""One register from start to end: contestants started, answers compared, questions timed, crowds let in."""

from collections.abc import Sequence
from contextlib import ExitStack
from time import perf_counter
from typing import Any

import psycopg

from benchmarks import comparing, crowd, data, machine, rounds, screen, servers
from benchmarks.chosen import questions, spread
from benchmarks.contestant import FAILURES, Contestant, Served
from benchmarks.data import Register
from benchmarks.figures import Crowded, Run, Server
from benchmarks.questions import Question

CROWDS = (16, 64)
SLICES = 3
"""Turns that each contestant has with a crowd of one size."""

LOOKED_UP = 1_000


def measured(register: Register, run: Run, peers: Sequence[str], seconds: float, check: bool) -> None:
    """Fills `run`. `peers`: the words of the contestants besides the program. `check`: only compares the answers."""
    with psycopg.connect(register.address, autocommit=True) as database, ExitStack() as stack:
        asked = questions(database, register.today)
        looked_up = spread(database, LOOKED_UP)
        for question in asked:
            if question.writes:
                data.as_it_was(database, question.variables["code"], register.today)
                stack.callback(data.as_it_was, database, question.variables["code"], register.today)
        contestants = everybody(stack, register, run, peers, asked[0])
        agreed = compared(run, contestants, asked)
        if check:
            return
        rounds.timed(run, agreed)
        crowds(run, [one for one in contestants if isinstance(one, Served)], asked[0], looked_up, seconds)
        for contestant in contestants:
            run.servers[contestant.name].megabytes_at_last = held(contestant)


def everybody(
    stack: ExitStack, register: Register, run: Run, peers: Sequence[str], first: Question
) -> list[Contestant]:
    """All that could be started; `run.left_out` says who could not, and why. Without the program there is no run."""
    running = []
    for word, start in servers.starting(register).items():
        if not word.startswith("program") and word not in peers:
            continue
        screen.say(f"Starting {word} …")
        try:
            contestant = start(stack)
            contestant.first(first)
        except (servers.DidNotStart, *FAILURES) as reason:
            if word == "program":
                raise SystemExit(f"The program did not start: {reason}") from None
            run.left_out[word] = str(reason)
            screen.say(f"{word} is left out: {reason}.")
            continue
        run.servers[contestant.name] = Server(contestant.name, perf_counter() - contestant.began, held(contestant))
        running.append(contestant)
    return running


def held(contestant: Contestant) -> float | None:
    return None if contestant.process is None else machine.held(contestant.process)


def compared(
    run: Run, contestants: Sequence[Contestant], asked: Sequence[Question]
) -> list[tuple[Question, list[Contestant]]]:
    """Each question with those who answer it as the program does; `run.differences` tells of the others."""
    agreed = []
    for question in asked:
        try:
            ours = contestants[0].first(question)
        except FAILURES as reason:
            run.differences.append(f"{contestants[0].name}, {question.name}: {reason}")
            continue
        answering = [contestants[0], *(one for one in contestants[1:] if agrees(run, one, question, ours))]
        agreed.append((question, answering))
    for difference in run.differences:
        screen.say(f"Not told, as it differs or failed: {difference}.")
    run.notes = [
        f"{question.name[0].upper()}{question.name[1:]}: {question.note}" for question in asked if question.note
    ]
    return agreed


def agrees(run: Run, contestant: Contestant, question: Question, ours: Any) -> bool:
    """Whether a contestant answers as the program does; if not, `run.differences` tells."""
    try:
        differs = comparing.difference(ours, contestant.first(question))
    except FAILURES as reason:
        differs = str(reason)
    if differs is not None:
        run.differences.append(f"{contestant.name}, {question.name}: {differs}")
    return differs is None


def crowds(run: Run, contestants: Sequence[Served], one: Question, codes: Sequence[str], seconds: float) -> None:
    """Single lookups of many units by many clients, in turns."""
    requests = {
        contestant.name: [contestant.request(one._replace(variables={"code": code})) for code in codes]
        for contestant in contestants
    }
    with screen.steps("Crowds", len(CROWDS) * SLICES * len(contestants)) as progress:
        for clients in CROWDS:
            run.crowds[clients] = {contestant.name: Crowded(clients) for contestant in contestants}
            for _ in range(SLICES):
                for contestant in contestants:
                    result = run.crowds[clients][contestant.name]
                    crowd.crowded(
                        contestant.address, requests[contestant.name], clients, max(1, seconds / SLICES), result
                    )
                    progress.advance(progress.task_ids[0])
