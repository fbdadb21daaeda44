"""Material for revisions: read by the postgres reader, question by question, or made of a register's lives."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import text

from db.reading.postgres import PostgresReader
from db.reading.resident.called import BITS, SIZE
from db.reading.resident.material import Material
from db.reading.resident.revision import Revision
from db.reading.snapshot import Snapshot
from domain.addresses import Address, ElectronicAddress
from domain.chronicles import Chronicle
from domain.code_lists import CodeList
from domain.periods import Moment
from domain.records import Lives
from domain.units import Unit
from tests import naive
from tests.registers import ADDRESSES, ELECTRONIC_ADDRESSES

ANY = Moment(date(2020, 1, 1))


async def read(db: Snapshot) -> Material:
    """All there is in a view."""
    reader = PostgresReader(db)
    codes = [code for (code,) in await db.rows(text("SELECT sor_code FROM unit ORDER BY sor_code"))]
    others = [code for (code,) in await db.rows(text("SELECT other FROM unit_relation ORDER BY other"))]
    glns = [gln for (gln,) in await db.rows(text("SELECT gln FROM location_number ORDER BY gln"))]
    [(number,)] = await db.rows(text("SELECT coalesce(max(id), 0) FROM change_set"))
    histories = await reader.histories(codes, ANY)
    numbers = await reader.number_histories(codes, ANY)
    capabilities = await reader.capability_histories(glns, ANY)
    met = [*dict.fromkeys([*codes, *others])]
    relations = await reader.relation_histories(met, ANY)
    return Material(
        number=number,
        recorded=(await reader.totals()).changed,
        units={code: tuple(one.unit for one in told) for code, told in zip(codes, histories, strict=True)},
        numbers=_told(codes, numbers),
        capabilities=_told(glns, capabilities),
        relations=_told(met, relations),
        addresses=await _postal(db),
        electronic_addresses=await _electronic(db),
        code_values=await _code_values(db),
    )


def made_of(register: Lives, number: int = 0) -> Material:
    """The same of a register that was never stored."""
    codes = [life.sor_code for life in register.units]
    glns = [life.gln for life in register.numbers]
    return Material(
        number=number,
        recorded=None,
        units={life.sor_code: tuple(naive.unit_versions(life)) for life in register.units},
        numbers={code: naive.numbers_held(register, code) for code in codes},
        relations={code: naive.relations(register, code) for code in codes},
        capabilities={gln: tuple(one for one in register.capabilities if one.gln == gln) for gln in glns},
        addresses={address.id: address for address in (*ADDRESSES, *register.addresses)},
        electronic_addresses={address.id: address for address in ELECTRONIC_ADDRESSES},
        code_values={},
    )


def change(before: Material, after: Material) -> Material:
    """What has to be told of one to make the other of it."""
    return replace(
        after,
        units=_change(before.units, after.units),
        numbers=_change(before.numbers, after.numbers),
        capabilities=_change(before.capabilities, after.capabilities),
        relations=_change(before.relations, after.relations),
        code_values=None if before.code_values == after.code_values else after.code_values,
    )


def contents(register: Revision) -> Mapping[str, Any]:
    """Everything that is kept in a revision, to be compared."""
    return {
        "number": (register.number, register.recorded),
        "entries": {
            code: (entry.edges, entry.said, entry.numbers, entry.below.versions, entry.below.settled, entry.below.last)
            for code, entry in register.entries.items()
        },
        "sizes": [len(kept) for kept in (register.entries, register.by_name, register.by_code, register.numbers)],
        "numbers": dict(register.numbers.items()),
        "capabilities": dict(register.capabilities.items()),
        "relations": dict(register.relations.items()),
        "known": {system: dict(people.items()) for system, people in register.known.items()},
        "lives": {kind: dict(days.items()) for kind, days in register.lives.items()},
        "by name": [*register.by_name.after(None)],
        "called": _called(register),
        "stating": register.stating
        and [{where: [*codes] for where, codes in known.items()} for known in register.stating],
        "by code": [*register.by_code.after(None)],
        "code values": register.code_values,
    }


def _called(register: Revision) -> Mapping[str, Any]:
    """Who ever had each name, as it is found by its words; names that nobody has any longer are known nowhere else."""
    called, words = register.called, register.called.words
    named = {name: words.number(name) for name in {unit.name for unit in called.versions()}}
    for name, number in named.items():
        assert number is not None, name
        compared = register.names.compared(name)
        assert words.compared(number) == compared
        assert all(any(number in those for those in words.having(word)) for word in compared.split(" "))
    told = {
        name: (
            [*called.blocks[number >> BITS].names[number & SIZE - 1]],
            [*called.blocks[number >> BITS].left.versions.get(number & SIZE - 1, ())],
        )
        for name, number in named.items()
        if number is not None
    }
    assert sum(len(held) for held, _ in told.values()) == sum(1 for _ in called.versions())
    assert sum(len(left) for _, left in told.values()) == sum(
        _left(entry.versions) for _, entry in register.entries.items()
    )
    return told


def _left(versions: Sequence[Unit]) -> int:
    """How many versions of a unit are followed by one with another name."""
    return sum(any(one.name != later.name for later in versions[place + 1 :]) for place, one in enumerate(versions))


def told(answer: Any) -> Any:
    """An answer in which it makes no difference whether a chronicle's parts are lists."""
    if isinstance(answer, list):
        return [told(one) for one in answer]
    if not isinstance(answer, Chronicle):
        return answer
    return (
        answer.sor_code,
        {code: tuple(versions) for code, versions in answer.versions.items()},
        {code: tuple(numbers) for code, numbers in answer.numbers.items()},
    )


def _change(before: Mapping[Any, tuple[Any, ...]], after: Mapping[Any, tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    keys = before.keys() | after.keys()
    return {key: after.get(key, ()) for key in keys if before.get(key, ()) != after.get(key, ())}


def _told(keys: Iterable[Any], answers: Iterable[Iterable[Any]]) -> dict[Any, tuple[Any, ...]]:
    return {key: tuple(answer) for key, answer in zip(keys, answers, strict=True)}


async def _postal(db: Snapshot) -> dict[Any, Address]:
    ids = [id_ for (id_,) in await db.rows(text("SELECT id FROM address ORDER BY id"))]
    found = await PostgresReader(db).addresses(ids)
    return {id_: address for id_, address in zip(ids, found, strict=True) if address is not None}


async def _electronic(db: Snapshot) -> dict[Any, ElectronicAddress]:
    ids = [id_ for (id_,) in await db.rows(text("SELECT id FROM electronic_address ORDER BY id"))]
    found = await PostgresReader(db).electronic_addresses(ids)
    return {id_: address for id_, address in zip(ids, found, strict=True) if address is not None}


async def _code_values(db: Snapshot) -> dict[Any, Any]:
    """Each value as on all the days on which one begins."""
    starts = await db.rows(text("SELECT DISTINCT lower(valid) AS day FROM code_value ORDER BY day"))
    values: defaultdict[Any, dict[Any, None]] = defaultdict(dict)
    for (day,) in starts:
        for code_list in CodeList:
            for value in await PostgresReader(db).code_list(code_list, Moment(day)):
                values[value.list, value.code][value] = None
    return {key: tuple(every) for key, every in values.items()}
