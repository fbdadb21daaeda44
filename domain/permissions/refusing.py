"""Whether someone may do what they ask for, and if not, why and who may instead."""

from collections.abc import Iterator

from domain.identifiers import SorCode
from domain.lifecycle.excerpt import Excerpt, life_of
from domain.lifecycle.standing import named
from domain.operations import Operation
from domain.permissions.actions import Action
from domain.permissions.actors import Actor, Role
from domain.permissions.demands import Demand, demands
from domain.permissions.table import MAY, MUNICIPALITIES, NUMBERS, Reach
from domain.rejections import Violation
from domain.rules import Rule
from domain.units import UnitKind
from domain.words import Words


def refused(actor: Actor, operation: Operation, excerpt: Excerpt) -> tuple[Violation, ...]:
    """Every reason why the actor may not do it; none, if they may, or may request it (`by_request`).

    A unit's organisation is the owner at the top of its path on the day the operation takes effect and, if it is in
    force today, today. Units that the register does not have are nobody's: that they are unknown is another rule's.
    """
    return unmet(actor, demands(operation, excerpt), excerpt)


def barred(actor: Actor) -> tuple[Violation, ...]:
    """Why the actor may not do anything at all; none, if there is something they may."""
    return () if MAY[actor.role] else (_plain(Rule.FORBIDDEN_READ_ONLY),)


def deciding_refused(actor: Actor) -> tuple[Violation, ...]:
    """Why the actor may not decide requests; none, if they may."""
    allowed = Action.DECIDE_REQUEST in MAY[actor.role]
    return () if allowed else (_plain(_unlisted(actor.role, Action.DECIDE_REQUEST)),)


def by_request(actor: Actor) -> bool:
    """Whether what the actor asks for is decided by the SOR office before it is done."""
    return any(reach.by_request for reach in MAY[actor.role].values())


def unmet(actor: Actor, asked: tuple[Demand, ...], excerpt: Excerpt) -> tuple[Violation, ...]:
    """Why each demand is refused, the same reason of the same units once."""
    found: dict[tuple[Rule, tuple[SorCode, ...]], Violation] = {}
    for demand in asked:
        for violation in _unmet(actor, demand, excerpt):
            found.setdefault((violation.rule, violation.units), violation)
    return tuple(found.values())


def organisations(unit: SorCode, demand: Demand, excerpt: Excerpt) -> tuple[SorCode, ...]:
    """Whose a unit is on the day and, if it is in force today, today; nobody's, if the register does not have it."""
    if unit not in excerpt.units:
        return ()
    life = life_of(excerpt.units[unit])
    days = [life.clamp(demand.day), *([excerpt.today] if life.covers(excerpt.today) else [])]
    owners = (excerpt.owner(unit, day) for day in days)
    return tuple(dict.fromkeys(owner for owner in owners if owner is not None))


def _unmet(actor: Actor, demand: Demand, excerpt: Excerpt) -> Iterator[Violation]:
    reach = MAY[actor.role].get(demand.action)
    match reach:
        case None:
            yield _violation(_unlisted(actor.role, demand.action), demand)
        case Reach.OWN_UNITS:
            yield from _above_units(demand, excerpt)
            yield from _foreign(actor, demand, excerpt)
        case Reach.OWN_COMPANY:
            yield from _foreign(actor, demand, excerpt)
        case Reach.NEW_COMPANY:
            if actor.organisation is not None or actor.cvr is None or demand.cvr != actor.cvr:
                yield _violation(Rule.FORBIDDEN_OTHER_COMPANY, demand)
        case Reach.MUNICIPALITIES:
            if demand.unit is not None and not _municipal(demand.unit, demand, excerpt):
                yield _violation(Rule.FORBIDDEN_NUMBERS_OF_OTHERS, demand, demand.unit)


def _unlisted(role: Role, action: Action) -> Rule:
    """Why a role may not do a thing at all."""
    match role:
        case Role.PUBLIC:
            return Rule.FORBIDDEN_READ_ONLY
        case Role.MEDCOM:
            return Rule.FORBIDDEN_BEYOND_NUMBERS
        case Role.SYSTEM_SUPPLIER:
            return Rule.FORBIDDEN_BEYOND_MESSAGE_TYPES
        case Role.PRIVATE_COMPANY:
            return Rule.FORBIDDEN_BEYOND_REQUESTS
    if action in (*NUMBERS, Action.MESSAGE_TYPES):
        return Rule.FORBIDDEN_LOCATION_NUMBERS
    if action in (Action.CREATE_OWNER, Action.CREATE_INSTITUTION):
        return Rule.FORBIDDEN_INSTITUTIONS
    return Rule.FORBIDDEN_OFFICE_ONLY


def _above_units(demand: Demand, excerpt: Excerpt) -> Iterator[Violation]:
    """Owners and institutions, which no administrator keeps."""
    unit = None if demand.unit is None else excerpt.units.get(demand.unit)
    level = demand.level or (unit.kind if unit else UnitKind.ORGANIZATIONAL_UNIT)
    if level is not UnitKind.ORGANIZATIONAL_UNIT:
        yield _violation(Rule.FORBIDDEN_INSTITUTIONS, demand, demand.unit)


def _foreign(actor: Actor, demand: Demand, excerpt: Excerpt) -> Iterator[Violation]:
    if actor.organisation is None:
        yield _violation(Rule.FORBIDDEN_NO_ORGANISATION, demand)
    elif demand.unit is not None:
        whose = organisations(demand.unit, demand, excerpt)
        others = [owner for owner in whose if owner != actor.organisation]
        if others and demand.unnamed:
            yield _violation(Rule.FORBIDDEN_OTHER_ORGANISATION, demand)
        elif others:
            yield _of_others(actor.organisation, demand.unit, others, demand, excerpt)


def _municipal(unit: SorCode, demand: Demand, excerpt: Excerpt) -> bool:
    life = excerpt.units.get(unit)
    if life is None:
        return True
    return all(_is_municipality(owner, demand, excerpt) for owner in organisations(unit, demand, excerpt))


def _is_municipality(owner: SorCode, demand: Demand, excerpt: Excerpt) -> bool:
    facts = excerpt.facts(owner, life_of(excerpt.units[owner]).clamp(demand.day))
    return facts is not None and facts.type in MUNICIPALITIES


def _violation(rule: Rule, demand: Demand, unit: SorCode | None = None) -> Violation:
    units = () if unit is None or demand.unnamed else (unit,)
    return Violation(rule=rule, words=Words(rule.da, rule.en), place=demand.place, units=units)


def _plain(rule: Rule) -> Violation:
    return Violation(rule=rule, words=Words(rule.da, rule.en))


def _of_others(own: SorCode, unit: SorCode, others: list[SorCode], demand: Demand, excerpt: Excerpt) -> Violation:
    name, whose, mine = named(unit, excerpt), named(others[0], excerpt), named(own, excerpt)
    return Violation(
        rule=Rule.FORBIDDEN_OTHER_ORGANISATION,
        words=Words(
            f"{name} hører under {whose}, og der handles for {mine}: enheden føres af sin egen organisations "
            "administratorer eller af SOR-kontoret.",
            f"{name} belongs to {whose}, and this is asked on behalf of {mine}: the unit is kept by its own "
            "organisation's administrators or by the SOR office.",
        ),
        place=demand.place,
        units=(unit,),
    )
