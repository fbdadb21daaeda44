"""Tokens: a signed text to the claims it makes, or the sentence that says why it is not believed."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ExpiredTokenError,
    InvalidClaimError,
    InvalidKeyIdError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

Claims = Mapping[str, Any]
Clock = Callable[[], float]

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
"""Signatures of a private key, all of them. What a token says of itself never widens this (RFC 8725, section 3.1)."""

KINDS = ("jwt", "at+jwt", "application/at+jwt")
"""What an access token calls itself, if anything (RFC 9068): other kinds of tokens are meant for others."""

LONGEST = 16_384
FAR = 1 << 40
"""A second since 1970 that no token is to outlive."""

# The library reads a token's parts before it has looked at what they are: a header may be a list, or nested for ever.
MALFORMED = (JoseError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


class BadToken(Exception):
    """The message is a sentence of ASCII without quotes, which repeats nothing of the token."""


class UnknownKey(BadToken):
    """Signed with a key that is not among those known; it may be a new one."""


class Signatures(JWSRegistry):
    """Which signatures are looked at. Header fields that mean nothing to us are let be, but none may be critical."""

    max_header_length = 4_096

    def __init__(self) -> None:
        super().__init__(algorithms=ALGORITHMS, strict_check_header=False)

    def check_header(self, header: dict[str, Any]) -> None:
        super().check_header(header)
        if "crit" in header:
            raise BadToken("The token asks for extensions that this register does not know.")
        if str(header.get("typ", "jwt")).lower() not in KINDS:
            raise BadToken("The token is of another kind than an access token.")

    def get_alg(self, name: str) -> Any:
        """The library would warn of EdDSA, by which name Ed25519 still goes in most key sets."""
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


SIGNATURES = Signatures()


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are believed (`iss`), if they are for this register (`aud`); clocks may differ by `skew` seconds."""

    name: str
    audience: str
    skew: int = 60

    def claims(self, token: str, keys: KeySet, clock: Clock = time.time) -> Claims:
        """What the token says, once all of it holds. Raises `BadToken`."""
        if len(token) > LONGEST:
            raise BadToken(f"The token is longer than {LONGEST} characters.")
        try:
            said = jwt.decode(token.encode("ascii"), keys, registry=SIGNATURES).claims
            self._demands(int(clock())).validate(said)
        except MALFORMED as wrong:
            raise why_not(wrong) from None
        return said

    def until(self, claims: Claims) -> int:
        """The second since 1970 from which on the token is not believed any longer, of what it says."""
        expires: float = claims["exp"]
        return ceil(min(FAR, expires)) + self.skew

    def _demands(self, now: int) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=now,
            leeway=self.skew,
            iss={"essential": True, "value": self.name},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
            sub={"essential": True},
        )


def why_not(wrong: Exception) -> BadToken:
    match wrong:
        case ExpiredTokenError():
            return BadToken("The token has expired: log in again.")
        case MissingClaimError():
            return BadToken("The token lacks one of the claims iss, aud, exp and sub.")
        case InvalidClaimError(claim=str(claim)) if claim in _CLAIMS:
            return BadToken(_CLAIMS[claim])
        case InvalidKeyIdError():
            return UnknownKey("The token is signed with a key that is not among the keys of its issuer.")
        case BadSignatureError():
            return BadToken("The signature of the token does not hold.")
        case UnsupportedAlgorithmError():
            return BadToken(f"The token is not signed by one of {', '.join(ALGORITHMS)}.")
        case _:
            return BadToken("This is no signed token (JWT).")


_CLAIMS = {
    "iss": "The token is of another issuer than the one this register believes.",
    "aud": "The token is meant for others: its audience is not this register.",
    "exp": "The token does not say by a number when it expires.",
    "nbf": "The token does not hold yet.",
    "iat": "The token says that it was issued later than now.",
    "sub": "The token does not say by a text whom it is about.",
}
