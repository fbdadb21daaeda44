"""Words and facts that synthetic registers draw from, each list a CSV file with a header."""

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str, package: str = __name__) -> tuple[dict[str, str], ...]:
    """The lines of `<name>.csv` in a package, each by its header."""
    text = files(package).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
