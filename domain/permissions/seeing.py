"""What someone may see of what is not public."""

from domain.identifiers import SorCode
from domain.location_numbers import LocationNumber
from domain.permissions.actors import Actor, Role


def belongs_to(actor: Actor, owner: SorCode) -> bool:
    """Whether the actor is one of the organisation's own users, or the SOR office, which is everyone's."""
    return actor.role is Role.SOR_OFFICE or (actor.role is not Role.PUBLIC and actor.organisation == owner)


def sees_number(actor: Actor, number: LocationNumber, owner: SorCode) -> bool:
    """Numbers that are internal only or not active are shown to the owning organisation's own users."""
    return not number.hidden or belongs_to(actor, owner)


def sees_local_attributes(actor: Actor, owner: SorCode) -> bool:
    """Local attributes are internal to the organisation."""
    return belongs_to(actor, owner)
