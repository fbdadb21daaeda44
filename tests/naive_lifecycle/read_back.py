"""The register in a database, read by its own reader: whole histories, and each day by itself."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from db.reading.reader import Reader
from domain.addresses import Address, ElectronicAddress
from domain.identifiers import Gln, SorCode
from domain.inheritance import InheritableField
from domain.location_numbers import LocationNumber, Mailbox
from domain.operations import Exchange
from domain.periods import Moment, Period, Version
from domain.units import Facts, Unit, facts_of
from resolvers import inheritance
from resolvers.context import Context
from tests.naive import effective
from tests.naive_lifecycle.register import DAYS, Days, Register, Spell
from tests.naive_lifecycle.written_out import days_of, each_day, lives, messages

_FIELDS = {
    InheritableField.POSTAL_ADDRESS: inheritance.postal_address,
    InheritableField.VISITING_ADDRESS: inheritance.visiting_address,
    InheritableField.ACTIVITY_ADDRESS: inheritance.activity_address,
    InheritableField.ELECTRONIC_ADDRESS: inheritance.electronic_address,
    InheritableField.LOCATION_NUMBER: inheritance.location_number,
}
_BOX = tuple(name for name in Mailbox.__dataclass_fields__)


async def read_back(reader: Reader, like: Register, codes: Collection[SorCode], glns: Collection[Gln]) -> Register:
    """All that the register knows of these units and numbers, in as many statements as there are questions."""
    asked, now = sorted(codes), Moment(like.today)
    told = await reader.histories(asked, now)
    units = {code: _units([one.unit for one in versions]) for code, versions in zip(asked, told, strict=True)}
    numbers: defaultdict[Gln, list[LocationNumber]] = defaultdict(list)
    for versions in await reader.number_histories(asked, now):
        for one in versions:
            numbers[one.gln].append(one)
    exchanged = await reader.capability_histories(sorted(glns), now)
    relations = [one for each in await reader.relation_histories(asked, now) for one in each]
    return Register(
        today=like.today,
        kinds={code: versions[0].unit.kind for code, versions in zip(asked, told, strict=True) if versions},
        units={code: days for code, days in units.items() if days},
        numbers={gln: _boxes(versions) for gln, versions in numbers.items()},
        messages=messages(glns, [one for each in exchanged for one in each]),
        relations=frozenset(
            Spell(one.unit, one.type, one.other, days_of(one.valid), one.note)
            for one in relations
            if one.type != "REPLACED_BY"
        ),
        serial=like.serial,
        number=like.number,
    )


def from_both_sides(relations: Collection[Spell]) -> frozenset[Spell]:
    """As they are read: who cooperates is cooperated with."""
    turned = (Spell(one.other, one.type, one.unit, one.days, one.note) for one in relations if one.type != "REPLACES")
    return frozenset([*relations, *turned])


async def same_on(ctx: Context, naive: Register, day: date) -> None:
    """Asserts that the register says of a day what the naive one does: of every unit in force, own and effective."""
    moment = Moment(day)
    codes = sorted(code for code, days in naive.units.items() if day in days)
    units = [one for one in await ctx.reader.units(codes, moment) if one is not None]
    assert {one.sor_code: _facts(one) for one in units} == {code: naive.units[code][day] for code in codes}
    held = await ctx.reader.own_numbers(codes, moment)
    assert [[] if one is None else [one.gln] for one in held] == [naive.number_on(code, day) for code in codes]
    glns = [one.gln for one in held if one is not None]
    told = await ctx.reader.capabilities(glns, moment)
    for gln, each in zip(glns, told, strict=True):
        there = {
            Exchange(message_type=one.message_type, direction=one.direction) for one in each if one.valid.covers(day)
        }
        assert there == {one for one, days in naive.messages[gln].items() if day in days}
    whole = lives(naive)
    for field, relation in _FIELDS.items():
        found = await relation(ctx, units, moment=moment)
        values = [None if one is None else (_key(one.found.value), one.found.source.sor_code) for one in found]
        expected = [effective(whole, code, field, day) for code in codes]
        assert values == [one and (one.value, one.source) for one in expected], field


def _key(value: Address | ElectronicAddress | LocationNumber) -> object:
    return value.gln if isinstance(value, LocationNumber) else value.id


def turning_days(*registers: Register) -> list[date]:
    """The days on which any of them says something else than the day before."""
    return [
        day
        for before, day in zip((None, *DAYS), DAYS, strict=False)
        if before is None or any(_said(one, before) != _said(one, day) for one in registers)
    ]


def _said(register: Register, day: date) -> object:
    units = [(code, days.get(day)) for code, days in register.units.items()]
    return units, [(gln, boxes.get(day)) for gln, boxes in register.numbers.items()]


def _units(versions: list[Unit]) -> Days[Facts]:
    return each_day(Version(one.valid, facts_of(one)) for one in versions)


def _facts(unit: Unit) -> object:
    (said,) = {*each_day([Version(Period(DAYS[0]), facts_of(unit))]).values()}
    return said


def _boxes(versions: list[LocationNumber]) -> Days[Mailbox]:
    return each_day(Version(one.valid, Mailbox(**{name: getattr(one, name) for name in _BOX})) for one in versions)
