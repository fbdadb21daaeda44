"""The OpenID Connect provider: its discovery document and its keys, fetched with bounds on time and size."""

import asyncio
import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key

from web.keys import Unreachable

WELL_KNOWN = "/.well-known/openid-configuration"
LARGEST = 1 << 20
WITHIN = 10.0
"""Seconds for both documents together, however slowly they come."""

KINDS = ("RSA", "EC", "OKP")
SMALLEST_RSA = 2_048


class Provider:
    """Where the keys of an issuer are found. `transport`: another way to the provider than the network."""

    def __init__(self, issuer: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.issuer = issuer
        self._transport = transport

    async def keys(self) -> KeySet:
        """Those that may have signed a token. Raises `Unreachable`."""
        try:
            async with asyncio.timeout(WITHIN), httpx.AsyncClient(transport=self._transport, timeout=WITHIN) as client:
                return key_set(await document(client, await self._where_keys_are(client)))
        except TimeoutError:
            raise Unreachable(f"{self.issuer} has not answered for {WITHIN:g} seconds") from None

    async def _where_keys_are(self, client: httpx.AsyncClient) -> str:
        address = self.issuer.rstrip("/") + WELL_KNOWN
        told = await document(client, address)
        if told.get("issuer") != self.issuer:
            raise Unreachable(f"{address} is of another issuer than SOR_OIDC_ISSUER, {self.issuer}")
        keys = told.get("jwks_uri")
        if not isinstance(keys, str) or (reason := unsafe(keys)):
            reason = "is not told" if not isinstance(keys, str) else reason
            raise Unreachable(f"the jwks_uri of {address} {reason}")
        return keys


async def document(client: httpx.AsyncClient, address: str) -> Mapping[str, Any]:
    """A JSON object, from where it is said to be and from nowhere else. Raises `Unreachable`."""
    body = bytearray()
    try:
        async with client.stream("GET", address, headers={"Accept": "application/json"}) as answer:
            if answer.status_code != 200:
                raise Unreachable(f"{address} answered with status {answer.status_code}")
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise Unreachable(f"{address} answered with more than {LARGEST} bytes")
        told = orjson.loads(body)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"{address} cannot be reached ({type(error).__name__}: {error})") from None
    except orjson.JSONDecodeError:
        raise Unreachable(f"{address} did not answer with JSON") from None
    if not isinstance(told, dict):
        raise Unreachable(f"{address} did not answer with a JSON object")
    return told


def key_set(told: Mapping[str, Any]) -> KeySet:
    """The public keys for signatures; what else is published is for others. Raises `Unreachable` for none."""
    published = told.get("keys")
    keys = [key for one in published if (key := usable(one))] if isinstance(published, list) else []
    if not keys:
        raise Unreachable("the provider publishes no public key for signatures")
    return KeySet(keys)


def usable(published: object) -> Key | None:
    if not isinstance(published, dict) or published.get("use", "sig") != "sig":
        return None
    kind = published.get("kty")
    if kind not in KINDS or "d" in published:
        return None
    if kind == "RSA" and len(str(published.get("n"))) * 6 < SMALLEST_RSA:
        return None
    try:
        return import_key({name: value for name, value in published.items() if name != "key_ops"})
    except (JoseError, ValueError, TypeError, LookupError, AttributeError):
        return None


def unsafe(address: str) -> str | None:
    """Why a provider is not asked at an address: what comes unencrypted over a network could be anybody's."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no address"
    if not host or parts.scheme not in ("https", "http"):
        return "is no address that begins with https://"
    if parts.scheme == "http" and not loopback(host):
        return "begins with http://; only on this machine itself (localhost) is that enough, elsewhere use https://"
    return None


def loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
