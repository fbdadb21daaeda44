"""An excerpt of the register for those who only ask: built of what readers tell, not behind the tree lock."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date

from domain.chronicles import Chronicle
from domain.identifiers import Gln, SorCode
from domain.lifecycle.excerpt import COOPERATES, REPLACES, Beside, Excerpt, life_of
from domain.location_numbers import LocationNumber, Mailbox
from domain.periods import Moment, Version
from domain.permissions import Actor, sees_number
from domain.records import NumberLife, UnitLife
from domain.relations import Relation
from domain.units import Facts, Unit, facts_of
from resolvers.context import Context
from resolvers.limits import over
from resolvers.refusals import Code

_SAID = tuple(field.name for field in fields(Mailbox))


async def with_all_theirs(ctx: Context, codes: Sequence[SorCode], known: Sequence[Chronicle]) -> Excerpt:
    """Units with all that were ever above them, their numbers and what those exchange, and their relations with the
    lives of whom they cooperate with. `known`: chronicles that were read already."""
    now = Moment(ctx.today)
    told = [one for each in await ctx.reader.relation_histories(codes, now) for one in each]
    partners = {one.other for one in told if one.type == COOPERATES}
    read = {one.sor_code for one in known}
    further = sorted(({*codes} | partners) - read)
    chronicles = [*known, *(await ctx.reader.chronicles(further, now) if further else ())]
    excerpt = excerpt_of(ctx.actor, ctx.today, chronicles)
    glns = sorted(gln for code in codes for gln in (number.gln for number in excerpt.held.get(code, ())))
    exchanged = await ctx.reader.capability_histories(glns, now) if glns else []
    capabilities = {gln: tuple(each) for gln, each in zip(glns, exchanged, strict=True)}
    return replace(excerpt, capabilities=capabilities, beside=_beside(told))


async def below(ctx: Context, codes: Sequence[SorCode]) -> list[SorCode]:
    """Everything that is, or comes to be, under some units, as far down as it goes. Raises `Refusal` for too much."""
    found: dict[SorCode, None] = dict.fromkeys(codes)
    level: Collection[SorCode] = codes
    while level:
        told = await ctx.reader.children_from([*level], Moment(ctx.today))
        level = dict.fromkeys(unit.sor_code for versions in told for unit in versions if unit.sor_code not in found)
        found |= dict.fromkeys(level)
        ctx.budget.touch(len(level))
        if len(found) - len(codes) > ctx.limits.subtree:
            raise over("subtree", ctx.limits.subtree, _TOO_MUCH, Code.TOO_MANY_UNITS)
    return [*found][len({*codes}) :]


_TOO_MUCH = "More units than an answer may touch are below those whose actions are asked for: ask for fewer."


def excerpt_of(actor: Actor, today: date, chronicles: Sequence[Chronicle]) -> Excerpt:
    """The numbers are those that the actor may see."""
    whole = {code: versions for chronicle in chronicles for code, versions in chronicle.versions.items()}
    units = {code: life(versions) for code, versions in whole.items()}
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


def _beside(told: Iterable[Relation]) -> dict[SorCode, tuple[Beside, ...]]:
    """Who states a cooperation is not told, and nothing to those who may end it from either side."""
    found: dict[SorCode, dict[Beside, None]] = {}
    for one in told:
        if one.type in (REPLACES, COOPERATES):
            unit, other = (one.unit, one.other) if one.type == REPLACES else sorted((one.unit, one.other))
            found.setdefault(unit, {})[Beside(unit, one.type, other, one.valid, one.note)] = None
    return {unit: tuple(beside) for unit, beside in found.items()}


def _first_day(number: LocationNumber) -> tuple[Gln, date]:
    return number.gln, number.valid.start
