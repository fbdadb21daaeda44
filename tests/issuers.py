"""An issuer of the tests' own: keys, and tokens that say whatever a test wants, well signed or not."""

import base64
import time
from collections.abc import Iterable
from typing import Any

import orjson
from joserfc import jws
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey, import_key

from web.tokens import SIGNATURES, Issuer

NOW = 1_795_345_200
"""2026-11-22 11:00 UTC, in seconds."""

ISSUER = Issuer("https://login.example", "sor")
RSA = RSAKey.generate_key(2048, auto_kid=True)
EC = ECKey.generate_key("P-256", auto_kid=True)
ED = OKPKey.generate_key("Ed25519", auto_kid=True)


def public(*keys: Key) -> KeySet:
    """What is published of keys."""
    return KeySet([import_key(key.as_dict(private=False)) for key in keys])


def claims(**told: Any) -> dict[str, Any]:
    """Claims that hold now, but for what is told; None leaves one out."""
    usual = {"iss": ISSUER.name, "aud": ISSUER.audience, "sub": "u-1", "iat": NOW, "exp": NOW + 300}
    return {name: value for name, value in {**usual, **told}.items() if value is not None}


def current(**told: Any) -> dict[str, Any]:
    """The same by the real clock."""
    now = int(time.time())
    return claims(**{"iat": now, "exp": now + 300, **told})


def signed(said: object, key: Key = RSA, alg: str = "RS256", **header: Any) -> str:
    """A token with a good signature, whatever it says."""
    told = {"alg": alg, "kid": key.kid, "typ": "at+jwt", **header}
    payload = said if isinstance(said, bytes) else orjson.dumps(said)
    return jws.serialize_compact(
        {name: value for name, value in told.items() if value is not None}, payload, key, registry=SIGNATURES
    )


def part(content: object) -> str:
    """One part of a token: bytes, or anything that JSON can write."""
    written = content if isinstance(content, bytes) else orjson.dumps(content)
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode("ascii")


def forged(header: object, said: object, signature: bytes = b"") -> str:
    return ".".join([part(header), part(said), part(signature)])


def published(keys: Iterable[Key]) -> dict[str, Any]:
    """A key set as a provider publishes it."""
    return {"keys": [{**key.as_dict(private=False), "use": "sig"} for key in keys]}
