"""Create, change, move, close and correct units, day by day."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.identifiers import SorCode, sor_code_of
from domain.operations import Alter, Close, Correct, Create, Move
from domain.units import Facts, UnitKind
from tests.naive_lifecycle import relations
from tests.naive_lifecycle.numbers import holds_one, issued, without
from tests.naive_lifecycle.register import (
    Refused,
    Register,
    beginnings,
    day_after,
    from_day,
    reading,
    refuse_if,
    set_until_its_next_change,
    writing,
)

NOTICE = timedelta(days=7)
TYPES = {"IE": ("550881000005103", "550891000005100"), "SI": ("22232009",), "OE": ("550851000005109",)}
SPECIALITIES = ("394589003", "394584008")


def create(register: Register, asked: Create) -> SorCode:
    since = asked.since or register.today + NOTICE
    refuse_if(since < register.today + NOTICE, "created too early")
    refuse_if(asked.last_day is not None and asked.last_day < since, "ends before it begins")
    said = read({"name": "", "type": None} | dict(asked.said.facts), asked.kind)
    refuse_if(asked.kind is UnitKind.INSTITUTION_OWNER and said.get("postal") is None, "an owner without an address")
    code = sor_code_of(register.serial)
    register.serial += 1
    register.kinds[code] = asked.kind
    register.units[code] = dict.fromkeys(from_day(since, asked.last_day), Facts(**said, parent=asked.parent))
    if asked.number is not None:
        issued(register, code, since, asked.number)
    return code


def alter(register: Register, asked: Alter) -> None:
    days = known(register, asked.unit)
    since = asked.since or max(register.today + timedelta(days=1), min(days))
    refuse_if(since <= register.today, "changed too early")
    refuse_if(since not in days, "not there on the day")
    refuse_if(not asked.said.facts and asked.number is None, "nothing is said")
    inherits = asked.said.facts.get("inherits_location_number")
    refuse_if(inherits and holds_one(register, asked.unit, since), "has a number of its own then")
    for name, value in read(asked.said.facts, register.kinds[asked.unit]).items():
        set_until_its_next_change(days, since, reading(name), writing(name, value))
    if asked.number is not None:
        issued(register, asked.unit, since, asked.number)


def move(register: Register, asked: Move) -> None:
    days = known(register, asked.unit)
    known(register, asked.parent)
    since = asked.since or max(register.today + timedelta(days=1), min(days))
    refuse_if(since <= register.today, "moved too early")
    refuse_if(since not in days, "not there on the day")
    refuse_if(days[since].parent == asked.parent, "is there already")
    old = _owner(register, asked.unit, since)
    set_until_its_next_change(days, since, reading("parent"), writing("parent", asked.parent))
    refuse_if(old != _owner(register, asked.unit, since) and not asked.confirmed, "leaves its organisation")


def close(register: Register, asked: Close) -> None:
    days = known(register, asked.unit)
    last_day = asked.last_day or max(register.today + NOTICE, min(days))
    close_together(register, [asked.unit], last_day, asked.below)
    for successor in dict.fromkeys(asked.replaced_by):
        relations.succeeds(register, successor, asked.unit, day_after(last_day))


def close_together(register: Register, units: Collection[SorCode], last_day: date, below: bool) -> None:
    """The units have their last day and, if that is asked for, all that would be left under them."""
    refuse_if(last_day < register.today + NOTICE, "closed too early")
    for unit in units:
        days = known(register, unit)
        refuse_if(register.closes(unit), "closes already")
        refuse_if(last_day not in days, "not open yet")
    closing = {*units}
    while more := _left_under(register, closing, last_day):
        refuse_if(not below, "others are open under it")
        closing |= more
    for unit in closing:
        planned = [*beginnings(register.units[unit]), *relations.begin(register, unit)]
        for gln in register.held_by(unit):
            planned += beginnings(register.numbers[gln])
            planned += [day for told in register.messages.get(gln, {}).values() for day in beginnings(told)]
        refuse_if(any(day > last_day for day in planned), "something is planned for days after")
        for gln in register.held_by(unit):
            without(register, gln, from_day(day_after(last_day)))
        register.units[unit] = {day: said for day, said in register.units[unit].items() if day <= last_day}
    relations.part(register, closing)


def correct(register: Register, asked: Correct) -> None:
    days = known(register, asked.unit)
    dates = [asked.opened, asked.closed, asked.parent]
    refuse_if(not asked.said.facts and all(one is None for one in dates), "nothing is said")
    said = read(asked.said.facts, register.kinds[asked.unit])
    if asked.parent is not None:
        said["parent"] = asked.parent
    first, last = min(days), max(days)
    lived = from_day(asked.opened or first, asked.closed or last)
    refuse_if(not lived, "no day would be left")
    corrected = from_day(asked.since or min(lived), asked.last_day or max(lived))
    refuse_if({asked.since, asked.last_day} - {None, *lived} or not corrected, "was not there on those days")
    after = {day: days.get(day) or days[first if day < first else last] for day in lived}
    for day in corrected:
        after[day] = replace(after[day], **said)
    register.units[asked.unit] = after
    relations.part(register, [asked.unit])
    for gln in register.held_by(asked.unit):
        without(register, gln, days.keys() - after.keys())
        refuse_if(gln not in register.numbers, "its number would never have been there")


def known(register: Register, unit: SorCode | None) -> dict[date, Facts]:
    if unit is None or unit not in register.units:
        raise Refused("no such unit")
    return register.units[unit]


def read(said: Mapping[str, Any], kind: UnitKind) -> dict[str, Any]:
    """What is said, if it may be said of a unit of that level."""
    told = dict(said)
    if "name" in told:
        told["name"] = " ".join(told["name"].split())
        refuse_if(not 1 <= len(told["name"]) <= 60, "a name of 1 to 60 characters")
    refuse_if("type" in told and told["type"] not in TYPES[kind.value], "a type of its level")
    special = told.get("specialities", ())
    refuse_if(len({*special}) < len(special) or {*special} - {*SPECIALITIES}, "specialities, each once")
    refuse_if("activity" in told and told["activity"] and kind is not UnitKind.ORGANIZATIONAL_UNIT, "OE only")
    if kind is UnitKind.INSTITUTION_OWNER:
        refuse_if("postal" in told and told["postal"] is None, "an owner without an address")
        refuse_if(told.get("inherits_location_number") is not None, "an owner inherits from nobody")
    return told


def _left_under(register: Register, closing: set[SorCode], last_day: date) -> set[SorCode]:
    return {
        unit
        for unit, days in register.units.items()
        for day in days
        if unit not in closing and day > last_day and days[day].parent in closing
    }


def _owner(register: Register, unit: SorCode, day: date) -> SorCode | None:
    """The unit at the top; of one that is under itself any of them."""
    way = [above for above, _ in zip(register.above(unit, day), register.units, strict=False)]
    return way[-1] if way else None
