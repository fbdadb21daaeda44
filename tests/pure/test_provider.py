"""A provider's documents: where the keys are, which of them count, and what is not believed of an address."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from tests.issuers import EC, ED, RSA, public, published
from web.keys import Unreachable
from web.provider import LARGEST, Provider, unsafe

ISSUER = "https://login.example/realms/sor"
WELL_KNOWN = f"{ISSUER}/.well-known/openid-configuration"
KEYS = "https://keys.example/jwks"

Answers = dict[str, Any]
SAID: Answers = {WELL_KNOWN: {"issuer": ISSUER, "jwks_uri": KEYS}, KEYS: published([RSA, EC, ED])}


def answering(answers: Answers, asked: list[str] | None = None) -> httpx.MockTransport:
    """A network on which each address answers with JSON, with a response of its own, or by breaking."""

    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(str(request.url))
        said = answers[str(request.url)]
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, httpx.Response) else httpx.Response(200, json=said)

    return httpx.MockTransport(answer)


async def keys(answers: Answers, issuer: str = ISSUER) -> KeySet:
    return await Provider(issuer, answering(answers)).keys()


def kids(found: KeySet) -> list[str | None]:
    return [key.kid for key in found]


async def reason(answers: Answers) -> str:
    with pytest.raises(Unreachable) as why:
        await keys(answers)
    return str(why.value)


async def test_keys_are_where_the_discovery_document_says() -> None:
    asked: list[str] = []

    found = await Provider(ISSUER, answering(SAID, asked)).keys()

    assert kids(found) == kids(public(RSA, EC, ED))
    assert asked == [WELL_KNOWN, KEYS]


async def test_an_issuer_may_end_in_a_slash_as_long_as_it_says_so_itself() -> None:
    slashed = {WELL_KNOWN: {"issuer": f"{ISSUER}/", "jwks_uri": KEYS}, KEYS: published([RSA])}

    assert kids(await keys(slashed, f"{ISSUER}/")) == kids(public(RSA))
    assert "of another issuer" in await reason(slashed)


@pytest.mark.parametrize("named", ["https://evil.example", None, 17, [ISSUER], ISSUER.upper()])
async def test_a_document_of_another_issuer_is_not_believed(named: object) -> None:
    assert "of another issuer than SOR_OIDC_ISSUER" in await reason(
        {**SAID, WELL_KNOWN: {"issuer": named, "jwks_uri": KEYS}}
    )


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (None, "is not told"),
        (17, "is not told"),
        ("http://keys.example/jwks", "elsewhere use https://"),
        ("file:///etc/passwd", "no address that begins with https://"),
        ("/jwks", "no address that begins with https://"),
        ("https://[", "is no address"),
        ("https://keys.example:port/", "is no address"),
    ],
)
async def test_keys_are_fetched_over_https_only(where: object, sentence: str) -> None:
    asked: list[str] = []
    answers = {WELL_KNOWN: {"issuer": ISSUER, "jwks_uri": where}}
    with pytest.raises(Unreachable, match=sentence):
        await Provider(ISSUER, answering(answers, asked)).keys()

    assert asked == [WELL_KNOWN]


@pytest.mark.parametrize("address", [WELL_KNOWN, KEYS])
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: httpx.Response(500), "status 500"),
        (lambda: httpx.Response(302, headers={"Location": "https://evil.example"}), "status 302"),
        (lambda: httpx.Response(200, text="<html>"), "did not answer with JSON"),
        (lambda: httpx.Response(200, content=b"[" * 10_000), "did not answer with JSON"),
        (lambda: httpx.Response(200, json=[]), "JSON object"),
        (lambda: httpx.Response(200, content=b" " * (LARGEST + 1)), f"more than {LARGEST} bytes"),
        (lambda: httpx.ConnectError("refused"), "cannot be reached"),
        (lambda: httpx.ReadTimeout("slow"), "cannot be reached"),
        (lambda: httpx.RemoteProtocolError("broken"), "cannot be reached"),
    ],
)
async def test_what_goes_wrong_on_the_way_is_a_reason(address: str, make: Callable[[], object], sentence: str) -> None:
    told = await reason({**SAID, address: make()})

    assert address in told
    assert sentence in told


async def test_a_provider_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.provider.WITHIN", 0.05)

    async def drips() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b" "

    assert "has not answered for 0.05 seconds" in await reason({**SAID, KEYS: httpx.Response(200, content=drips())})


def small() -> RSAKey:
    with pytest.warns(SecurityWarning):
        return RSAKey.generate_key(1024)


@pytest.mark.parametrize(
    "useless",
    [
        {**EC.as_dict(private=False), "use": "enc"},
        EC.as_dict(private=True),
        OctKey.generate_key(256).as_dict(),
        small().as_dict(private=False),
        {"kty": "RSA", "n": "x", "e": "AQAB"},
        {"kty": "RSA"},
        {"kty": "EC", "crv": "P-1", "x": "x", "y": "y"},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "x"},
        {"kty": ["RSA"]},
        {"use": "sig", "use_": 1},
        {"kty": "EC", "crv": 5, "x": [], "y": {}},
        "key",
        None,
        17,
    ],
)
async def test_a_key_that_is_not_for_us_is_passed_over(useless: object) -> None:
    answers = {**SAID, KEYS: {"keys": [useless, *published([ED])["keys"]]}}

    assert kids(await keys(answers)) == kids(public(ED))
    assert "no public key for signatures" in await reason({**SAID, KEYS: {"keys": [useless]}})


@pytest.mark.parametrize("told", [{}, {"keys": []}, {"keys": {}}, {"keys": None}, {"keys": "x"}])
async def test_a_provider_without_keys_is_told_of(told: object) -> None:
    assert "no public key for signatures" in await reason({**SAID, KEYS: told})


async def test_a_key_that_says_what_it_may_do_verifies() -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    told = {**key.as_dict(private=False), "key_ops": ["verify"], "alg": "ES256", "x5c": ["MII"]}

    [found] = await keys({**SAID, KEYS: {"keys": [told]}})
    assert found.kid == key.kid


@pytest.mark.parametrize(
    "address", ["https://a.example", "http://127.0.0.1:1", "http://localhost/x", "http://[::1]:80"]
)
def test_a_provider_may_be_anywhere_by_https_and_here_by_http(address: str) -> None:
    assert unsafe(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1",
        "http://localhost.example",
        "ftp://localhost",
        "",
        "localhost",
        "https://",
        "https:///x",
        "http://[::2]",
        "https://a:b",
        "http://0.0.0.0",
        "http://127.0.0.1@a.b",
    ],
)
def test_elsewhere_it_may_not(address: str) -> None:
    assert unsafe(address)
