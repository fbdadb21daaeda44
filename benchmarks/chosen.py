"""Which units the questions are about: chosen from the register at hand, the same ones every time."""

from collections.abc import Iterable
from datetime import date
from itertools import chain, zip_longest
from typing import Any, NamedTuple

import psycopg

from benchmarks import questions as words
from benchmarks.questions import Question

TREES = (750, 1_500, 12_000)
"""Units that the trees asked for have, as nearly as the register has them."""

MANY = 100

SPREAD = """
SELECT sor_code::text FROM (
    SELECT sor_code, row_number() OVER (ORDER BY place) AS number, count(*) OVER () AS in_all
    FROM peers.unit WHERE depth >= 2
) AS deep WHERE number %% greatest(1, in_all / %(most)s) = 0 ORDER BY number LIMIT %(most)s
"""

KNOWN_BY = {"shak": "shak", "pNumber": "p_number", "gln": "own_gln"}

TEXTS = """
SELECT substr(folded_name, 1, 6) FROM peers.unit WHERE folded_name ~ '^[a-z]{6}' AND depth >= 2
GROUP BY 1 ORDER BY abs(count(*) - coalesce(%(units)s::bigint, 1000000000)), 1 LIMIT 1
"""


class Tree(NamedTuple):
    sor_code: str
    units: int
    levels: int


def questions(database: psycopg.Connection[Any], today: date) -> list[Question]:
    """Every question with its variables."""
    codes = spread(database, MANY)
    known = [{"sorCode": code} for code in codes]
    return [
        Question("one", "one unit with effective address and number", words.ONE, {"code": codes[0]}),
        Question("past", "one unit three years ago", words.PAST, past(database, codes, today), note=PAST_NOTE),
        Question("upward", f"{len(known)} units, their ancestors", words.UPWARD, {"keys": known}),
        Question("mixed", "100 mixed identifiers", words.MIXED, {"keys": mixed(database, codes)}),
        Question("page", "a page of 100 with parent, type, effective values", words.PAGE, {}),
        Question("search", "search for part of a name", words.SEARCH, {"text": text(database, 300)}, note=SEARCH_NOTE),
        Question("search", "search for a frequent word", words.SEARCH, {"text": text(database, None)}),
        *chain.from_iterable(of_tree(tree) for tree in trees(database)),
        Question("all", "all units, in pages of 10,000", words.ALL, {}, pages=True),
        Question("change", "a change of a name", words.CHANGE, {"code": codes[-1]}, writes=True, note=CHANGE_NOTE),
    ]


PAST_NOTE = "Peers ask a function of the database that works it out from the register's versions."
SEARCH_NOTE = "Peers look in names only; the program also among numbers, and grades the same."
CHANGE_NOTE = (
    "Peers update one row. The program asks for permission and rules, keeps what was, tells the feed, and says whom "
    "the change has consequences for."
)


def past(database: psycopg.Connection[Any], codes: list[str], today: date) -> dict[str, Any]:
    """Of a unit that was there on the day."""
    at = f"{today.year - 3}-06-01"
    there = database.execute(
        "SELECT min(sor_code)::text FROM unit_version WHERE sor_code = ANY(%s::bigint[]) AND valid @> %s::date",
        [codes, at],
    ).fetchone()
    return {"code": there[0] if there else codes[0], "at": at}


def of_tree(tree: Tree) -> Iterable[Question]:
    size, code = f"{tree.units:,} units, {tree.levels + 1} levels", {"code": tree.sor_code}
    yield Question(f"nested {tree.levels}", f"a tree of {size}, nested", words.nested(tree.levels), code)
    yield Question("flat", f"a tree of {size}, flat", words.FLAT, code)


def spread(database: psycopg.Connection[Any], most: int) -> list[str]:
    """Codes of so many units, evenly from the whole register."""
    return [code for (code,) in database.execute(SPREAD, {"most": most})]


def mixed(database: psycopg.Connection[Any], codes: list[str]) -> list[dict[str, str]]:
    """SOR codes, SHAK codes, P-numbers and location numbers in turn, each of one unit only."""
    known = {"sorCode": codes[: MANY // 4]}
    for system, column in KNOWN_BY.items():
        only = f"""
            SELECT {column} FROM peers.unit WHERE {column} IS NOT NULL
            GROUP BY {column} HAVING count(*) = 1 ORDER BY min(place) LIMIT {MANY // 4}
        """
        known[system] = [number for (number,) in database.execute(only)]
    turns = zip_longest(*([{system: number} for number in numbers] for system, numbers in known.items()))
    return [key for turn in turns for key in turn if key is not None]


def text(database: psycopg.Connection[Any], units: int | None) -> str:
    """The beginning of names that about so many units have, or the most, as part of a name."""
    found = database.execute(TEXTS, {"units": units}).fetchone()
    assert found is not None, "a register has names"
    return f"*{found[0]}*"


def trees(database: psycopg.Connection[Any]) -> list[Tree]:
    """Of each size asked for the nearest one; in a small register sizes fall together."""
    all_of_them = list(sized(database.execute("SELECT sor_code::text, depth FROM peers.unit ORDER BY place")))
    nearest = (min(all_of_them, key=lambda tree: (abs(tree.units - size), tree.sor_code)) for size in TREES)
    return list(dict.fromkeys(nearest))


def sized(depth_first: Iterable[tuple[str, int]]) -> Iterable[Tree]:
    """How many units and levels are below each, told from the depths of units in depth-first order."""
    open_ones: list[tuple[str, int, int, int]] = []  # code, depth, place, deepest below
    place = 0
    for place, (code, depth) in enumerate(chain(depth_first, [("", -1)])):
        while open_ones and open_ones[-1][1] >= depth:
            above, its_depth, its_place, deepest = open_ones.pop()
            yield Tree(above, place - its_place, deepest - its_depth)
            if open_ones:
                code_above, depth_above, place_above, deepest_above = open_ones[-1]
                open_ones[-1] = (code_above, depth_above, place_above, max(deepest_above, deepest))
        open_ones.append((code, depth, place, depth))
