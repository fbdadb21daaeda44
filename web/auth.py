"""Who is asking: a token to an actor, or the status and sentence with which somebody is not let in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from starlette.datastructures import Headers

from db.unavailable import Unavailable
from domain.permissions import PUBLIC, Actor, Role
from resolvers.organisations import Organisation
from resolvers.refusals import Refusal
from web.claims import OWN_NAMES, ClaimNames, Said
from web.keys import Keys, NoKeys
from web.tokens import BadToken, Claims, Issuer, UnknownKey

FindOrganisation = Callable[[str], Awaitable[Organisation]]
"""The organisation by its SOR code or CVR number. Raises `Refusal`, or `Unavailable` where nobody can be asked."""

ROLE_HEADER = "X-SOR-Role"
OF_AN_ORGANISATION = frozenset({Role.REGIONAL_ADMINISTRATOR, Role.MUNICIPAL_ADMINISTRATOR, Role.PRIVATE_COMPANY})
"""Roles that are nothing without an organisation to act for."""

AGAIN = 5
"""Seconds after which it is worth asking again where the database could not be asked."""

log = structlog.stdlib.get_logger("sor.auth")


class NotLetIn(Exception):
    """The message is a sentence for who asks; `status` and `headers` are HTTP's."""

    def __init__(self, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Authentication:
    """Whose tokens are believed, by which keys, and what their claims mean in the register."""

    issuer: Issuer
    keys: Keys
    names: ClaimNames
    organisation: FindOrganisation

    async def asker(self, headers: Headers) -> Actor:
        """Who sends a request with these headers. Raises `NotLetIn`."""
        return await self.actor_of(bearer(headers), once(headers, ROLE_HEADER))

    async def actor_of(self, token: str | None, role: str | None = None) -> Actor:
        """Whom a token is of, acting as `role` (as `Role.written`) or else as the most that the token allows.

        Without a token it is the public. Raises `NotLetIn`.
        """
        asked = role_named(role)
        if token is None:
            if asked in (None, Role.PUBLIC):
                return PUBLIC
            raise NotLetIn(401, f"To act as {asked.written} one has to log in.", {"WWW-Authenticate": "Bearer"})
        try:
            claims = await self._claims(token)
            said = self.names.said(claims)
        except BadToken as reason:
            told = f'Bearer error="invalid_token", error_description="{reason}"'
            raise NotLetIn(401, str(reason), {"WWW-Authenticate": told}) from None
        except NoKeys as reason:
            raise NotLetIn(503, str(reason), {"Retry-After": str(reason.seconds)}) from None
        return await self._actor(said, chosen(said.roles, asked), self.issuer.until(claims))

    async def _claims(self, token: str) -> Claims:
        try:
            return self.issuer.claims(token, await self.keys.current())
        except UnknownKey:
            return self.issuer.claims(token, await self.keys.anew())

    async def _actor(self, said: Said, role: Role, until: int) -> Actor:
        owner, cvr = (None, None) if role is Role.PUBLIC else await self._acted_for(said, role)
        return Actor(said.name, role, owner, said.subject, said.roles, cvr, until)

    async def _acted_for(self, said: Said, role: Role) -> Organisation:
        nobody = Organisation(None, None)
        if len(said.organisations) != 1:
            if role not in OF_AN_ORGANISATION:
                return nobody
            raise NotLetIn(403, without_organisation(said, role))
        try:
            found = await self.organisation(said.organisations[0])
        except Refusal as reason:
            if role not in OF_AN_ORGANISATION:
                return nobody
            raise NotLetIn(403, reason.message) from None
        except Unavailable as reason:
            log.warning("nobody can be asked for an organisation", reason=str(reason))
            sentence = "The register cannot be asked now whom you act for: try again in a moment."
            raise NotLetIn(503, sentence, {"Retry-After": str(AGAIN)}) from None
        if found.owner is None and role in OF_AN_ORGANISATION and role is not Role.PRIVATE_COMPANY:
            raise NotLetIn(403, f"No institution owner in force has the CVR number {found.cvr} that the login names.")
        return found


def bearer(headers: Headers) -> str | None:
    """The token that a request carries, if it has any. Raises `NotLetIn`."""
    given = once(headers, "Authorization")
    if given is None:
        return None
    scheme, _, token = given.strip().partition(" ")
    if scheme.lower() != "bearer":
        sentence = "One logs in by a token: Authorization: Bearer, and the token. Nothing else is taken."
        raise NotLetIn(401, sentence, {"WWW-Authenticate": "Bearer"})
    return token.strip()


def once(headers: Headers, name: str) -> str | None:
    """What a header says, if it is there. Raises `NotLetIn` where it is so twice."""
    given = headers.getlist(name)
    if len(given) > 1:
        raise NotLetIn(400, f"A request has one {name} header; this has several.")
    return given[0] if given else None


def role_named(role: str | None) -> Role | None:
    if role is None:
        return None
    known = {Role.PUBLIC.written: Role.PUBLIC, **OWN_NAMES}
    if role.strip() not in known:
        raise NotLetIn(400, f"{ROLE_HEADER} is one of {', '.join(known)}.")
    return known[role.strip()]


def chosen(having: tuple[Role, ...], asked: Role | None) -> Role:
    """The role asked for, if the token has it; else the one that allows most; the public's, if it has none."""
    if asked is None:
        return having[0] if having else Role.PUBLIC
    if asked is Role.PUBLIC or asked in having:
        return asked
    names = ", ".join(role.written for role in having) or "no role of this register"
    raise NotLetIn(403, f"The login has not the role {asked.written} that {ROLE_HEADER} asks for; it has {names}.")


def without_organisation(said: Said, role: Role) -> str:
    how_many = "several organisations" if said.organisations else "no organisation"
    others = [other.written for other in said.roles if other not in OF_AN_ORGANISATION]
    hint = f" It may be used as {others[0]}, with {ROLE_HEADER}." if others else ""
    return f"The login is that of a {role.value}, who acts for one organisation, and names {how_many}.{hint}"
