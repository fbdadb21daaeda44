"""What a token says of somebody: their name, the roles they have, the organisation they act for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from domain.permissions import Role
from web.tokens import BadToken, Claims

OWN_NAMES: Mapping[str, Role] = {role.written: role for role in Role if role is not Role.PUBLIC}
"""The roles as this register itself writes them."""

LONGEST_SUBJECT = 255
LONGEST_NAME = 100
OTHER_NAMES = ("preferred_username", "client_id", "azp", "sub")
"""Claims that tell a name where the one that should does not."""

UNNAMED = "unnamed"


class Said(NamedTuple):
    """`roles` by how much they allow; `organisations` as they are written, which are one at most if all is well."""

    subject: str
    name: str
    roles: tuple[Role, ...]
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where a token says what, and what it calls our roles. A name with dots may be a way into nested claims."""

    roles: str = "roles"
    organisation: str = "organisation"
    name: str = "name"
    role_names: Mapping[str, Role] = field(default_factory=lambda: OWN_NAMES)

    def said(self, claims: Claims) -> Said:
        """Raises `BadToken`."""
        return Said(
            subject(claims),
            named(found(claims, self.name), *(claims.get(other) for other in OTHER_NAMES)),
            self._roles(found(claims, self.roles)),
            tuple(dict.fromkeys(texts(found(claims, self.organisation)))),
        )

    def _roles(self, told: object) -> tuple[Role, ...]:
        """Those of the roles told that are ours. A text is one or several with spaces or commas between them."""
        names = told.replace(",", " ").split() if isinstance(told, str) else texts(told)
        having = {self.role_names[name] for name in names if name in self.role_names}
        return tuple(role for role in Role if role in having)


def found(claims: Claims, name: str) -> object:
    """A claim by its whole name, which may have dots in it, or else step by step: `realm_access.roles`."""
    if name in claims:
        return claims[name]
    told: object = claims
    for step in name.split("."):
        told = told.get(step) if isinstance(told, dict) else None
    return told


def texts(told: object) -> Iterator[str]:
    """A text, a whole number or a list of them, each as text; providers write a single value in any of these ways."""
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, str) and one.strip():
            yield one.strip()
        elif isinstance(one, int) and not isinstance(one, bool):
            yield str(one)


def subject(claims: Claims) -> str:
    told = claims["sub"]
    if not isinstance(told, str) or not told.isprintable() or len(told) > LONGEST_SUBJECT:
        raise BadToken(f"The token names nobody in at most {LONGEST_SUBJECT} characters (claim sub).")
    return told


def named(*told: Any) -> str:
    """The first that is a name. A mail address is none: names stand in the history of the register."""
    for one in told:
        if isinstance(one, str):
            name = "".join(letter if letter.isprintable() else " " for letter in one).strip()
            if name and "@" not in name:
                return name[:LONGEST_NAME]
    return UNNAMED
