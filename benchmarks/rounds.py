"""The contestants take turns: in every round each question is asked of each of them, in another order each time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from benchmarks import screen
from benchmarks.connection import Refused
from benchmarks.contestant import FAILURES, Contestant
from benchmarks.figures import Run, Times
from benchmarks.questions import Question

WARM_UP_SECONDS = 2.0
"""At most; and no more asks than are timed."""

PATIENCE = 60.0
"""Seconds that one contestant is timed with one question; after that, what was measured has to do."""


@dataclass
class Turn:
    """One contestant with one question. `size`: bytes of its answers, which are the same every time."""

    contestant: Contestant
    question: Question
    times: Times = field(default_factory=Times)
    size: int = 0
    failure: str | None = None

    def __post_init__(self) -> None:
        self.asking = self.contestant.asking(self.question)

    def warm_up(self, most: int) -> None:
        """Asked some times unmeasured: servers compile, prepare statements, fill their caches. Of pages but once."""
        self.contestant.be_ready()
        self.times.statements = self.contestant.statements(self.question)
        began = perf_counter()
        for _ in range(1 if self.question.pages else most):
            self.size = self.asking()
            if perf_counter() - began > WARM_UP_SECONDS:
                break
        self.times.kilobytes = self.size / 1000

    def take(self) -> None:
        self.contestant.be_ready()
        began = perf_counter()
        size = self.asking()
        ended = perf_counter()
        if size != self.size:
            raise Refused(f"an answer of {size} bytes where others had {self.size}")
        self.times.milliseconds.append((ended - began) * 1000)


def timed(run: Run, asked: Sequence[tuple[Question, Sequence[Contestant]]]) -> None:
    """Fills `run.times`. `asked`: each question with those who answer it rightly. Who fails is timed no more."""
    turns = [[Turn(contestant, question) for contestant in answering] for question, answering in asked]
    with screen.steps("Warming up", len(turns)) as progress:
        for of_one_question in turns:
            for turn in of_one_question:
                tried(turn, partial(turn.warm_up, run.rounds))
            progress.advance(progress.task_ids[0])
    with screen.steps("Asking", run.rounds * len(turns)) as progress:
        for number in range(run.rounds):
            for of_one_question in turns:
                for turn in turned(of_one_question, number):
                    if turn.failure is None and turn.times.seconds < PATIENCE:
                        tried(turn, turn.take)
                progress.advance(progress.task_ids[0])
    for of_one_question in turns:
        kept(run, of_one_question)


def tried(turn: Turn, step: Callable[[], None]) -> None:
    try:
        step()
    except FAILURES as reason:
        turn.failure = str(reason)
        screen.say(f"{turn.contestant.name} failed at {turn.question.name}: {reason}.")


def kept(run: Run, turns: Sequence[Turn]) -> None:
    """What was measured of one question: nothing, if the program itself failed."""
    run.differences += [
        f"{turn.contestant.name}, {turn.question.name}: {turn.failure}" for turn in turns if turn.failure is not None
    ]
    if turns[0].failure is None:
        run.times[turns[0].question.name] = {turn.contestant.name: turn.times for turn in turns if turn.failure is None}


def turned(turns: Sequence[Turn], by: int) -> list[Turn]:
    start = by % len(turns)
    return [*turns[start:], *turns[:start]]
