"""All of the register read at once, in one view. In a thread of its own: others have their turns meanwhile."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from db.reading.resident import facts, stored
from db.reading.resident.line import Line
from db.reading.resident.material import CodeKey, Material
from db.reading.resident.meanings import Meanings
from domain.code_lists import CodeValue
from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber

K = TypeVar("K")
T = TypeVar("T")

by_unit = attrgetter("sor_code")
by_holder = attrgetter("holder")
by_number = attrgetter("gln")
by_either = attrgetter("unit")
by_code = attrgetter("list", "code")


class Standing(NamedTuple):
    """How far a view goes: its newest change set, 0 if there is none, and of which register it is."""

    number: int
    recorded: datetime | None
    identity: UUID


_STANDING = """
SELECT coalesce(last.id, 0), last.recorded, feed.identity
FROM feed LEFT JOIN LATERAL (SELECT id, recorded FROM change_set ORDER BY id DESC LIMIT 1) AS last ON true
"""
_COUNT = "SELECT count(*) FROM (SELECT FROM unit_version LIMIT %(limit)s::bigint) AS counted"


def standing(line: Line) -> Standing:
    [(number, recorded, identity)] = line.rows(_STANDING)
    return Standing(number, recorded and datetime.fromisoformat(recorded), UUID(identity))


def size(line: Line, limit: int | None) -> int:
    """How many versions of units there are; one more than the limit stands for all that are more."""
    [(count,)] = line.rows(_COUNT, {"limit": None if limit is None else limit + 1})
    return int(count)


def everything(line: Line, view: Standing) -> Material:
    """All there is in the view that is open on the line. Raises `psycopg.Error`."""
    meanings = Meanings()
    for lines in line.batches(stored.lives()):
        facts.lives(lines, meanings)
    units = _gathered(line, stored.versions(), facts.units, by_unit, meanings)
    meanings.unit.clear()
    numbers: dict[SorCode, tuple[LocationNumber, ...]] = {}
    gather(numbers, by_holder, facts.numbers([*chain.from_iterable(line.batches(stored.numbers()))], meanings))
    return Material(
        number=view.number,
        recorded=view.recorded,
        units=units,
        numbers=in_time(numbers),
        capabilities=_gathered(line, stored.capabilities(), facts.capabilities, by_number, meanings),
        relations=_gathered(line, stored.relations(), facts.relations, by_either, meanings),
        addresses=_known(line, stored.addresses(), facts.addresses, meanings),
        electronic_addresses=_known(line, stored.electronic_addresses(), facts.electronic_addresses, meanings),
        code_values=code_values(line, meanings),
    )


def code_values(line: Line, meanings: Meanings) -> dict[CodeKey, tuple[CodeValue, ...]]:
    told: dict[CodeKey, tuple[CodeValue, ...]] = {}
    gather(told, by_code, facts.code_values(line.lines(stored.CODE_VALUES), meanings))
    return told


def gather(told: dict[K, tuple[T, ...]], key: Callable[[T], K], those: Iterable[T]) -> None:
    """Each to what is told under its key already, in the order in which they come."""
    for of, alike in groupby(those, key):
        told[of] = (*told.get(of, ()), *alike)


def in_time(numbers: Mapping[SorCode, tuple[LocationNumber, ...]]) -> dict[SorCode, tuple[LocationNumber, ...]]:
    return {
        holder: told if len(told) == 1 else tuple(sorted(told, key=lambda one: (one.valid.start, one.gln)))
        for holder, told in numbers.items()
    }


def _gathered(
    line: Line,
    statement: str,
    read: Callable[[Any, Meanings], list[T]],
    key: Callable[[T], K],
    meanings: Meanings,
) -> dict[K, tuple[T, ...]]:
    told: dict[K, tuple[T, ...]] = {}
    for lines in line.batches(statement):
        gather(told, key, read(lines, meanings))
    return told


def _known(line: Line, statement: str, read: Callable[[Any, Meanings], dict[K, T]], meanings: Meanings) -> dict[K, T]:
    told: dict[K, T] = {}
    for lines in line.batches(statement):
        told |= read(lines, meanings)
    return told
