"""Issue, change and close location numbers, choose to inherit one, add and end messages, day by day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.identifiers import Gln, SorCode, gln_of
from domain.location_numbers import Mailbox
from domain.operations import AddMessages, AlterNumber, CloseNumber, EndMessages, Exchange, Inherit, Issue, NewNumber
from domain.units import Facts, UnitKind
from tests.naive_lifecycle.register import (
    LAST,
    Days,
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

NOTICE, TOMORROW = timedelta(days=7), timedelta(days=1)
CODES = {
    "region": ("1084", "1085"),
    "system": ("WinLAB",),
    "supplier": ("AH-support",),
    "network": ("41000035001",),
    "administrator": ("106",),
}
MESSAGES = (("DIS01", "D0133L"), ("REF01", "H0130R"))


def issue(register: Register, asked: Issue) -> None:
    days = _unit(register, asked.unit)
    since = asked.since or max(register.today + TOMORROW, min(days))
    refuse_if(since <= register.today, "too early")
    refuse_if(since not in days, "the unit is not there")
    issued(register, asked.unit, since, asked.number)


def issued(register: Register, unit: SorCode, since: date, number: NewNumber) -> Gln:
    """A new number as long as the unit is there. From then on the unit inherits none."""
    refuse_if(any(not number.said.get(name) for name in CODES), "a number lacks a field")
    told = _read(number.said, number.exchanges)
    days = register.units[unit]
    lasting = [day for day in from_day(since) if day in days]
    refuse_if(any(register.number_on(unit, day) for day in lasting), "has a number then")
    chosen = beginnings({day: bool(days[day].inherits_location_number) for day in lasting}) - {since}
    refuse_if(any(days[day].inherits_location_number for day in chosen), "is planned to inherit")
    gln = gln_of(register.number)
    register.number += 1
    register.numbers[gln] = dict.fromkeys(lasting, Mailbox(holder=unit, **told))
    register.messages[gln] = {exchange: frozenset(lasting) for exchange in number.exchanges}
    for day in lasting:
        if days[day].inherits_location_number:
            days[day] = replace(days[day], inherits_location_number=False)
    return gln


def alter(register: Register, asked: AlterNumber) -> None:
    boxes = _still_there(register, asked.gln)
    since = asked.since or max(register.today + TOMORROW, min(boxes))
    refuse_if(since <= register.today, "too early")
    refuse_if(since not in boxes, "the number is not there")
    refuse_if(not asked.said, "nothing is said")
    refuse_if(any(name in CODES and not value for name, value in asked.said.items()), "a number lacks a field")
    for name, value in _read(asked.said, ()).items():
        set_until_its_next_change(boxes, since, reading(name), writing(name, value))


def close(register: Register, asked: CloseNumber) -> None:
    boxes = _still_there(register, asked.gln)
    last_day = asked.last_day or max(register.today + NOTICE, min(boxes))
    refuse_if(last_day < register.today + NOTICE, "too early")
    refuse_if(last_day not in boxes, "the number is not there")
    refuse_if(LAST not in boxes and last_day == max(boxes), "closes then already")
    planned = [*beginnings(boxes), *_messages_begin(register, asked.gln)]
    refuse_if(any(day > last_day for day in planned), "something is planned for days after")
    unit = boxes[last_day].holder
    refuse_if(asked.inherit and register.kinds[unit] is UnitKind.INSTITUTION_OWNER, "an owner inherits from nobody")
    without(register, asked.gln, from_day(day_after(last_day)))
    if day_after(last_day) in register.units[unit]:
        choose_anew(register, unit, day_after(last_day), asked.inherit)


def inherit(register: Register, asked: Inherit) -> None:
    days = _unit(register, asked.unit)
    since = asked.since or max(register.today + TOMORROW, min(days))
    refuse_if(since <= register.today, "too early")
    refuse_if(since not in days, "the unit is not there")
    owner = register.kinds[asked.unit] is UnitKind.INSTITUTION_OWNER
    refuse_if(asked.inherits and owner, "an owner inherits from nobody")
    refuse_if(asked.inherits and holds_one(register, asked.unit, since), "has a number of its own then")
    choose_anew(register, asked.unit, since, asked.inherits)


def add_messages(register: Register, asked: AddMessages) -> None:
    boxes = _still_there(register, asked.gln)
    since = asked.since or max(register.today + TOMORROW, min(boxes))
    refuse_if(since <= register.today, "too early")
    refuse_if(since not in boxes, "the number is not there")
    refuse_if(not asked.exchanges, "nothing is said")
    _read({}, asked.exchanges)
    told = register.messages[asked.gln]
    for exchange in asked.exchanges:
        lasting = {day for day in from_day(since) if day in boxes}
        told[exchange] = told.get(exchange, frozenset()) | lasting


def end_messages(register: Register, asked: EndMessages) -> None:
    _still_there(register, asked.gln)
    last_day = asked.last_day or register.today
    refuse_if(last_day < register.today, "too early")
    refuse_if(not asked.exchanges, "nothing is said")
    told = register.messages[asked.gln]
    for exchange in asked.exchanges:
        refuse_if(not any(day > last_day for day in told.get(exchange, ())), "there is nothing to end")
    for exchange in asked.exchanges:
        told[exchange] = frozenset(day for day in told[exchange] if day <= last_day)


def holds_one(register: Register, unit: SorCode, since: date) -> bool:
    """Then or later: who is to inherit has it withdrawn or closed first."""
    return any(register.number_on(unit, day) for day in from_day(since))


def without(register: Register, gln: Gln, gone: Iterable[date]) -> None:
    """The number and what it exchanges on fewer days; on none, it is as if it had never been held."""
    fewer = {*gone}
    boxes = {day: box for day, box in register.numbers[gln].items() if day not in fewer}
    told = register.messages[gln]
    register.messages[gln] = {exchange: days - fewer for exchange, days in told.items()}
    if boxes:
        register.numbers[gln] = boxes
    else:
        del register.numbers[gln], register.messages[gln]


def choose_anew(register: Register, unit: SorCode, since: date, inherits: bool) -> None:
    """The choice holds until the next planned one; that a number of its own begins is one."""
    days = register.units[unit]
    if register.kinds[unit] is UnitKind.INSTITUTION_OWNER:
        return
    old = days[since].inherits_location_number
    for day in from_day(since):
        if day not in days or days[day].inherits_location_number != old:
            return
        if inherits and register.number_on(unit, day):
            return
        days[day] = replace(days[day], inherits_location_number=inherits)


def _read(said: Any, exchanges: Iterable[Exchange]) -> dict[str, Any]:
    """What is said of a number, if its codes are in their lists."""
    refuse_if(any(value not in CODES[name] for name, value in said.items() if name in CODES), "an unknown code")
    refuse_if(any(one.message_type not in MESSAGES for one in exchanges), "an unknown message type")
    return dict(said)


def _messages_begin(register: Register, gln: Gln) -> list[date]:
    return [day for told in register.messages[gln].values() for day in beginnings(told)]


def _unit(register: Register, unit: SorCode) -> Days[Facts]:
    if unit not in register.units:
        raise Refused("no such unit")
    return register.units[unit]


def _still_there(register: Register, gln: Gln) -> Days[Mailbox]:
    boxes = register.numbers.get(gln)
    if boxes is None or max(boxes) < register.today:
        raise Refused("no such number, or closed")
    return boxes
