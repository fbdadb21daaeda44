"""The medians as a picture: a row for each question, a dot for each contestant, on a logarithmic scale."""

from collections.abc import Iterator
from html import escape
from math import ceil, floor, log10

from benchmarks.figures import Run

LEFT, WIDTH, RIGHT, TOP, ROW = 330, 560, 30, 70, 28
COLOURS = ("#0b5fa5", "#6fa8dc", "#d95f02", "#1b9e77", "#7570b3", "#666666")
MARKS = "font: 12px sans-serif; fill: #222"


def plot(run: Run) -> str:
    """An SVG document that stands on a white ground, so that it reads in the dark too."""
    height = TOP + ROW * len(run.times) + 40
    drawn = "\n".join([*scale(run), *legend(run), *dots(run)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" role="img">\n'
        f"<title>Medians in milliseconds, {run.units:,} units</title>\n"
        f'<rect width="100%" height="100%" fill="#fff"/>\n{drawn}\n</svg>\n'
    )


def bounds(run: Run) -> tuple[int, int]:
    """The powers of ten that all medians lie between."""
    medians = [times.median for answers in run.times.values() for times in answers.values()]
    low = floor(log10(min(medians)))
    return low, max(low + 1, ceil(log10(max(medians))))


def place(milliseconds: float, low: int, high: int) -> float:
    return LEFT + WIDTH * (log10(milliseconds) - low) / (high - low)


def scale(run: Run) -> Iterator[str]:
    low, high = bounds(run)
    bottom = TOP + ROW * len(run.times)
    for power in range(low, high + 1):
        x = place(10.0**power, low, high)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 10}" y2="{bottom}" stroke="#ddd"/>'
        yield text(x, bottom + 18, f"{10.0**power:g} ms", "middle")


def legend(run: Run) -> Iterator[str]:
    x = 20.0
    for number, name in enumerate(run.servers):
        yield dot(x, 25, number)
        yield text(x + 12, 29, name, "start")
        x += 40 + 7.2 * len(name)


def dots(run: Run) -> Iterator[str]:
    low, high = bounds(run)
    for row, (question, answers) in enumerate(run.times.items()):
        y = TOP + ROW * row + ROW / 2
        yield text(LEFT - 14, y + 4, question, "end")
        yield f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#eee"/>'
        for number, name in reversed([*enumerate(run.servers)]):
            if name in answers:
                yield dot(place(answers[name].median, low, high), y, number)


def dot(x: float, y: float, number: int) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{COLOURS[number % len(COLOURS)]}"/>'


def text(x: float, y: float, said: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{MARKS}">{escape(said)}</text>'
