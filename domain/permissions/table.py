"""Who may do what, and how far it reaches (REGISTER.md, section 6). What is not listed here is refused."""

from collections.abc import Mapping
from enum import Enum

from domain.permissions.actions import Action
from domain.permissions.actors import Role
from domain.words import Words

MUNICIPALITIES = frozenset({"547211000005108"})
"""The unit types by which an owner is a municipality (kommune)."""


class Reach(Enum):
    """What an action may be done to. The organisation of a unit is the owner at the top of its path."""

    EVERYTHING = Words("alle", "all")
    OWN_UNITS = Words("egen organisations organisatoriske enheder", "the own organisation's organisational units")
    MUNICIPALITIES = Words("kommunernes", "the municipalities'")
    OWN_COMPANY = Words(
        "egen virksomhed og dens klinikker, efter anmodning", "the own company and its clinics, by request"
    )
    NEW_COMPANY = Words(
        "egen virksomhed, hvis registeret ikke har den, efter anmodning",
        "the own company, if the register does not have it, by request",
    )

    @property
    def by_request(self) -> bool:
        """Whether the SOR office decides before it is done."""
        return self in (Reach.OWN_COMPANY, Reach.NEW_COMPANY)


Reaches = Mapping[Action, Reach]

NUMBERS = (Action.ISSUE_NUMBER, Action.CHANGE_NUMBER, Action.CLOSE_NUMBER, Action.INHERIT_NUMBER)

_OWN_UNITS: Reaches = {
    Action.CREATE_UNIT: Reach.OWN_UNITS,
    Action.CHANGE: Reach.OWN_UNITS,
    Action.MOVE: Reach.OWN_UNITS,
    Action.MOVE_UNDER: Reach.EVERYTHING,  # to another organisation too, once that is confirmed
    Action.CLOSE: Reach.OWN_UNITS,
    Action.WITHDRAW: Reach.OWN_UNITS,
    Action.MERGE: Reach.OWN_UNITS,
    Action.SPLIT: Reach.OWN_UNITS,
    Action.RELATE: Reach.OWN_UNITS,
}

MAY: Mapping[Role, Reaches] = {
    Role.PUBLIC: {},
    Role.SOR_OFFICE: dict.fromkeys(Action, Reach.EVERYTHING),
    Role.REGIONAL_ADMINISTRATOR: {
        **_OWN_UNITS,
        **dict.fromkeys(NUMBERS, Reach.OWN_UNITS),
        Action.MESSAGE_TYPES: Reach.OWN_UNITS,
    },
    Role.MUNICIPAL_ADMINISTRATOR: _OWN_UNITS,
    Role.MEDCOM: {
        **dict.fromkeys(NUMBERS, Reach.MUNICIPALITIES),
        Action.MESSAGE_TYPES: Reach.EVERYTHING,
    },
    Role.SYSTEM_SUPPLIER: {Action.MESSAGE_TYPES: Reach.EVERYTHING},
    Role.PRIVATE_COMPANY: {
        Action.CREATE_OWNER: Reach.NEW_COMPANY,
        Action.CREATE_INSTITUTION: Reach.OWN_COMPANY,
        Action.CREATE_UNIT: Reach.OWN_COMPANY,
        Action.CHANGE: Reach.OWN_COMPANY,
        Action.CLOSE: Reach.OWN_COMPANY,
        **dict.fromkeys(NUMBERS, Reach.OWN_COMPANY),
    },
}

if unlisted := set(Role) - set(MAY):
    raise TypeError(f"no permissions are listed for {sorted(role.name for role in unlisted)}")
