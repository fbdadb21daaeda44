"""The contestants take turns: in every round each question is asked of each of them, in another order each time."""

from collections.abc import Sequence
from itertools import islice
from time import perf_counter

from benchmarks import screen
from benchmarks.contestant import Asking, Contestant
from benchmarks.figures import Run, Times
from benchmarks.questions import Question

WARM_UP_SECONDS = 2.0
"""At most; and no more asks than are timed."""

PATIENCE = 60.0
"""Seconds that one contestant is timed with one question; after that, what was measured has to do."""

Turn = tuple[Contestant, Asking, Times]


def timed(run: Run, asked: Sequence[tuple[Question, Sequence[Contestant]]]) -> None:
    """Fills `run.times`. `asked`: each question with those who answer it rightly."""
    turns: list[list[Turn]] = []
    with screen.steps("Warming up", len(asked)) as progress:
        for question, answering in asked:
            turns.append([warmed_up(contestant, question, run.rounds) for contestant in answering])
            run.times[question.name] = {contestant.name: times for contestant, _, times in turns[-1]}
            progress.advance(progress.task_ids[0])
    with screen.steps("Asking", run.rounds * len(asked)) as progress:
        for turn in range(run.rounds):
            for answering_in_turn in turns:
                for contestant, asking, times in turned(answering_in_turn, turn):
                    if times.seconds < PATIENCE:
                        contestant.be_ready()
                        times.milliseconds.append(taken(asking, times))
                progress.advance(progress.task_ids[0])


def warmed_up(contestant: Contestant, question: Question, most: int) -> Turn:
    """Asked some times unmeasured: servers compile, prepare statements, fill their caches. Of pages only the first."""
    asking, times = contestant.asking(question), Times()
    contestant.be_ready()
    times.statements = contestant.statements(question)
    if question.pages:
        contestant.first(question)
        return contestant, asking, times
    began = perf_counter()
    for _ in range(most):
        asking()
        if perf_counter() - began > WARM_UP_SECONDS:
            break
    return contestant, asking, times


def taken(asking: Asking, times: Times) -> float:
    began = perf_counter()
    size = asking()
    ended = perf_counter()
    times.kilobytes = size / 1000
    return (ended - began) * 1000


def turned(turns: Sequence[Turn], by: int) -> list[Turn]:
    start = by % len(turns) if turns else 0
    return [*islice(turns, start, None), *turns[:start]]
