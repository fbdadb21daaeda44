"""What the reader is asked so that its plans can be looked at: every question, about units of the register at hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg

from benchmarks.chosen import MANY, spread, text
from benchmarks.data import Register
from db.reading.lists import Below, Filter, IdentifierSystem, Order, OrderField, Page, TextMatch
from db.reading.postgres import PostgresReader
from domain.code_lists import CodeList
from domain.feed import BEGINNING, ChangeKind
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.periods import Moment
from domain.units import UnitKind, UnitStatus

Named = tuple[Any, ...]
"""A name, the question and what it is asked with."""

NUMBERS = {
    IdentifierSystem.SHAK: "SELECT shak FROM peers.unit WHERE shak IS NOT NULL",
    IdentifierSystem.P_NUMBER: "SELECT p_number FROM peers.unit WHERE p_number IS NOT NULL",
    IdentifierSystem.GLN: "SELECT own_gln FROM peers.unit WHERE own_gln IS NOT NULL",
    IdentifierSystem.CVR: "SELECT DISTINCT cvr FROM unit_version WHERE cvr IS NOT NULL",
    IdentifierSystem.YDERNUMMER: "SELECT DISTINCT provider_numbers[1] FROM unit_version WHERE provider_numbers <> '{}'",
    IdentifierSystem.PHARMACY: "SELECT DISTINCT pharmacy_number FROM unit_version WHERE pharmacy_number IS NOT NULL",
    IdentifierSystem.LOCAL: "SELECT DISTINCT local_code FROM unit_version WHERE local_code IS NOT NULL",
}
IDS = {
    ("addresses", PostgresReader.addresses): "SELECT DISTINCT postal FROM unit_version WHERE postal IS NOT NULL",
    (
        "electronic addresses",
        PostgresReader.electronic_addresses,
    ): "SELECT DISTINCT electronic FROM unit_version WHERE electronic IS NOT NULL",
}
LARGEST = """
SELECT sor_code FROM (
    SELECT sor_code, depth, lead(place) OVER (ORDER BY place) - place AS units FROM peers.unit WHERE depth <= 1
) AS tree WHERE depth = 1 ORDER BY units DESC NULLS LAST, sor_code LIMIT 1
"""
ALL, BY_NAME, PAGE = Filter(), Order(), Page(100)


def asked_of(register: Register) -> Iterator[Named]:
    """Each question with its name and what a reader is asked with it."""
    with psycopg.connect(register.address) as database:
        codes = [SorCode(int(code)) for code in spread(database, MANY)]
        now = Moment(register.today)
        [root] = some(database, LARGEST)
        yield from lookups(database, codes, now)
        yield from of_trees(codes, root, now)
        yield from lists(codes, root, now)
        yield from searches(database, root, now)
        yield from of_time(codes, now)


def lookups(database: psycopg.Connection[Any], codes: list[SorCode], now: Moment) -> Iterator[Named]:
    for moment, when in ((now, ""), (Moment(now.at, datetime.now(UTC)), " as known now")):
        yield f"100 units{when}", PostgresReader.units, codes, moment
        yield f"paths of 100 units{when}", PostgresReader.paths, codes, moment
        yield f"own numbers of 100 units{when}", PostgresReader.own_numbers, codes, moment
        yield f"relations of 100 units{when}", PostgresReader.relations, codes, moment
    for system, statement in NUMBERS.items():
        known = some(database, statement)
        yield f"{len(known)} known by {system.value}", PostgresReader.identified, system, known, now
    glns = [Gln(one) for one in some(database, NUMBERS[IdentifierSystem.GLN])]
    yield "100 location numbers", PostgresReader.numbers, glns, now
    yield "messages of 100 location numbers", PostgresReader.capabilities, glns, now
    for (name, asking), statement in IDS.items():
        ids = some(database, statement)
        yield f"100 {name}", asking, ids
    types = some(database, "SELECT DISTINCT type FROM unit_version WHERE type IS NOT NULL")
    keys = [(CodeList.UNIT_TYPE, one) for one in types]
    yield f"{len(keys)} code values", PostgresReader.code_values, keys, now
    yield "a code list", PostgresReader.code_list, CodeList.UNIT_TYPE, now


def of_trees(codes: list[SorCode], root: SorCode, now: Moment) -> Iterator[Named]:
    for field in OrderField:
        yield f"children of 100 units by {field.value}", PostgresReader.children, codes, now, ALL, Order(field), PAGE
    filtered = Filter(kinds=(UnitKind.ORGANIZATIONAL_UNIT,), statuses=(UnitStatus.ACTIVE,), name_contains="afd")
    yield "children of 100 units, filtered", PostgresReader.children, codes, now, filtered, BY_NAME, PAGE
    yield "numbers of children of 100 units", PostgresReader.child_counts, codes, now, ALL
    yield "a large subtree", PostgresReader.subtree, root, now, ALL, Page(50_000), None
    yield "a large subtree, counted", PostgresReader.subtree_count, root, now, ALL, None
    yield "descendants of a large tree", PostgresReader.descendants, [root], now, ALL, BY_NAME, PAGE, None
    yield "descendants, counted", PostgresReader.descendant_counts, [root], now, ALL, None
    for stated in InheritableField:
        name = stated.name.lower().replace("_", " ")
        yield f"heirs of {name}", PostgresReader.heirs, [root, *codes[:9]], stated, now, PAGE, False
        yield f"heirs of {name}, counted", PostgresReader.heir_counts, [root, *codes[:9]], stated, now, False


def lists(codes: list[SorCode], root: SorCode, now: Moment) -> Iterator[Named]:
    for field in OrderField:
        yield f"units by {field.value}", PostgresReader.find, now, ALL, Order(field), PAGE
    for name, asked in filters(codes, root).items():
        yield f"units {name}", PostgresReader.find, now, asked, BY_NAME, PAGE
        yield f"units {name}, counted", PostgresReader.count, now, asked
    yield "units, counted", PostgresReader.count, now, ALL
    yield (
        "the register as a whole",
        PostgresReader.totals,
    )


def filters(codes: list[SorCode], root: SorCode) -> dict[str, Filter]:
    return {
        "of a kind": Filter(kinds=(UnitKind.INSTITUTION_OWNER,)),
        "closed": Filter(statuses=(UnitStatus.CLOSED,)),
        "below one": Filter(under=Below((root,))),
        "with a name": Filter(name_contains="plejehjem"),
        "with a number": Filter(identifier=(IdentifierSystem.SHAK, "1301")),
        "in a post code": Filter(post_code=TextMatch(eq="8000")),
        "in a municipality": Filter(municipality=TextMatch(eq="0101")),
        "with an address of their own": Filter(has_own=(InheritableField.VISITING_ADDRESS,)),
        "changed lately": Filter(changed_since=datetime(2100, 1, 1, tzinfo=UTC)),
        "with a speciality": Filter(specialities=("408443003",)),
    }


def searches(database: psycopg.Connection[Any], root: SorCode, now: Moment) -> Iterator[Named]:
    rare, common = text(database, 300), text(database, None)
    name = database.execute("SELECT name FROM peers.unit WHERE sor_code = %s", [root]).fetchone()
    assert name is not None
    for words, what in (
        (rare, "a rare part"),
        (common, "a frequent part"),
        (name[0], "a whole name"),
        ("1301", "a number"),
    ):
        yield (
            f"search for {what} ({words})",
            PostgresReader.search,
            words,
            now,
            ALL,
            False,
            Page(20),
        )
        yield f"search for {what}, counted", PostgresReader.search_count, words, now, ALL, False
    yield "search with former names", PostgresReader.search, rare, now, ALL, True, Page(20)


def of_time(codes: list[SorCode], now: Moment) -> Iterator[Named]:
    one = codes[0]
    yield "histories of 100 units", PostgresReader.histories, codes, now
    yield "chronicles of 100 units", PostgresReader.chronicles, codes, now
    yield "annals of 100 units", PostgresReader.annals, codes, now
    yield "number histories of 100 units", PostgresReader.number_histories, codes, now
    yield "last changes of 100 units", PostgresReader.last_changes, codes
    yield "all that 100 units state", PostgresReader.stated, codes, now, True
    yield "recent changes", PostgresReader.recent_changes, None, now, PAGE
    yield "recent changes below a unit", PostgresReader.recent_changes, one, now, PAGE
    yield "days ahead", PostgresReader.days_ahead, now, None, None, PAGE
    yield "the feed's end", PostgresReader.feed_standing, BEGINNING
    yield "the feed from its beginning", PostgresReader.feed_entries, BEGINNING, None, None, 100
    yield "the feed of a unit", PostgresReader.feed_entries, BEGINNING, one, None, 100
    kinds = [ChangeKind.UNIT_CLOSED]
    yield "the feed of one kind", PostgresReader.feed_entries, BEGINNING, None, kinds, 100


def some(database: psycopg.Connection[Any], statement: str) -> list[Any]:
    """At most so many of what a statement gives, the same ones every time."""
    chosen = f"SELECT * FROM ({statement}) AS known (value) ORDER BY md5(value::text) LIMIT {MANY}"
    return [value for (value,) in database.execute(chosen.encode())]
