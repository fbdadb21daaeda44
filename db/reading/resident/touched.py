"""What change sets touched: which units, numbers, mailboxes, relations and code lists; and all of that read anew.

What a change set recorded it may have been superseded since, and what it superseded was known up to its own instant:
so what it touched is what is recorded by one of the change sets and still known, and what was superseded at one of
their instants. Each is found by index, however large the register.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from db.reading.resident import facts, stored
from db.reading.resident.line import Line
from db.reading.resident.loading import by_either, by_holder, by_number, by_unit, code_values, gather, in_time
from db.reading.resident.material import Material
from db.reading.resident.meanings import Meanings
from db.reading.resident.revision import Revision
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, LocationNumber
from domain.relations import Relation
from domain.units import Unit

MOST = 20_000
"""Things touched, from which on it is quicker to read the register anew."""

MOST_CHANGE_SETS = 1_000

K = TypeVar("K")
T = TypeVar("T")

Touched = defaultdict[str, list[str]]
"""By what it is (units, holders, mailboxes, related, code_lists) the codes of what was touched, as texts."""


class Since(NamedTuple):
    """What was recorded after a change set: each newer one with its instant, as text. `recorded` is that of the change
    set itself; none, if there is no such change set. `identity`: of which register this is."""

    identity: UUID
    recorded: datetime | None
    newer: list[tuple[int, str]]


# One row whatever there is.
SINCE = """
SELECT feed.identity, told.id, told.recorded
FROM feed LEFT JOIN LATERAL (
    SELECT id, recorded FROM change_set WHERE id >= %(number)s ORDER BY id LIMIT %(most)s
) AS told ON true
ORDER BY told.id
"""


def _differing(what: str, column: str, table: str) -> str:
    return (
        f"SELECT '{what}', {column}::text FROM {table} WHERE change_set = ANY(%(ids)s::bigint[])"
        f" UNION SELECT '{what}', {column}::text FROM {table}_archive"
        " WHERE upper(known) = ANY(%(instants)s::timestamptz[])"
    )


# A number's life is that of all its versions: who holds one of the others tells of it too.
TOUCHED = f"""
WITH number AS MATERIALIZED (
    SELECT gln, holder FROM location_number_version WHERE change_set = ANY(%(ids)s::bigint[])
    UNION SELECT gln, holder FROM location_number_version_archive
    WHERE upper(known) = ANY(%(instants)s::timestamptz[])
)
SELECT what, one FROM (
    {_differing("units", "sor_code", "unit")}
    UNION {_differing("units", "sor_code", "unit_version")}
    UNION SELECT 'holders', holder::text FROM number
    UNION SELECT 'holders', holder::text FROM location_number_version WHERE gln = ANY(ARRAY(SELECT gln FROM number))
    UNION {_differing("mailboxes", "gln", "message_capability")}
    UNION {_differing("related", "sor_code", "unit_relation")}
    UNION {_differing("related", "other", "unit_relation")}
    UNION {_differing("code_lists", "list", "code_value")}
) AS touched (what, one) LIMIT %(most)s
"""


def since(line: Line, number: int) -> Since:
    """One statement: what was recorded after a change set, 0 for the beginning."""
    rows = line.rows(SINCE, {"number": number, "most": MOST_CHANGE_SETS + 2})
    told = [(row[1], row[2]) for row in rows if row[1] is not None]
    here = next((recorded for id_, recorded in told if id_ == number), None)
    newer = [(id_, recorded) for id_, recorded in told if id_ > number]
    return Since(UUID(rows[0][0]), here and datetime.fromisoformat(here), newer)


def touched(line: Line, since: Since) -> Touched:
    """One statement."""
    given = {"ids": [id_ for id_, _ in since.newer], "instants": [recorded for _, recorded in since.newer]}
    found: Touched = defaultdict(list)
    for what, one in line.rows(TOUCHED, {**given, "most": MOST + 1}):
        found[what].append(one)
    return found


def material(line: Line, since: Since, touched: Touched, revision: Revision) -> Material:
    """All that was touched, as it stands in the view that is open on the line."""
    meanings = Meanings()
    last, recorded = since.newer[-1]
    units = _units(line, touched["units"], meanings)
    told = [unit for versions in units.values() for unit in versions]
    postal = {id_ for unit in told for id_ in (unit.postal, unit.visiting, unit.activity) if id_ is not None}
    electronic = {unit.electronic for unit in told if unit.electronic is not None}
    return Material(
        number=last,
        recorded=meanings.instant[recorded],
        units=units,
        numbers=_numbers(line, touched["holders"], meanings),
        capabilities=_capabilities(line, touched["mailboxes"], meanings),
        relations=_relations(line, touched["related"], meanings),
        addresses=_missing(
            line, stored.addresses(only=True), facts.addresses, _new(postal, revision.addresses), meanings
        ),
        electronic_addresses=_missing(
            line,
            stored.electronic_addresses(only=True),
            facts.electronic_addresses,
            _new(electronic, revision.electronic_addresses),
            meanings,
        ),
        code_values=code_values(line, meanings) if touched["code_lists"] else None,
    )


def _units(line: Line, codes: list[str], meanings: Meanings) -> dict[SorCode, tuple[Unit, ...]]:
    told: dict[SorCode, tuple[Unit, ...]] = {meanings.whole[code]: () for code in codes}
    if codes:
        facts.lives(line.lines(stored.lives(only=True), {"codes": codes}), meanings)
        lines = line.lines(stored.versions(only=True), {"codes": codes})
        gather(told, by_unit, facts.units(lines, meanings))
    return told


def _numbers(line: Line, holders: list[str], meanings: Meanings) -> dict[SorCode, tuple[LocationNumber, ...]]:
    told: dict[SorCode, tuple[LocationNumber, ...]] = {meanings.whole[code]: () for code in holders}
    if holders:
        lines = line.lines(stored.numbers(only=True), {"codes": holders})
        gather(told, by_holder, [one for one in facts.numbers(lines, meanings) if one.holder in told])
    return in_time(told)


def _capabilities(line: Line, glns: list[str], meanings: Meanings) -> dict[Gln, tuple[Capability, ...]]:
    told: dict[Gln, tuple[Capability, ...]] = {meanings.text[gln]: () for gln in glns}
    if glns:
        lines = line.lines(stored.capabilities(only=True), {"glns": glns})
        gather(told, by_number, facts.capabilities(lines, meanings))
    return told


def _relations(line: Line, codes: list[str], meanings: Meanings) -> dict[SorCode, tuple[Relation, ...]]:
    told: dict[SorCode, tuple[Relation, ...]] = {meanings.whole[code]: () for code in codes}
    if codes:
        lines = line.lines(stored.relations(only=True), {"codes": codes})
        gather(told, by_either, facts.relations(lines, meanings))
    return told


def _missing(
    line: Line,
    statement: str,
    read: Callable[[Sequence[str], Meanings], dict[K, T]],
    ids: Collection[K],
    meanings: Meanings,
) -> dict[K, T]:
    return read(line.lines(statement, {"ids": [*ids]}), meanings) if ids else {}


def _new(ids: Collection[K], known: Mapping[K, T]) -> list[K]:
    # One by one: a difference of sets would look at all that is known.
    return [id_ for id_ in ids if id_ not in known]
