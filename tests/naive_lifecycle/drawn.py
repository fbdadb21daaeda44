"""A small register to begin with, and whatever may be asked of it, lawful or not."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from domain.addresses import Address, ElectronicAddress
from domain.code_lists import CodeList, CodeValue
from domain.identifiers import Gln, SorCode, gln_of, sor_code_of
from domain.location_numbers import Capability, Direction, Mailbox, MessageType
from domain.operations import (
    AddMessages,
    Alter,
    AlterNumber,
    Close,
    CloseNumber,
    Correct,
    Create,
    EndMessages,
    Exchange,
    Inherit,
    Issue,
    Merge,
    Move,
    NewNumber,
    Operation,
    Relate,
    Said,
    Split,
    Unrelate,
    Withdraw,
)
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, UnitLife
from domain.units import Facts, UnitKind
from tests.naive_lifecycle.register import DAYS, FIRST, Register
from tests.naive_lifecycle.withdrawing import planned

ADDRESSES = (
    Address(street="Prøvevej", house_number="1", post_code="4000", district="Roskilde", region="1085"),
    Address(street="Eksempelgade", house_number="22", post_code="4100", district="Ringsted"),
)
PHONES = (ElectronicAddress(phone="70100101"), ElectronicAddress(phone="70100202"))
WITH_PHONE = frozenset(one.id for one in PHONES)
START = DAYS[8]
"""Today, when it begins."""
LAST_TODAY = DAYS[30]

SERIAL, NUMBER = 9109, 579009100000
REGION, COMPANY, HOSPITAL, PRACTICE, SURGERY, THEATRE, MEDICINE, WARD = (sor_code_of(9101 + n) for n in range(8))
STRANGER = sor_code_of(9001)
NUMBERS = tuple(gln_of(579009000100 + n) for n in range(3))
UNKNOWN_NUMBER = gln_of(579009000999)

SPECIALITIES = ("394589003", "394584008")
BOX = {"region": "1085", "system": "WinLAB", "supplier": "AH-support", "network": "41000035001", "administrator": "106"}
EXCHANGES = tuple(
    Exchange(message_type=MessageType(*told), direction=direction)
    for told, direction in (
        (("DIS01", "D0133L"), Direction.RECEIVE),
        (("REF01", "H0130R"), Direction.SEND),
        (("DIS01", "D0133L"), Direction.SEND),
    )
)
NO_MESSAGE = Exchange(message_type=MessageType("DIS01", "D9999Z"), direction=Direction.SEND)

T = TypeVar("T")

OE, SI, IE = UnitKind.ORGANIZATIONAL_UNIT, UnitKind.HEALTH_INSTITUTION, UnitKind.INSTITUTION_OWNER
_TYPE = {OE: "550851000005109", SI: "22232009", IE: "550881000005103"}


def beginning() -> Lives:
    """Two owners, two institutions and four units, three with numbers, all there since the calendar began."""
    return Lives(
        units=(
            _unit(REGION, IE, "Region Prøve", None, postal=ADDRESSES[0].id, electronic=PHONES[0].id),
            _unit(COMPANY, IE, "Lægehuset ApS", None, postal=ADDRESSES[1].id, electronic=PHONES[1].id),
            _unit(HOSPITAL, SI, "Prøve Hospital", REGION, inherits_location_number=False),
            _unit(PRACTICE, SI, "Lægehuset", COMPANY, inherits_location_number=True),
            _unit(SURGERY, OE, "Kirurgi", HOSPITAL, inherits_location_number=True, electronic=PHONES[1].id),
            _unit(THEATRE, OE, "Operationsgang", SURGERY, inherits_location_number=True),
            _unit(MEDICINE, OE, "Medicin", HOSPITAL, inherits_location_number=False, specialities=("394589003",)),
            _unit(WARD, OE, "Sengeafsnit", MEDICINE, inherits_location_number=False, visiting=ADDRESSES[1].id),
        ),
        numbers=tuple(
            NumberLife(gln=gln, first_from=FIRST, timeline=(Version(Period(FIRST), Mailbox(holder=holder, **BOX)),))  # type: ignore[arg-type]
            for gln, holder in zip(NUMBERS, (COMPANY, HOSPITAL, MEDICINE), strict=True)
        ),
        capabilities=tuple(
            Capability(NUMBERS[2], one.message_type, one.direction, Period(FIRST)) for one in EXCHANGES[:2]
        ),
        addresses=ADDRESSES,
        electronic_addresses=PHONES,
        code_values=(CodeValue(CodeList.ADMINISTRATOR, "106", "106", None, Period(date(1900, 1, 1)), explained=False),),
    )


def _unit(code: SorCode, kind: UnitKind, name: str, parent: SorCode | None, **facts: Any) -> UnitLife:
    told = Facts(name=name, parent=parent, type=_TYPE[kind], **facts)
    return UnitLife(sor_code=code, kind=kind, first_from=FIRST, timeline=(Version(Period(FIRST), told),))


DRAWN = st.lists(st.integers(0, 59), min_size=14, max_size=14)
"""What one operation is made of: each number chooses among what there is to choose from at that point."""


class Chooser:
    """Numbers, used up one after the other; small ones choose what is plain."""

    def __init__(self, register: Register, numbers: Sequence[int]) -> None:
        self.register = register
        self._numbers = iter(numbers)

    def one(self, *choices: T) -> T:
        return choices[next(self._numbers, 0) % len(choices)]

    def flag(self, *choices: bool) -> bool:
        return self.one(*choices)

    def unit(self) -> SorCode:
        """Most often one that is not an owner, and often one that came later."""
        known = sorted(self.register.units)
        below = [code for code in known if self.register.kinds[code] is not IE]
        return self.one(*below, *below, *below, *below[3:], *below[3:], *known, STRANGER)

    def parent(self) -> SorCode:
        known = sorted(self.register.units)
        fitting = [code for code in known if self.register.kinds[code] is not IE]
        return self.one(*fitting, *fitting, *fitting, *known, STRANGER)

    def gln(self) -> Gln:
        return self.one(*sorted(self.register.numbers) * 5, UNKNOWN_NUMBER)

    def day(self, earliest: int) -> date | None:
        """Not said, some days from the earliest on, seldom the day before it, or one on which something happens."""
        ahead = sorted({day for unit in self.register.units for day in planned(self.register, unit)})
        more: int | None = self.one(
            None, None, *[0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14] * 2, -1, *range(20, 30)
        )
        if more is None:
            return None
        if more >= 20 and ahead:
            return min(ahead[more % len(ahead)] + timedelta(days=more % 3 - 1), DAYS[-2])
        return min(self.register.today + timedelta(days=earliest + (more % 20 if more >= 20 else more)), DAYS[-2])

    def seldom(self, told: Callable[[], T]) -> T | None:
        return told() if self.one(False, False, True) else None


def operation(register: Register, numbers: Sequence[int]) -> Operation:
    """What may be asked of a register, lawful or not, mostly of units, numbers and days that are in it."""
    chosen = Chooser(register, numbers)
    return chosen.one(*_KINDS)(chosen)


def _create(chosen: Chooser) -> Create:
    kind = chosen.one(OE, OE, OE, OE, OE, SI, IE)
    facts: dict[str, Any] = {"name": chosen.one(*["Ny enhed", "Ny  afdeling"] * 4, ""), "type": _TYPE[kind]}
    parent = None if kind is IE else REGION if kind is SI else chosen.parent()
    number = chosen.seldom(lambda: _new_number(chosen))
    if kind is IE:
        facts |= {"postal": ADDRESSES[0].id, "electronic": PHONES[0].id}
    else:
        facts["inherits_location_number"] = number is None and chosen.one(True, False)
        facts["electronic"] = chosen.one(None, PHONES[0].id)
    return Create(
        kind=kind,
        parent=parent,
        said=_said(facts),
        since=chosen.day(7),
        last_day=chosen.seldom(lambda: chosen.day(14)),
        number=number,
    )


def _alter(chosen: Chooser) -> Alter:
    facts, number = _facts(chosen), None
    if not facts.get("inherits_location_number"):
        number = chosen.one(None, None, None, NewNumber(said=BOX))
    return Alter(unit=chosen.unit(), said=_said(facts), since=chosen.day(1), number=number)


def _move(chosen: Chooser) -> Move:
    return Move(
        unit=chosen.unit(), parent=chosen.parent(), since=chosen.day(1), confirmed=chosen.one(*[True] * 5, False)
    )


def _close(chosen: Chooser) -> Close:
    return Close(
        unit=chosen.unit(),
        last_day=chosen.day(7),
        below=chosen.one(True, False, True),
        replaced_by=tuple(chosen.unit() for _ in range(chosen.one(0, 0, 0, 1, 1, 2))),
    )


def _withdraw(chosen: Chooser) -> Withdraw:
    plans = [(unit, day) for unit in sorted(chosen.register.units) for day in sorted(planned(chosen.register, unit))]
    unit, day = chosen.one(*plans * 4, (chosen.unit(), chosen.one(*DAYS[:-1])))
    return Withdraw(unit=unit, day=day, dependants=chosen.one(False, True))


def _issue(chosen: Chooser) -> Issue:
    return Issue(unit=chosen.unit(), number=_new_number(chosen), since=chosen.day(1))


def _alter_number(chosen: Chooser) -> AlterNumber:
    changes: tuple[dict[str, Any], ...] = (
        {"region": "1084"},
        {"region": "1085", "note": "Kun hverdage"},
        {"internal_only": True},
        {"internal_only": False, "note": None},
        {"not_active": True, "region": "1084"},
        {"region": None},
        {"region": "9999"},
        {},
    )
    said = chosen.one(*changes[:5] * 3, *changes[5:])
    return AlterNumber(gln=chosen.gln(), said=said, since=chosen.day(1))


def _close_number(chosen: Chooser) -> CloseNumber:
    return CloseNumber(gln=chosen.gln(), last_day=chosen.day(7), inherit=chosen.one(True, False))


def _inherit(chosen: Chooser) -> Inherit:
    return Inherit(unit=chosen.unit(), inherits=chosen.one(True, False), since=chosen.day(1))


def _add_messages(chosen: Chooser) -> AddMessages:
    return AddMessages(gln=chosen.gln(), exchanges=_exchanges(chosen), since=chosen.day(1))


def _end_messages(chosen: Chooser) -> EndMessages:
    gln = chosen.gln()
    told = [one for one, days in chosen.register.messages.get(gln, {}).items() if days]
    exchanges = tuple(told) if told and chosen.flag(True, True, False) else _exchanges(chosen)
    return EndMessages(gln=gln, exchanges=exchanges[: chosen.one(2, 1)], last_day=chosen.day(0))


def _relate(chosen: Chooser) -> Relate:
    return Relate(
        unit=chosen.unit(),
        type=chosen.one(*["REPLACES", "COOPERATES"] * 5, "MARRIED"),
        other=chosen.unit(),
        since=chosen.day(1),
        note=chosen.one(None, "Fælles vagt"),
    )


def _unrelate(chosen: Chooser) -> Unrelate:
    told = sorted({(one.unit, one.type, one.other) for one in chosen.register.relations})
    unit, type_, other = chosen.one(*told * 4, (chosen.unit(), "COOPERATES", chosen.unit()))
    if chosen.one(False, False, True):
        unit, other = other, unit
    return Unrelate(unit=unit, type=type_, other=other, last_day=chosen.day(0))


def _merge(chosen: Chooser) -> Merge:
    units = tuple(chosen.unit() for _ in range(chosen.one(*[2, 1, 2, 3] * 3, 1)))
    return Merge(units=units, into=_successor(chosen), last_day=chosen.day(7), below=chosen.one(True, False))


def _split(chosen: Chooser) -> Split:
    into = tuple(_successor(chosen) for _ in range(chosen.one(*[2, 2, 3] * 4, 1)))
    return Split(unit=chosen.unit(), into=into, last_day=chosen.day(7), below=chosen.one(True, False))


def _successor(chosen: Chooser) -> SorCode | Create:
    code = chosen.unit()
    said = _said({"name": "Efterfølgeren", "type": _TYPE[OE], "inherits_location_number": True})
    new: SorCode | Create = Create(kind=OE, parent=code, said=said)
    return chosen.one(new, code)


def _correct(chosen: Chooser) -> Correct:
    past = (None, None, None, *DAYS[4:-1:3])
    return Correct(
        unit=chosen.unit(),
        said=_said(_facts(chosen) if chosen.one(True, False) else {}),
        since=chosen.one(*past),
        last_day=chosen.one(*past) if chosen.one(False, True) else None,
        parent=chosen.seldom(chosen.parent),
        opened=chosen.seldom(lambda: chosen.one(*past)),
        closed=chosen.seldom(lambda: chosen.one(*past)),
    )


def _facts(chosen: Chooser) -> dict[str, Any]:
    """One or two facts, seldom none."""
    right: tuple[dict[str, Any], ...] = (
        {"name": "Østre"},
        {"electronic": None},
        {"inherits_location_number": True},
        {"name": "Vestre"},
        {"postal": ADDRESSES[1].id},
        {"electronic": PHONES[0].id},
        {"inherits_location_number": False},
        {"postal": None},
        {"visiting": ADDRESSES[0].id},
        {"specialities": SPECIALITIES},
        {"specialities": SPECIALITIES[:1]},
        {"electronic": PHONES[1].id},
        {},
    )
    wrong: tuple[dict[str, Any], ...] = ({"specialities": SPECIALITIES[:1] * 2}, {"name": " "})
    one, other = (chosen.one(*right * 3, *wrong) for _ in range(2))
    return {**one, **other}


def _new_number(chosen: Chooser) -> NewNumber:
    lacking = {name: code for name, code in BOX.items() if name != "network"}
    return NewNumber(said=chosen.one(*[BOX] * 6, lacking), exchanges=chosen.one((), EXCHANGES[:1], EXCHANGES[1:]))


def _exchanges(chosen: Chooser) -> tuple[Exchange, ...]:
    return chosen.one(EXCHANGES[:1], EXCHANGES[1:2], EXCHANGES[:2], EXCHANGES[2:], EXCHANGES[:1], (NO_MESSAGE,), ())


def _said(facts: Mapping[str, Any]) -> Said:
    """With the addresses that it names."""
    named = {facts.get(name) for name in ("postal", "visiting", "electronic")}
    return Said(
        facts=facts,
        addresses=tuple(one for one in ADDRESSES if one.id in named),
        electronic_addresses=tuple(one for one in PHONES if one.id in named),
    )


_KINDS: tuple[Callable[[Chooser], Operation], ...] = (
    *(_alter, _move, _close, _withdraw, _create, _issue, _close_number, _inherit),
    *(_alter_number, _add_messages, _end_messages, _relate, _unrelate, _merge, _split, _correct),
    *(_move, _close, _withdraw, _withdraw, _alter, _close_number),
)
