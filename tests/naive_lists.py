"""Trees, lists, filters and orders of a register told as plainly as their definitions, one unit after the other."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from db.reading.lists import Below, Filter, IdentifierSystem, Order, OrderField, TextMatch
from domain import inheritance
from domain.identifiers import Gln, SorCode
from domain.inheritance import Effective, InheritableField, ProvenanceKind
from domain.names import alphabetical, folded
from domain.periods import standing_on
from domain.records import Lives
from domain.units import Unit, UnitStatus
from tests import naive
from tests.registers import ADDRESSES

DEPTH_FIRST = Order(OrderField.TREE)
BY_CODE = Order(OrderField.SOR_CODE)

PLACES = {address.id: address for address in ADDRESSES}
AROUND = {"0101": "1084", "0265": "1085"}
"""The regions that municipalities are in."""


def told(unit: Unit) -> Unit:
    """A unit but for the instant it was recorded at, which is the database's own."""
    return replace(unit, changed=naive.RECORDED)


def stood(register: Lives, code: SorCode, day: date) -> Unit | None:
    """A unit as it stands: of a closed one its last version, of a planned one its first."""
    for life in register.units:
        if life.sor_code == code:
            asked = standing_on(day, life.timeline)
            return next(unit for unit in naive.unit_versions(life) if unit.valid == asked.valid)
    return None


def path(register: Lives, code: SorCode, day: date) -> tuple[Unit, ...]:
    """A unit and those above it, each as it stands; above one out of force as on the last or first day of its life."""
    unit = stood(register, code, day)
    if unit is None:
        return ()
    return (unit,) if unit.parent is None else (unit, *path(register, unit.parent, unit.life.clamp(day)))


def units(register: Lives, day: date, filter: Filter) -> list[Unit]:
    """The units of a filter, in no order."""
    told = [stood(register, life.sor_code, day) for life in register.units]
    return [unit for unit in told if unit is not None and passes(register, unit, day, filter)]


def steps_below(register: Lives, code: SorCode, above: SorCode, day: date) -> int | None:
    """How many steps a unit stands below another one; 0 is the unit itself, None that it is elsewhere."""
    codes = [unit.sor_code for unit in path(register, code, day)]
    return codes.index(above) if above in codes else None


def passes(register: Lives, unit: Unit, day: date, asked: Filter) -> bool:
    """Whether a unit is one of those that a filter asks for."""
    return all((*_of_itself(unit, day, asked), *_of_its_values(register, unit, day, asked)))


def _of_itself(unit: Unit, day: date, asked: Filter) -> list[bool]:
    statuses = (UnitStatus.ACTIVE, UnitStatus.CLOSING) if asked.statuses is None else asked.statuses
    return [
        unit.status(day) in statuses,
        asked.kinds is None or unit.kind in asked.kinds,
        asked.types is None or unit.type in asked.types,
        asked.specialities is None or not set(asked.specialities).isdisjoint(unit.specialities),
        asked.name_contains is None or folded(asked.name_contains) in folded(unit.name),
    ]


def _of_its_values(register: Lives, unit: Unit, day: date, asked: Filter) -> list[bool]:
    hidden, postal = asked.hidden_numbers, inheritance.postal(path(register, unit.sor_code, day))
    place = None if postal is None else PLACES[postal.value]
    return [
        asked.under is None or _under(register, unit, day, asked.under),
        asked.within is None or steps_below(register, unit.sor_code, asked.within, day) is not None,
        asked.identifier is None or _known_by(register, unit, day, *asked.identifier, hidden),
        asked.effective_location_number is None
        or asked.effective_location_number == _number(register, unit, day, hidden),
        all(_states(register, unit, field, day, hidden) for field in asked.has_own or ()),
        all(_inherits(register, unit, field, day, hidden) for field in asked.inherits or ()),
        asked.post_code is None or matches(place.post_code if place else None, asked.post_code),
        asked.municipality is None or matches(place.municipality if place else None, asked.municipality),
    ]


def _under(register: Lives, unit: Unit, day: date, asked: Below) -> bool:
    steps = [steps_below(register, unit.sor_code, code, day) for code in asked.sor_codes]
    least = 0 if asked.include_self else 1
    return any(
        one is not None and least <= one and (asked.max_depth is None or one <= asked.max_depth) for one in steps
    )


def numbers_known_by(register: Lives, unit: Unit, system: IdentifierSystem, day: date) -> list[str]:
    """What a unit is known by in a system on the day it stands as on."""
    if system is IdentifierSystem.GLN:
        own = naive.own_number(register, unit.sor_code, unit.life.clamp(day))
        return [] if own is None else [own]
    told = {
        IdentifierSystem.SHAK: unit.shak,
        IdentifierSystem.CVR: unit.cvr,
        IdentifierSystem.P_NUMBER: unit.p_number,
        IdentifierSystem.PHARMACY: unit.pharmacy_number,
        IdentifierSystem.LOCAL: unit.local_code,
    }
    if system is IdentifierSystem.YDERNUMMER:
        return [*unit.provider_numbers]
    return [value for value in (told[system],) if value is not None]


def _known_by(register: Lives, unit: Unit, day: date, system: IdentifierSystem, value: str, hidden: bool) -> bool:
    known = value in numbers_known_by(register, unit, system, day)
    return known and (system is not IdentifierSystem.GLN or hidden or _open(register, unit, day))


def _open(register: Lives, unit: Unit, day: date) -> bool:
    """Whether the number that a unit holds on the day it stands as on is for everybody to see."""
    held = naive.numbers_held(register, unit.sor_code)
    return any(number.valid.covers(unit.life.clamp(day)) and not number.hidden for number in held)


def _effective_number(register: Lives, unit: Unit, day: date) -> Effective[Gln] | None:
    """All above a unit are in force on the day it stands as on."""
    above, stands = path(register, unit.sor_code, day), unit.life.clamp(day)
    own = {one.sor_code: naive.own_number(register, one.sor_code, stands) for one in above}
    return inheritance.location_number(above, {code: gln for code, gln in own.items() if gln is not None})


def _number(register: Lives, unit: Unit, day: date, hidden: bool) -> Gln | None:
    found = _effective_number(register, unit, day)
    return found.value if found and (hidden or _open(register, found.source, unit.life.clamp(day))) else None


def _states(register: Lives, unit: Unit, field: InheritableField, day: date, hidden: bool) -> bool:
    if field is InheritableField.LOCATION_NUMBER:
        found = _effective_number(register, unit, day)
        return found is not None and found.distance == 0 and (hidden or _open(register, unit, day))
    return getattr(unit, field.value) is not None


def _inherits(register: Lives, unit: Unit, field: InheritableField, day: date, hidden: bool) -> bool:
    if field is InheritableField.LOCATION_NUMBER:
        number = _effective_number(register, unit, day)
        return (
            number is not None
            and number.distance > 0
            and (hidden or _open(register, number.source, unit.life.clamp(day)))
        )
    rule: Callable[[Sequence[Unit]], Effective[object] | None] = getattr(inheritance, field.value)
    found = rule(path(register, unit.sor_code, day))
    return found is not None and found.kind is not ProvenanceKind.OWN


def matches(text: str | None, asked: TextMatch) -> bool:
    if asked.is_null is not None:
        return (text is None) is asked.is_null
    if text is None:
        return False
    if asked.among is not None:
        return text in asked.among
    if asked.starts_with is not None:
        return text.startswith(asked.starts_with)
    if asked.contains is not None:
        return asked.contains in text
    return text == asked.eq


def ordered(register: Lives, found: Sequence[Unit], day: date, order: Order, top: SorCode | None = None) -> list[Unit]:
    """Units in an order; `top`: the unit whose tree `TREE` begins with, or that of the whole register."""

    def key(unit: Unit) -> tuple[object, ...]:
        match order.field:
            case OrderField.NAME:
                return (alphabetical(unit.name), unit.sor_code)
            case OrderField.VALID_FROM:
                return (unit.valid.start, unit.sor_code)
            case OrderField.TYPE:
                return (unit.type is None, unit.type or "", alphabetical(unit.name), unit.sor_code)
            case OrderField.CHILD_COUNT:
                return (child_count(register, unit.sor_code, day), unit.sor_code)
            case OrderField.TREE:
                way = [(alphabetical(one.name), one.sor_code) for one in path(register, unit.sor_code, day)]
                return tuple(reversed(way[: steps_below(register, unit.sor_code, top, day) if top else None]))
            case _:
                return (unit.sor_code,)

    return sorted(found, key=key, reverse=order.descending)


def below(
    register: Lives, top: SorCode, day: date, filter: Filter, order: Order, depth: int | None = None
) -> list[Unit]:
    """The units of a filter below one, at most `depth` steps, in an order."""
    found = [
        unit
        for unit in units(register, day, filter)
        if (steps := steps_below(register, unit.sor_code, top, day)) and (depth is None or steps <= depth)
    ]
    return ordered(register, found, day, order, top)


def way_down(register: Lives, unit: Unit, top: SorCode, day: date) -> tuple[SorCode, ...]:
    """The codes from one unit down to another one below it."""
    steps = steps_below(register, unit.sor_code, top, day)
    assert steps is not None
    return tuple(one.sor_code for one in reversed(path(register, unit.sor_code, day)[: steps + 1]))


def child_count(register: Lives, code: SorCode, day: date) -> int:
    """How many units in force stand directly below one."""
    return sum(unit.parent == code for unit in units(register, day, Filter()))


def counted(register: Lives, found: Sequence[Unit], day: date, by: str) -> list[tuple[str, int]]:
    """How many units have each value, most frequent first."""

    def value(unit: Unit) -> str | None:
        above = path(register, unit.sor_code, day)
        match by:
            case "KIND":
                return unit.kind.name
            case "TYPE":
                return unit.type
            case "STATUS":
                return unit.status(day).name
            case "OWNER_TYPE":
                return above[-1].type
            case _:
                postal = inheritance.postal(above)
                place = None if postal is None else PLACES[postal.value]
                return None if place is None else place.region or AROUND[place.municipality or ""]

    numbers = Counter(value(unit) or "" for unit in found)
    return sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
