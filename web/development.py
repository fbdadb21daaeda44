"""The development issuer: tokens signed with a key of this machine's own, for as long as no provider is set."""

import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from domain.permissions import Role
from web.tokens import SIGNATURES, BadToken, Issuer

ISSUER = Issuer("sor:development", "sor-register")
FILE = "development-key.pem"
ALGORITHM = "Ed25519"


class DevelopmentKeys:
    """The key in a folder, once a first token has been made with it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._keys: KeySet | None = None

    async def current(self) -> KeySet:
        return self._keys or await self.anew()

    async def anew(self) -> KeySet:
        """Also after the folder was cleared and another key made."""
        try:
            self._keys = KeySet([read(self._file)])
        except (OSError, JoseError, ValueError):
            raise BadToken("This register has no key for tokens: sor token, on its machine, makes one.") from None
        return self._keys

    def close(self) -> None:
        """Nothing is open."""


def read(file: Path) -> OKPKey:
    """Raises `OSError`, `JoseError` or `ValueError`."""
    return OKPKey.import_key(file.read_text("ascii"))


def key_in(folder: Path) -> OKPKey:
    """The folder's key, made with it where it is missing: whole from the start, of two that try at once the first.

    Raises as `read` does.
    """
    file = folder / FILE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(file)
    return read(file)


def _make(file: Path) -> None:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    making = file.with_name(f"{FILE}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(making, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as written:
            written.write(key.as_pem(private=True).decode("ascii"))
        try:
            os.link(making, file)
        except FileExistsError:
            return
    finally:
        making.unlink(missing_ok=True)


def token(key: OKPKey, name: str, roles: Sequence[Role], organisation: str | None, hours: float) -> str:
    """A token that says so, from now on."""
    now = int(time.time())
    claims = {
        "iss": ISSUER.name,
        "aud": ISSUER.audience,
        "sub": f"development:{name}",
        "name": name,
        "roles": [role.written for role in roles],
        **({} if organisation is None else {"organisation": organisation}),
        "iat": now,
        "exp": now + round(hours * 3600),
    }
    header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": key.thumbprint()}
    return jwt.encode(header, claims, key, registry=SIGNATURES)
