"""The codes a unit is known by beside its SOR code, as they follow from the unit above it."""

from domain.identifiers import ProviderNumber, Shak
from domain.units import SPECIALITIES_AT_MOST, UnitKind
from synthetic.draft import Draft, Ground
from synthetic.issued import department_of, section_of
from synthetic.shapes import Trade


def shak(ground: Ground, draft: Draft, above: Draft | None) -> Shak | None:
    """A hospital's own; a department's extends its hospital's, a section's its department's."""
    match draft.shape.shak:
        case 4:
            draft.shak = ground.issued.hospital()
        case 6 if draft.institution is not None and draft.institution.shak is not None:
            draft.institution.given += 1
            draft.shak = department_of(draft.institution.shak, draft.institution.given)
        case 7 if above is not None:
            draft.shak = section(ground, above)
    return draft.shak


def section(ground: Ground, department: Draft) -> Shak | None:
    """The next code of a department; now and then two of its sections share one."""
    if department.shak is None:
        return None
    if not (department.given and ground.dice.first_or(0.1, "a shared SHAK code")):
        department.given += 1
    return section_of(department.shak, department.given)


def provider_numbers(ground: Ground, draft: Draft, above: Draft | None) -> tuple[ProviderNumber, ...]:
    """A clinic has one; who works there goes by it, by one of their own, or by both."""
    dice = ground.dice
    if not draft.shape.provider:
        return ()
    if draft.shape.kind is UnitKind.HEALTH_INSTITUTION:
        if dice.chance(0.85):
            draft.provider_number = _provider_number(ground)
        return () if draft.provider_number is None else (draft.provider_number,)
    shared = above.provider_number if above is not None and dice.chance(0.55) else None
    own = _provider_number(ground) if dice.chance(0.15) else None
    return tuple(number for number in (shared, own) if number is not None)


def _provider_number(ground: Ground) -> ProviderNumber:
    return ground.issued.provider_number(adds_up=not ground.dice.first_or(0.004, "a sum that is wrong"))


def pharmacy_number(ground: Ground, draft: Draft, above: Draft | None) -> str | None:
    """Pharmacy and branch: the pharmacy itself is the first branch of its number."""
    if not draft.shape.pharmacy:
        return None
    if above is None or above.pharmacy is None:
        draft.pharmacy = ground.issued.pharmacy()
        draft.given = 1
        return f"{draft.pharmacy},1"
    above.given += 1
    return f"{above.pharmacy},{above.given}"


def specialities(ground: Ground, draft: Draft, above: Draft | None, trade: Trade | None) -> tuple[str, ...]:
    """Those of its trade, in order; a section has the first of its department's, or none."""
    if trade is not None:
        return trade.specialities[:SPECIALITIES_AT_MOST]
    if draft.shape.shak == 7 and above is not None:
        return above.specialities[: ground.dice.between(0, 2)]
    return draft.shape.specialities
