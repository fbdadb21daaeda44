"""Tokens are believed when all of it holds; whatever else is sent is refused in a sentence that repeats none of it."""

import hashlib
import hmac
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from tests.issuers import EC, ED, ISSUER, NOW, RSA, claims, forged, part, public, signed
from web.tokens import LONGEST, BadToken, Issuer, UnknownKey

KEYS = public(RSA, EC, ED)
SAYABLE = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")
"""What an error_description may be made of (RFC 6750, section 3)."""


def refused(token: str, issuer: Issuer = ISSUER) -> str:
    with pytest.raises(BadToken) as why:
        issuer.claims(token, KEYS, lambda: NOW)
    assert SAYABLE.fullmatch(str(why.value))
    return str(why.value)


@pytest.mark.parametrize(
    ("key", "alg"),
    [
        *((RSA, alg) for alg in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")),
        (EC, "ES256"),
        (ED, "EdDSA"),
        (ED, "Ed25519"),
    ],
)
def test_a_token_signed_by_a_private_key_is_believed(key: Key, alg: str) -> None:
    assert ISSUER.claims(signed(claims(), key, alg), KEYS, lambda: NOW) == claims()


@pytest.mark.parametrize("typ", [None, "JWT", "jwt", "at+jwt", "application/at+jwt", "AT+JWT"])
def test_an_access_token_may_say_that_it_is_one(typ: str | None) -> None:
    assert ISSUER.claims(signed(claims(), typ=typ), KEYS, lambda: NOW)["sub"] == "u-1"


def test_an_audience_may_be_one_of_several() -> None:
    assert ISSUER.claims(signed(claims(aud=["account", "sor"])), KEYS, lambda: NOW)["sub"] == "u-1"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", ""])
def test_a_token_without_a_signature_is_not_believed(alg: str) -> None:
    assert "is not signed by one of RS256" in refused(forged({"alg": alg}, claims()))
    assert "is not signed by one of RS256" in refused(forged({"alg": alg, "kid": RSA.kid}, claims(), b"x"))


@pytest.mark.parametrize(("alg", "digest"), [("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512")])
def test_a_public_key_is_no_shared_secret(alg: str, digest: str) -> None:
    body = f"{part({'alg': alg, 'kid': RSA.kid})}.{part(claims())}"
    for secret in (RSA.as_pem(private=False), RSA.as_der(private=False), b""):
        signature = hmac.digest(secret, body.encode(), getattr(hashlib, digest)) if secret else b""

        assert "is not signed by one of RS256" in refused(f"{body}.{part(signature)}")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"iss": None}, "lacks one of the claims"),
        ({"iss": "https://login.example/"}, "of another issuer"),
        ({"iss": ["https://login.example"]}, "of another issuer"),
        ({"aud": None}, "lacks one of the claims"),
        ({"aud": "another"}, "meant for others"),
        ({"aud": []}, "meant for others"),
        ({"aud": ["SOR", "sorr"]}, "meant for others"),
        ({"aud": {"sor": 1}}, "meant for others"),
        ({"sub": None}, "lacks one of the claims"),
        ({"sub": 17}, "whom it is about"),
        ({"exp": None}, "lacks one of the claims"),
        ({"exp": str(NOW + 300)}, "by a number when it expires"),
        ({"exp": True}, "by a number when it expires"),
        ({"exp": [NOW]}, "by a number when it expires"),
        ({"nbf": NOW + 61}, "does not hold yet"),
        ({"nbf": "now"}, "does not hold yet"),
        ({"iat": NOW + 61}, "later than now"),
        ({"iat": "now"}, "later than now"),
    ],
)
def test_a_claim_that_does_not_hold_is_named(told: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(signed(claims(**told)))


def test_clocks_may_differ_by_the_seconds_that_are_set_and_no_more() -> None:
    for issuer, skew in ((ISSUER, 60), (Issuer(ISSUER.name, ISSUER.audience, 0), 0)):
        for good in (claims(exp=NOW - skew + 1), claims(nbf=NOW + skew), claims(iat=NOW + skew)):
            assert issuer.claims(signed(good), KEYS, lambda: NOW) == good

        assert "has expired" in refused(signed(claims(exp=NOW - skew)), issuer)
        assert "does not hold yet" in refused(signed(claims(nbf=NOW + skew + 1)), issuer)
        assert "later than now" in refused(signed(claims(iat=NOW + skew + 1)), issuer)


@pytest.mark.parametrize("exp", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1", b"null"])
def test_an_end_that_is_no_time_is_no_end(exp: bytes) -> None:
    said = b'{"iss":"https://login.example","aud":"sor","sub":"u-1","exp":' + exp + b"}"

    assert refused(signed(said))


@pytest.mark.parametrize("key", [RSAKey.generate_key(2048, auto_kid=True), ECKey.generate_key("P-256", auto_kid=True)])
def test_a_key_that_nobody_knows_is_told_apart_from_a_bad_token(key: Key) -> None:
    alg = "RS256" if isinstance(key, RSAKey) else "ES256"
    with pytest.raises(UnknownKey):
        ISSUER.claims(signed(claims(), key, alg), KEYS, lambda: NOW)
    with pytest.raises(UnknownKey):
        ISSUER.claims(signed(claims(), RSA, kid=None), KEYS, lambda: NOW)

    assert refused(signed(claims(), key, alg, kid=RSA.kid if alg == "RS256" else EC.kid)) == (
        "The signature of the token does not hold."
    )


def test_a_token_without_a_key_id_is_checked_where_there_is_one_key() -> None:
    token = signed(claims(), kid=None)

    assert ISSUER.claims(token, public(RSA), lambda: NOW) == claims()
    with pytest.raises(BadToken):
        ISSUER.claims(token, public(OKPKey.generate_key("Ed25519")), lambda: NOW)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_token_of_which_a_letter_was_changed_is_not_believed(place: int) -> None:
    parts = signed(claims()).split(".")
    first = parts[place][4]
    parts[place] = f"{parts[place][:4]}{'A' if first != 'A' else 'B'}{parts[place][5:]}"

    assert refused(".".join(parts))


def test_a_token_cut_off_anywhere_is_not_believed() -> None:
    token = signed(claims(), ED, "EdDSA")

    for length in range(len(token)):
        assert refused(token[:length])


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["b64"], "b64": False},
        {"crit": ["exp"], "exp": NOW},
        {"crit": []},
        {"crit": "b64"},
        {"crit": [{}]},
        {"crit": 5},
        {"typ": "logout+jwt"},
        {"typ": "dpop+jwt"},
        {"typ": ""},
        {"typ": 5},
        {"alg": "ES256"},
        {"alg": "Ed448"},
        {"alg": "ES256K"},
        {"alg": ["RS256"]},
        {"alg": {}},
        {"alg": None},
        {"kid": 5},
        {"kid": ["a"]},
        {"kid": {}},
        {"jwk": RSA.as_dict(private=False), "kid": "own"},
        {"jku": "https://evil.example/keys", "kid": "own"},
    ],
)
def test_a_header_that_asks_for_something_else_is_refused(header: dict[str, Any]) -> None:
    assert refused(forged({"alg": "RS256", "kid": RSA.kid, "typ": "JWT", **header}, claims(), b"x" * 256))


@pytest.mark.parametrize(
    "header", [[], ["alg"], "alg", 17, None, True, {}, b"", b"{", b"\xff", b"[" * 3_000, b'{"alg":' * 500]
)
def test_a_header_that_is_no_header_is_refused(header: object) -> None:
    assert refused(forged(header, claims(), b"x" * 256)) == "This is no signed token (JWT)."


@pytest.mark.parametrize("said", [[], ["iss"], "iss", 17, b"", b"{", b"\xff", b"[" * 8_000, b'{"a":' * 1_500])
def test_a_payload_that_is_no_object_is_refused_however_well_it_is_signed(said: object) -> None:
    assert refused(signed(said)) == "This is no signed token (JWT)."


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "æ.ø.å", "\x00", "☃", "\ud800"]
)
def test_a_text_that_is_no_token_is_refused(token: str) -> None:
    assert refused(token) == "This is no signed token (JWT)."


def test_a_token_is_not_read_at_any_length() -> None:
    long = signed(claims(x="x" * LONGEST))

    assert refused(long) == refused("x" * 1_000_000) == f"The token is longer than {LONGEST} characters."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
HEADERS = st.fixed_dictionaries(
    {"alg": st.sampled_from(["RS256", "ES256", "EdDSA"]) | JSON},
    optional={"kid": st.sampled_from([RSA.kid, EC.kid, ED.kid]) | JSON, "typ": JSON, "crit": JSON, "b64": JSON},
)


@given(token=st.text(max_size=200) | st.text("eyJhbGciOi.-_=", max_size=200))
def test_no_text_at_all_breaks_anything(token: str) -> None:
    refused(token)


def jsonable(value: Any) -> Any:
    """What orjson writes of it; numbers that JSON has not become text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < 2**63 else str(value)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [jsonable(one) for one in value]
    if isinstance(value, dict):
        return {jsonable(name): jsonable(one) for name, one in value.items()}
    return value


@given(header=HEADERS, said=JSON, signature=st.binary(max_size=100))
def test_no_header_at_all_breaks_anything(header: Any, said: Any, signature: bytes) -> None:
    refused(forged(jsonable(header), jsonable(said), signature))


@given(
    told=st.dictionaries(
        st.sampled_from(["iss", "aud", "sub", "exp", "nbf", "iat", "jti", "roles"]) | st.text(), JSON, max_size=4
    )
)
def test_no_claims_at_all_break_anything(told: dict[str, Any]) -> None:
    try:
        believed = ISSUER.claims(signed(jsonable(claims(**told))), KEYS, lambda: NOW)
    except BadToken:
        return
    assert (believed["iss"], isinstance(believed["sub"], str)) == (ISSUER.name, True)
