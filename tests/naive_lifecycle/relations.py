"""Add and end relations, merge and split units, day by day."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from domain.identifiers import SorCode
from domain.operations import Create, Merge, Relate, Split, Unrelate
from tests.naive_lifecycle import units
from tests.naive_lifecycle.register import Refused, Register, Spell, beginnings, day_after, from_day, refuse_if


def relate(register: Register, asked: Relate) -> None:
    refuse_if(asked.type not in ("REPLACES", "COOPERATES"), "no such relation")
    mine, theirs = units.known(register, asked.unit), units.known(register, asked.other)
    refuse_if(asked.unit == asked.other, "to itself")
    since = asked.since or max(register.today + timedelta(days=1), min(mine))
    refuse_if(since <= register.today, "too early")
    refuse_if(since not in mine, "is not there")
    lasting = from_day(since)
    if asked.type == "COOPERATES":
        refuse_if(since not in theirs, "the other is not there")
        lasting = [day for day in lasting if day in mine and day in theirs]
    refuse_if(any(one.days & {*lasting} for one in between(register, asked)), "is recorded already")
    register.relations |= {Spell(asked.unit, asked.type, asked.other, frozenset(lasting), asked.note)}


def unrelate(register: Register, asked: Unrelate) -> None:
    last_day = asked.last_day or register.today
    refuse_if(asked.type not in ("REPLACES", "COOPERATES"), "no such relation")
    units.known(register, asked.unit)
    refuse_if(last_day < register.today, "too early")
    ending = {one for one in between(register, asked) if max(one.days) > last_day}
    refuse_if(not ending, "there is nothing to end")
    left = {replace(one, days=frozenset(day for day in one.days if day <= last_day)) for one in ending}
    register.relations = register.relations - ending | {one for one in left if one.days}


def between(register: Register, asked: Relate | Unrelate) -> list[Spell]:
    """What is recorded of the two; who cooperates is cooperated with."""
    sides = [(asked.unit, asked.other), *([(asked.other, asked.unit)] if asked.type == "COOPERATES" else [])]
    return [one for one in register.relations if one.type == asked.type and (one.unit, one.other) in sides]


def begin(register: Register, unit: SorCode) -> list[date]:
    """The days on which relations that a unit states begin, and those in which it cooperates."""
    mine = [one for one in register.relations if one.unit == unit or (one.type, one.other) == ("COOPERATES", unit)]
    return [day for one in mine for day in beginnings(one.days)]


def part(register: Register, closed: Collection[SorCode]) -> None:
    """Who cooperates does so only as long as both are there."""
    register.relations = frozenset(
        left
        for one in register.relations
        if (left := lasting(register, one) if {*closed} & {one.unit, one.other} else one).days
    )


def lasting(register: Register, one: Spell) -> Spell:
    if one.type != "COOPERATES":
        return one
    lives = [register.units[side] for side in (one.unit, one.other) if side in register.units]
    return replace(one, days=frozenset(day for day in one.days if all(day in life for life in lives)))


def succeeds(register: Register, successor: SorCode, predecessor: SorCode, since: date) -> None:
    """That one takes over, which has to be there; where it was to do so later, it does so now."""
    days = units.known(register, successor)
    refuse_if(successor == predecessor, "replaces itself")
    refuse_if(since not in days, "the successor is not there")
    told = {
        one for one in register.relations if (one.unit, one.type, one.other) == (successor, "REPLACES", predecessor)
    }
    if not any(since in one.days for one in told):
        later = {one for one in told if min(one.days) > since}
        note = next((one.note for one in sorted(later, key=lambda one: min(one.days))), None)
        spell = Spell(successor, "REPLACES", predecessor, frozenset(from_day(since)), note)
        register.relations = register.relations - later | {spell}


def merge(register: Register, asked: Merge) -> None:
    last_day = asked.last_day or register.today + timedelta(days=7)
    existing = [] if isinstance(asked.into, Create) else [asked.into]
    refuse_if(not asked.units or len({*asked.units, *existing}) < 2, "not two")
    _close(register, {*asked.units}, last_day, asked.below)
    successor = _taking_over(register, asked.into, last_day)
    for unit in dict.fromkeys(asked.units):
        succeeds(register, successor, unit, day_after(last_day))


def split(register: Register, asked: Split) -> None:
    last_day = asked.last_day or register.today + timedelta(days=7)
    existing = [one for one in asked.into if isinstance(one, int)]
    refuse_if(len(asked.into) < 2 or len({*existing}) < len(existing), "not two")
    _close(register, {asked.unit}, last_day, asked.below)
    for into in asked.into:
        successor = _taking_over(register, into, last_day)
        succeeds(register, successor, asked.unit, day_after(last_day))


def _close(register: Register, closing: Collection[SorCode], last_day: date, below: bool) -> None:
    for unit in closing:
        units.known(register, unit)
    units.close_together(register, closing, last_day, below)


def _taking_over(register: Register, into: SorCode | Create, last_day: date) -> SorCode:
    if not isinstance(into, Create):
        units.known(register, into)
        return into
    if into.since not in (None, day_after(last_day)):
        raise Refused("opens on another day")
    return units.create(register, replace(into, since=day_after(last_day)))
