"""A running server and a real OpenID Connect provider: login, expiry, new keys, and tokens that lie."""

import base64
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey, import_key
from websockets import ConnectionClosed, Subprotocol
from websockets.sync.client import connect

from tests.issuers import forged, part, signed
from tests.provider.running import BRIEFLY, ELSEWHERE, REGISTER, SIGNED_BY, RunningProvider, running
from tests.web.conftest import serving, sor
from web.danish import extensions

KBH, KBH_CODE = "64942212", "21000016006"
PEOPLE: dict[str, dict[str, Any]] = {
    "kim": {"name": "Kim Krag", "roles": ["municipal-administrator"], "organisation": KBH},
    "ole": {"name": "Ole Olsen", "roles": ["offline_access", "sor-office", "medcom"]},
    "lis": {"name": "Lis Lund", "roles": ["municipal-administrator"], "organisation": "13585628"},
}
PROGRAMS: dict[str, dict[str, Any]] = {"journal": {"roles": "system-supplier"}}
RSA = SIGNED_BY["RS256"]
SOCKETS = "graphql-transport-ws"
ME = {"query": "{ me { name role roles organisation { sorCode name } } }"}


@contextmanager
def server(database: str, provider: RunningProvider, **settings: str) -> Iterator[str]:
    """The address of a register that believes a provider."""
    usual = {
        "SOR_DATABASE_URL": database,
        "SOR_TODAY": "2026-11-22",
        "SOR_LOG_LEVEL": "ERROR",  # nobody reads the log meanwhile, and a full pipe would stop the server
        "SOR_OIDC_ISSUER": provider.issuer,
        "SOR_OIDC_AUDIENCE": REGISTER,
    }
    with serving(**usual | settings) as (address, _):
        yield address


@pytest.fixture(scope="module")
def provider() -> Iterator[RunningProvider]:
    with running(RSA, PEOPLE, PROGRAMS) as provider:
        yield provider


@pytest.fixture(scope="module")
def register(demo_database: str, provider: RunningProvider) -> Iterator[str]:
    with server(demo_database, provider) as address:
        yield address


def ask(register: str, token: str, **headers: str) -> httpx.Response:
    sent = {"Authorization": f"Bearer {token}", **headers}
    return httpx.post(f"{register}/graphql", json=ME, headers=sent, timeout=60)


def me(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["me"]


def unbelieved(answer: httpx.Response) -> str:
    assert answer.status_code == 401, answer.text
    [error] = answer.json()["errors"]
    assert error["extensions"] == extensions("UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == (
        f'Bearer error="invalid_token", error_description="{error["message"]}"'
    )
    return str(error["message"])


def test_somebody_who_logs_in_at_the_provider_is_let_in(register: str, provider: RunningProvider) -> None:
    assert me(ask(register, provider.person_token("kim"))) == {
        "name": "Kim Krag",
        "role": "MUNICIPAL_ADMINISTRATOR",
        "roles": ["MUNICIPAL_ADMINISTRATOR"],
        "organisation": {"sorCode": KBH_CODE, "name": "Københavns Kommune"},
    }


def test_a_program_logs_in_by_its_own_name(register: str, provider: RunningProvider) -> None:
    viewer = me(ask(register, provider.program_token("journal")))

    assert (viewer["name"], viewer["role"], viewer["organisation"]) == ("journal", "SYSTEM_SUPPLIER", None)


def test_somebody_chooses_among_their_roles(register: str, provider: RunningProvider) -> None:
    token = provider.person_token("ole")

    assert me(ask(register, token))["role"] == "SOR_OFFICE"
    assert me(ask(register, token, **{"X-SOR-Role": "medcom"}))["role"] == "MEDCOM"
    assert ask(register, token, **{"X-SOR-Role": "private-company"}).status_code == 403


def test_somebody_whose_organisation_the_register_does_not_have_is_told_so(
    register: str, provider: RunningProvider
) -> None:
    answer = ask(register, provider.person_token("lis"))

    assert answer.status_code == 403
    assert "13585628" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("alg", sorted(SIGNED_BY.keys() - {"RS256"}))
def test_a_provider_may_sign_by_any_algorithm_with_a_private_key(demo_database: str, alg: str) -> None:
    with running(SIGNED_BY[alg], PEOPLE, PROGRAMS) as other, server(demo_database, other) as address:
        assert me(ask(address, other.program_token("journal")))["role"] == "SYSTEM_SUPPLIER"


def test_a_token_holds_until_it_expires(demo_database: str, provider: RunningProvider) -> None:
    with server(demo_database, provider, SOR_OIDC_AUDIENCE=BRIEFLY, SOR_OIDC_CLOCK_SKEW="0") as strict:
        ask(strict, provider.program_token("journal", BRIEFLY))  # the keys are fetched now, and the clock runs later
        token = provider.program_token("journal", BRIEFLY)
        before = ask(strict, token)
        time.sleep(max(0.0, claims_of(token)["exp"] + 1 - time.time()))
        after = ask(strict, token)
    with server(demo_database, provider, SOR_OIDC_AUDIENCE=BRIEFLY) as lenient:
        within_the_skew = ask(lenient, token)

    assert me(before)["role"] == me(within_the_skew)["role"] == "SYSTEM_SUPPLIER"
    assert "expired" in unbelieved(after)


def test_a_token_for_somebody_else_is_not_for_us(register: str, provider: RunningProvider) -> None:
    assert "audience" in unbelieved(ask(register, provider.person_token("kim", ELSEWHERE)))


def test_a_token_of_another_provider_is_not_believed(register: str) -> None:
    with running(SIGNED_BY["ES256"], PEOPLE, PROGRAMS) as other, running(RSA, PEOPLE, PROGRAMS) as same_key:
        assert "not among the keys" in unbelieved(ask(register, other.program_token("journal")))
        assert "another issuer" in unbelieved(ask(register, same_key.program_token("journal")))


def test_a_token_of_the_development_issuer_is_not_believed_beside_a_provider(
    register: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = sor("token", "--role", "sor-office", SOR_DATA_DIR=str(tmp_path_factory.mktemp("made")))

    assert "not among the keys" in unbelieved(ask(register, made.stdout.strip()))


def claims_of(token: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def test_a_token_is_only_as_good_as_its_signature(register: str, provider: RunningProvider) -> None:
    [published] = provider.keys()
    public = import_key(published)
    assert isinstance(public, RSAKey)
    token = provider.person_token("kim")
    head, body, signature = token.split(".")
    office = {**claims_of(token), "roles": ["sor-office"]}
    confused = f"{part({'alg': 'HS256', 'kid': public.kid})}.{part(office)}"
    secrets = [public.as_pem(private=False), public.as_der(private=False), json.dumps(published).encode()]

    assert me(ask(register, token))["role"] == "MUNICIPAL_ADMINISTRATOR"
    for secret in secrets:
        by_public_key = part(hmac.digest(secret, confused.encode(), hashlib.sha256))
        assert "is not signed by one of" in unbelieved(ask(register, f"{confused}.{by_public_key}"))
    assert "is not signed by one of" in unbelieved(ask(register, forged({"alg": "none"}, office)))
    assert "is not signed by one of" in unbelieved(ask(register, f"{part({'alg': 'none'})}.{body}.{signature}"))
    assert "does not hold" in unbelieved(ask(register, f"{head}.{part(office)}.{signature}"))
    forger = RSAKey.generate_key(2048)
    assert "does not hold" in unbelieved(ask(register, signed(office, forger, kid=public.kid)))
    assert "not among the keys" in unbelieved(ask(register, signed(office, forger, kid="mine")))


def test_a_truncated_token_is_no_token_wherever_it_is_cut(register: str, provider: RunningProvider) -> None:
    token = provider.program_token("journal")

    for length in (*range(1, len(token), 37), len(token) - 1):
        unbelieved(ask(register, token[:length]))


def raw(register: str, header: bytes) -> tuple[int, bytes]:
    """The status and the answer to a request with a header line that client libraries would not send."""
    where = urlsplit(register)
    body = json.dumps(ME).encode()
    usual = [b"POST /graphql HTTP/1.1", b"Host: sor", b"Content-Type: application/json", b"Connection: close"]
    lines = [*usual, b"Content-Length: %d" % len(body), header]
    with socket.create_connection((str(where.hostname), where.port or 0), timeout=60) as connection:
        connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    return int(answer.split(b" ", 2)[1]), answer


@pytest.mark.parametrize(
    "header",
    [
        b"Authorization: Bearer " + b"x" * 100_000,
        b"Authorization: Bearer " + b"x." * 50_000,
        b"Authorization: Bearer " + b"e30." * 3,
        b"Authorization: " + b"Bearer " * 10_000,
        "Authorization: Bearer blåbærgrød".encode(),
        "Authorization: Bearer blåbærgrød".encode("latin-1"),
        b"Authorization: Bearer \xff\xfe\xfd.\x80.\x81",
        "Authorization: Bærer x".encode(),
        b"Authorization: Bearer",
        b"Authorization:",
        b"Authorization: Bearer a\tb",
        b"Authorization: Bearer a, Bearer b",
        b"Authorization: Bearer a\r\nAuthorization: Bearer b",
        b'Authorization: Bearer "quoted"',
        b"X-SOR-Role: \xc3\xa6",
        b"X-SOR-Role: " + b"a" * 50_000,
        b"X-SOR-Role: sor-office",
    ],
)
def test_nothing_that_can_be_sent_as_a_login_breaks_the_server(register: str, header: bytes) -> None:
    status, answer = raw(register, header)

    assert status in (400, 401, 431)
    assert b'{"errors":[{"message":"' in answer
    assert len(answer) < 1_500


def greeted(register: str, **login: str) -> str:
    """What a socket says to somebody who comes with these parameters; its code and reason where it closes."""
    with connect(f"ws{register.removeprefix('http')}/graphql", subprotocols=[Subprotocol(SOCKETS)]) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": login}))
        try:
            return str(json.loads(socket.recv(timeout=60))["type"])
        except ConnectionClosed as closed:
            return f"{closed.rcvd.code} {closed.rcvd.reason}" if closed.rcvd else "gone"


def test_a_socket_takes_the_same_tokens(register: str, provider: RunningProvider) -> None:
    token = provider.person_token("kim")

    assert greeted(register) == "connection_ack"
    assert greeted(register, Authorization=f"Bearer {token}") == "connection_ack"
    assert greeted(register, Authorization=f"Bearer {token[:-20]}").startswith("4403 The signature")
    assert greeted(register, Authorization="Bearer \ud83d").startswith("4400 ")
    for strange in ("☃", "æ", "x", "x" * 100_000, "a.b.c"):
        assert greeted(register, Authorization=f"Bearer {strange}").startswith("4403 Th")
    assert greeted(register, Authorization=f"Bearer {token}", **{"X-SOR-Role": "☃"}).startswith(
        "4403 X-SOR-Role is one of"
    )


def test_many_who_come_with_unknown_keys_do_not_keep_others_out(register: str, provider: RunningProvider) -> None:
    token = provider.program_token("journal")
    strange = [signed({"sub": "x"}, RSA, kid=f"strange-{n}") for n in range(200)]
    began = time.monotonic()
    with httpx.Client(base_url=register, timeout=60) as client:
        for one in strange:
            assert client.post("/graphql", json=ME, headers={"Authorization": f"Bearer {one}"}).status_code == 401
    assert me(ask(register, token))["role"] == "SYSTEM_SUPPLIER"
    assert time.monotonic() - began < 60


def accepted(register: str, token: str, seconds: float = 60) -> bool:
    """Whether a token is taken before long: keys that nobody knows are not asked for at every request."""
    until = time.monotonic() + seconds
    while (answer := ask(register, token)).status_code != 200:
        assert answer.status_code in (401, 503)
        if time.monotonic() > until:
            return False
        time.sleep(0.5)
    return True


def test_a_provider_that_signs_with_a_new_key_is_followed_without_a_restart(demo_database: str) -> None:
    with ExitStack() as staying:
        with running(RSA, PEOPLE, PROGRAMS) as first:
            register = staying.enter_context(server(demo_database, first))
            old = first.program_token("journal")
            assert me(ask(register, old))["name"] == "journal"
        with running(SIGNED_BY["ES256"], PEOPLE, PROGRAMS, first.port) as second:
            assert second.issuer == first.issuer
            new = second.person_token("kim")
            assert accepted(register, new)
            assert "not among the keys" in unbelieved(ask(register, old))
            assert me(ask(register, new))["name"] == "Kim Krag"


def test_a_provider_that_goes_away_leaves_those_in_who_have_a_token(demo_database: str) -> None:
    with ExitStack() as staying:
        with running(RSA, PEOPLE, PROGRAMS) as provider:
            register = staying.enter_context(server(demo_database, provider, SOR_OIDC_KEYS_SECONDS="10"))
            token = provider.person_token("kim")
            assert me(ask(register, token))["name"] == "Kim Krag"
        time.sleep(11)
        assert me(ask(register, token))["name"] == "Kim Krag"


def test_a_provider_that_was_never_there_is_a_reason_to_come_again(demo_database: str) -> None:
    with running(RSA, PEOPLE, PROGRAMS) as provider:
        token = provider.program_token("journal")
    with server(demo_database, provider) as register:
        answer = ask(register, token)
        public = httpx.post(f"{register}/graphql", json=ME, timeout=60)

        assert answer.status_code == 503
        assert answer.json()["errors"][0]["extensions"] == extensions("UNAVAILABLE")
        assert 1 <= int(answer.headers["retry-after"]) <= 5
        assert public.json() == {"data": {"me": None}}
        with running(RSA, PEOPLE, PROGRAMS, provider.port):
            assert accepted(register, token)
