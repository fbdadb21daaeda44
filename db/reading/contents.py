"""Content hashes of trees: the units of some trees in one statement, what is told of them, and all folded upwards."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    all_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    true,
)

from db.reading import days, rows, standing, whole
from db.reading.below import CODES
from db.reading.snapshot import Snapshot
from db.reading.sources import parameters
from db.reading.standing import Reading
from db.reading.written import kept
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.contents import Beside, Hashed, Told, address, content, electronic_address, hashed, own_hash
from domain.identifiers import Gln, SorCode
from domain.location_numbers import Capability, LocationNumber
from domain.periods import Moment
from domain.relations import Relation
from domain.units import Unit

TURN = 200
"""Units after which others have their turn."""

MOST = bindparam("most", type_=Integer)
AWAY = bindparam("away", type_=ARRAY(BigInteger))
_ALL: ColumnElement[int] = literal_column("0")


class Telling(Protocol):
    """The questions of `telling.Reader` about what is told of a unit beside its version."""

    async def own_numbers(self, codes: Sequence[SorCode], moment: Moment) -> list[LocationNumber | None]: ...
    async def capabilities(self, glns: Sequence[Gln], moment: Moment) -> list[list[Capability]]: ...
    async def relations(self, codes: Sequence[SorCode], moment: Moment) -> list[list[Relation]]: ...
    async def addresses(self, ids: Sequence[AddressId]) -> list[Address | None]: ...
    async def electronic_addresses(self, ids: Sequence[ElectronicAddressId]) -> list[ElectronicAddress | None]: ...


class Trees(NamedTuple):
    """Units whose hashes are to be found, each once; the codes of those in force directly `below` each; and those
    whose hashes are `known`, of which nothing else is told."""

    units: dict[SorCode, Unit]
    below: dict[SorCode, list[SorCode]]
    known: dict[SorCode, Hashed]


async def trees(db: Snapshot, tops: Sequence[Unit], moment: Moment, most: int) -> Trees | None:
    """All below some units, in one statement; None of more than `most` in all."""
    met = {unit.sor_code: unit for unit in tops}
    away = [unit.sor_code for unit in tops if not unit.valid.covers(moment.at)]
    given = parameters(moment, codes=[*met], away=away, most=most + 1)
    found = await db.rows(_all_below(standing.in_force(moment)), given)
    if found[0][rows.WIDTH] > most:
        return None
    below: defaultdict[SorCode, list[SorCode]] = defaultdict(list)
    for unit in rows.units([row for row in found if row[rows.CODE] is not None]):
        met[unit.sor_code] = unit
        if unit.parent is not None:
            below[unit.parent].append(unit.sor_code)
    return Trees(met, below, {})


async def hashes(
    telling: Telling, trees: Trees, tops: Sequence[Unit | None], moment: Moment, at_once: int
) -> list[Hashed | None]:
    """The hash of each of `tops`. What is found on the way is known from then on, except of units that go round.

    `at_once`: of how many units it is asked at once what else is told of them."""
    own: dict[SorCode, str] = {}
    units = [*trees.units.values()]
    for start in range(0, len(units), max(at_once, 1)):
        some = units[start : start + at_once]
        for place, (unit, beside) in enumerate(zip(some, await _beside(telling, some, moment), strict=True)):
            if place % TURN == 0:
                await asyncio.sleep(0)
            own[unit.sor_code] = own_hash(content(unit, beside, moment.at))
    return [
        None if top is None else trees.known.get(top.sor_code) or await _folded(trees, own, top.sor_code)
        for top in tops
    ]


async def _folded(trees: Trees, own: Mapping[SorCode, str], top: SorCode) -> Hashed:
    """Who comes back to the unit at the top has gone round: it is not below itself, and what was found that way is so
    for this unit only."""
    below, known = trees.below, trees.known
    order, waiting, goes_round = list[SorCode](), [top], False
    while waiting:
        code = waiting.pop()
        order.append(code)
        for child in below.get(code, ()):
            if child == top:
                goes_round = True
            elif child not in known:
                waiting.append(child)
    found = dict[SorCode, Hashed]()
    for place, code in enumerate(reversed(order)):
        if place % TURN == 0:
            await asyncio.sleep(0)
        under = [known.get(child) or found[child] for child in below.get(code, ()) if child != top]
        found[code] = hashed(own[code], under)
    if not goes_round:
        known.update(found)
    return found[top]


async def _beside(telling: Telling, units: Sequence[Unit], moment: Moment) -> list[Beside]:
    codes = [unit.sor_code for unit in units]
    postal = [*{id_ for unit in units for id_ in (unit.postal, unit.visiting, unit.activity) if id_ is not None}]
    electronic = [*{unit.electronic for unit in units if unit.electronic is not None}]
    mailboxes, relations, addresses, blocks = await asyncio.gather(
        _mailboxes(telling, codes, moment),
        telling.relations(codes, moment),
        telling.addresses(postal),
        telling.electronic_addresses(electronic),
    )
    places: dict[AddressId | None, Told] = {
        id_: address(one) for id_, one in zip(postal, addresses, strict=True) if one is not None
    }
    lines: dict[ElectronicAddressId | None, Told] = {
        id_: electronic_address(one) for id_, one in zip(electronic, blocks, strict=True) if one is not None
    }
    return [
        Beside(
            postal=places.get(unit.postal),
            visiting=places.get(unit.visiting),
            activity=places.get(unit.activity),
            electronic=lines.get(unit.electronic),
            number=number,
            messages=messages,
            relations=related,
        )
        for unit, (number, messages), related in zip(units, mailboxes, relations, strict=True)
    ]


async def _mailboxes(
    telling: Telling, codes: Sequence[SorCode], moment: Moment
) -> list[tuple[LocationNumber | None, Sequence[Capability]]]:
    numbers = await telling.own_numbers(codes, moment)
    shown = [number.gln for number in numbers if number is not None and not number.hidden]
    told = dict(zip(shown, await telling.capabilities(shown, moment), strict=True))
    return [(number, () if number is None else told.get(number.gln, ())) for number in numbers]


@cache
def _all_below(reading: Reading) -> Select[*tuple[Any, ...]]:
    """The units in force of some trees, each once however often it is below, behind each how many codes there are; one
    row at least. Nobody goes round: who was met is not met again. Each step is taken row by row, by index."""
    tops = func.unnest(CODES).table_valued(column("sor_code", BigInteger)).render_derived(name="tops")
    tree = select(tops.c.sor_code).cte("tree", recursive=True)
    version = reading.sources.version("next_one")
    child = (
        select(version.sor_code)
        .where(version.parent == tree.c.sor_code, days.holds(version.valid), days.lasts(version.valid))
        .correlate_except(version)
        .offset(_ALL)
        .lateral("child")
    )
    tree = tree.union(select(child.c.sor_code).join_from(tree, child, true()))
    some = select(tree.c.sor_code).limit(MOST).subquery("some")
    in_force = func.array_agg(some.c.sor_code).filter(some.c.sor_code != all_(AWAY)).label("codes")
    every = select(func.count().cast(Integer).label("size"), in_force).select_from(some).subquery("every")
    unit = whole.units(reading, every.c.codes)
    found = select(*rows.columns(unit)).correlate(every).where(every.c.size < MOST).offset(_ALL).lateral("found")
    return kept(select(*found.c, every.c.size).join_from(every, found, true(), isouter=True))
