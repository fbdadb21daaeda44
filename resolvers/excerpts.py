"""An excerpt of the register for those who only ask: built of what readers tell, not behind the tree lock."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from itertools import groupby

from domain.chronicles import Chronicle
from domain.identifiers import Gln, SorCode
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.location_numbers import LocationNumber, Mailbox
from domain.periods import Version
from domain.permissions import Actor, sees_number
from domain.records import NumberLife, UnitLife
from domain.units import Facts, Unit, facts_of

_SAID = tuple(field.name for field in fields(Mailbox))


def excerpt_of(actor: Actor, today: date, chronicles: Sequence[Chronicle], below: Sequence[Sequence[Unit]]) -> Excerpt:
    """Of the units below only what says that they are; the numbers are those that the actor may see."""
    whole = {code: versions for chronicle in chronicles for code, versions in chronicle.versions.items()}
    partly = sorted((one for versions in below for one in versions if one.sor_code not in whole), key=_place)
    units = {code: life(versions) for code, versions in whole.items()}
    units |= {code: life([*versions]) for code, versions in groupby(partly, key=_code)}
    known = Excerpt(today=today, units=units)
    held = {one for chronicle in chronicles for numbers in chronicle.numbers.values() for one in numbers}
    shown = sorted((one for one in held if _sees(actor, one, known)), key=_first_day)
    return Excerpt(today=today, units=units, numbers=_numbers(shown))


def _sees(actor: Actor, number: LocationNumber, known: Excerpt) -> bool:
    life = known.units.get(number.holder)
    owner = None if life is None else known.owner(number.holder, life_of(life).clamp(known.today))
    return owner is not None and sees_number(actor, number, owner)


def life(versions: Sequence[Unit]) -> UnitLife:
    first = versions[0]
    timeline = tuple(_said(one) for one in versions)
    return UnitLife(sor_code=first.sor_code, kind=first.kind, first_from=first.first_from, timeline=timeline)


def _numbers(versions: Sequence[LocationNumber]) -> dict[Gln, NumberLife]:
    found: dict[Gln, NumberLife] = {}
    for one in versions:
        before = found[one.gln].timeline if one.gln in found else ()
        timeline = (*before, _boxed(one))
        found[one.gln] = NumberLife(gln=one.gln, first_from=one.first_from, timeline=timeline)
    return found


def _said(unit: Unit) -> Version[Facts]:
    return Version(unit.valid, facts_of(unit))


def _boxed(number: LocationNumber) -> Version[Mailbox]:
    return Version(number.valid, Mailbox(**{name: getattr(number, name) for name in _SAID}))


def _code(unit: Unit) -> SorCode:
    return unit.sor_code


def _place(unit: Unit) -> tuple[SorCode, date]:
    return unit.sor_code, unit.valid.start


def _first_day(number: LocationNumber) -> tuple[Gln, date]:
    return number.gln, number.valid.start
