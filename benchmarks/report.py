"""What was measured, as tables: on the terminal and in docs/benchmarks.md."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.table import Table

from benchmarks import plot
from benchmarks.data import today_in_denmark
from benchmarks.figures import Crowded, Run, Times

DOCS = Path(__file__).parents[1] / "docs"
Rows = Iterable[Sequence[str]]

INTRODUCTION = """# Benchmarks

`make bench` starts the program beside its peers on the same synthetic register and asks all of them the same
questions in turn, in one run (docs/adr/0014). Medians in milliseconds; in brackets how many times what the program
took. An answer is measured from the first byte sent to the last one received over a connection that stays open; every
server is one process. All answers were compared before they were timed.

Peers read a plain table of today's units in which effective values are already worked out (`benchmarks/today.sql`),
which spares them what the program does at every question: versions by day, inheritance, who may see what.
"""


def shown(run: Run) -> list[Table]:
    """The tables on the terminal."""
    tables = [("Median milliseconds", medians(run)), ("99th percentile; statements", tails(run))]
    tables += [("Servers", held(run))]
    return [drawn(title, table) for title, table in tables]


def written(runs: Sequence[Run], machine: str, versions: str, load: float) -> None:
    """docs/benchmarks.md and its plots."""
    parts = [
        INTRODUCTION,
        f"Measured {today_in_denmark()} on {machine} (load before: {load:.1f}).  \n{versions}.\n",
    ]
    for run in runs:
        picture = DOCS / f"benchmarks-{run.units}.svg"
        picture.write_text(plot.plot(run))
        parts += [f"## {run.units:,} units\n", f"![Medians on a logarithmic scale]({picture.name})\n"]
        parts += [markdown(medians(run)), "99th percentiles in milliseconds, and statements in the database:\n"]
        parts += [markdown(tails(run)), "Servers:\n", markdown(held(run)), remarks(run)]
    (DOCS / "benchmarks.md").write_text("\n".join(parts))


def remarks(run: Run) -> str:
    said = [*run.notes, *lengths(run), *(f"{name} is left out: {reason}." for name, reason in run.left_out.items())]
    said += [f"Not told, as it differs or failed: {difference}." for difference in run.differences]
    return "".join(f"- {remark}\n" for remark in said)


def medians(run: Run) -> Rows:
    names = list(run.servers)
    yield ["question", "kB", *names]
    for question, times in run.times.items():
        ours = times[names[0]]
        cells = (ratio(times.get(name), ours) for name in names[1:])
        yield [question, f"{ours.kilobytes:,.1f}", milliseconds(ours.median), *cells]
    for clients, crowd in run.crowds.items():
        rates = (rate(crowd.get(name), crowd[names[0]]) for name in names)
        yield [f"single lookups, answers a second, {clients} clients", "", *rates]


def tails(run: Run) -> Rows:
    names = list(run.servers)
    yield ["question", *names]
    for question, times in run.times.items():
        yield [question, *(tail(times.get(name)) for name in names)]
    for clients, crowd in run.crowds.items():
        yield [f"single lookups, {clients} clients", *(slowest(crowd.get(name)) for name in names)]


def held(run: Run) -> Rows:
    yield ["", "seconds from start to first answer", "MB then", "MB at last"]
    for server in run.servers.values():
        yield [server.name, f"{server.started:.1f}", megabytes(server.megabytes), megabytes(server.megabytes_at_last)]


def lengths(run: Run) -> Iterator[str]:
    """How long the peers' answers are, taken together."""
    program, *others = run.servers
    for name in others:
        both = [(times[name].kilobytes, times[program].kilobytes) for times in run.times.values() if name in times]
        theirs, ours = (sum(sizes) for sizes in zip(*both, strict=True)) if both else (0, 1)
        yield f"{name}: its answers together are {theirs / ours:.2f} times as long as the program's."


def ratio(times: Times | None, ours: Times) -> str:
    return "–" if times is None else f"{milliseconds(times.median)} ({times.median / ours.median:.1f})"


def rate(crowd: Crowded | None, ours: Crowded) -> str:
    if crowd is None or not ours.milliseconds:
        return "–"
    return f"{crowd.rate:,.0f}" if crowd is ours else f"{crowd.rate:,.0f} ({crowd.rate / ours.rate:.2f})"


def slowest(crowd: Crowded | None) -> str:
    return milliseconds(crowd.slowest) if crowd is not None and crowd.milliseconds else "–"


def tail(times: Times | None) -> str:
    if times is None:
        return "–"
    return f"{milliseconds(times.slowest)}; {'?' if times.statements is None else times.statements}"


def milliseconds(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def megabytes(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def drawn(title: str, rows: Rows) -> Table:
    head, *body = rows
    table = Table(*head, title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in body:
        table.add_row(*row)
    return table


def markdown(rows: Rows) -> str:
    head, *body = rows
    lines = [head, ["---", *("---:" for _ in head[1:])], *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
