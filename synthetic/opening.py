"""What a unit says on its first day: type, codes, addresses, flags."""

from datetime import date

from domain.addresses import AddressId, ElectronicAddress, ElectronicAddressId
from domain.identifiers import SorCode
from domain.units import Facts, GeographicalRelation, UnitKind
from synthetic.codes import pharmacy_number, provider_numbers, shak, specialities
from synthetic.draft import Draft, Family, Ground
from synthetic.naming import named
from synthetic.shapes import Trade

ATTRIBUTES = ("Budget 4711", "Ledelse", "Vagtplan B", "Omk.sted 210", "Projekt", "Bygning 12", "Intern 7")


def opening(ground: Ground, draft: Draft, family: Family, trade: Trade | None, inherits: bool | None) -> Facts:
    """The facts of a unit's first version; it takes its SHAK code, provider and pharmacy numbers here."""
    dice, shape = ground.dice, draft.shape
    above = draft.stays[0].parent if draft.stays else None
    draft.specialities = specialities(ground, draft, above, trade)
    own_place = dice.chance(shape.own_place)
    postal = address(ground, draft) if own_place else None
    relation, mother = geographical(ground, draft, family, own_place)
    organisational = shape.kind is UnitKind.ORGANIZATIONAL_UNIT
    return Facts(
        name=named(draft),
        parent=None if above is None else above.code,
        type=trade.type if trade is not None and trade.type is not None else shape.types[0],
        local_code=local_code(ground, draft) if shape.local_code and dice.chance(0.4) else None,
        cvr=draft.cvr if not organisational or dice.chance(0.5) else None,
        p_number=ground.issued.p_number() if dice.chance(shape.p_number) else None,
        shak=shak(ground, draft, above),
        provider_numbers=provider_numbers(ground, draft, above),
        pharmacy_number=pharmacy_number(ground, draft, above),
        specialities=draft.specialities,
        postal=postal,
        visiting=address(ground, draft) if dice.first_or(0.05, "a visiting address") else None,
        activity=address(ground, draft) if organisational and dice.first_or(0.03, "an activity address") else None,
        electronic=electronic(ground, draft) if dice.chance(shape.own_phone) else None,
        inherits_location_number=inherits,
        geographical_relation=relation,
        geographical_parent=mother,
        ambulant=None if shape.ambulant is None else dice.chance(shape.ambulant),
        inpatient=None if shape.inpatient is None else dice.chance(shape.inpatient),
        reporting_level=dice.chance(0.6) if shape.reporting else None,
        treatment_site=dice.chance(shape.treatment) if shape.treatment else None,
        local_attributes=attributes(ground) if dice.first_or(0.05, "local attributes") else (),
        source_updated=entered(ground, draft.start),
    )


def entered(ground: Ground, day: int) -> date:
    """The day on which a version was entered: some days before it takes effect, and never after today."""
    return date.fromordinal(min(ground.today, day - ground.dice.below(20)))


def address(ground: Ground, draft: Draft) -> AddressId:
    return ground.batch.placed(ground.atlas.address(ground.dice, draft.town))


def electronic(ground: Ground, draft: Draft) -> ElectronicAddressId:
    """No telephone number in Denmark begins with 12, and no name ends in .example."""
    dice = ground.dice
    house = f"{draft.shape.sort}-{int(draft.code) // 10**10}.example"
    return ground.batch.reached(
        ElectronicAddress(
            phone=f"12{dice.below(1_000_000):06d}",
            email=f"kontakt@{house}" if dice.chance(0.8) else None,
            website=f"https://www.{house}" if dice.chance(0.4) else None,
            fax=f"12{dice.below(1_000_000):06d}" if dice.chance(0.05) else None,
        )
    )


def local_code(ground: Ground, draft: Draft) -> str:
    return f"{draft.shape.local_code}-{ground.dice.between(100, 9999)}"


def attributes(ground: Ground) -> tuple[str | None, ...]:
    """Up to five, a place among them perhaps left empty."""
    dice = ground.dice
    said = [dice.one_of(ATTRIBUTES) for _ in range(dice.between(1, 5))]
    return tuple(
        None if place and place + 1 < len(said) and dice.chance(0.3) else one for place, one in enumerate(said)
    )


def geographical(
    ground: Ground, draft: Draft, family: Family, own_place: bool
) -> tuple[GeographicalRelation | None, SorCode | None]:
    """Whose place a unit shares; the other mother is one that stands for all of the unit's life."""
    dice = ground.dice
    if not draft.stays:
        return None, None
    if own_place:
        return GeographicalRelation.OWN_PLACE, None
    others = family.like(draft.stays[0].parent)
    if others and dice.first_or(0.04, "another mother"):
        other = dice.one_of(others)
        if other is not draft.stays[0].parent and other.covers(draft.start, draft.end):
            return GeographicalRelation.OTHER_MOTHER, other.code
        dice.not_yet("another mother")
    if dice.first_or(0.05, "no place or an unknown one"):
        return dice.one_of((GeographicalRelation.NO_PLACE, GeographicalRelation.UNKNOWN)), None
    return GeographicalRelation.ORGANISATIONAL_MOTHER, None
