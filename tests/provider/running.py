"""The provider while it runs: started and stopped, and the ways to get a token of it."""

import base64
import hashlib
import json
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from tests.npm import installed, node

FOLDER = Path(__file__).parent
BACK = "http://127.0.0.1/back"
REGISTER, BRIEFLY, ELSEWHERE = "https://sor.example", "https://briefly.sor.example", "https://other.example"
RESOURCES = {REGISTER: 300, BRIEFLY: 6, ELSEWHERE: 300}
"""The audiences of tokens, and the seconds for which these hold."""

SIGNED_BY: Mapping[str, Key] = {
    "RS256": RSAKey.generate_key(2048, {"alg": "RS256", "use": "sig"}, auto_kid=True),
    "PS256": RSAKey.generate_key(2048, {"alg": "PS256", "use": "sig"}, auto_kid=True),
    "ES256": ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, auto_kid=True),
    "Ed25519": OKPKey.generate_key("Ed25519", {"alg": "Ed25519", "use": "sig"}, auto_kid=True),
}


@dataclass(frozen=True)
class RunningProvider:
    """A provider that listens as `issuer`."""

    issuer: str

    @property
    def port(self) -> int:
        return int(urlsplit(self.issuer).port or 0)

    def program_token(self, client: str, audience: str = REGISTER) -> str:
        """What a program gets for its secret."""
        asked = {"grant_type": "client_credentials", "scope": "register", "resource": audience}
        answer = httpx.post(f"{self.issuer}/token", auth=(client, "secret"), data=asked, timeout=30)
        token: str = answer.raise_for_status().json()["access_token"]
        return token

    def person_token(self, login: str, audience: str = REGISTER) -> str:
        """What somebody gets who logs in by a browser: the authorization code flow with PKCE, all its pages."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {"client_id": "portal", "response_type": "code", "scope": "openid register", "redirect_uri": BACK}
        proof = {"code_challenge": challenge, "code_challenge_method": "S256", "state": "s", "resource": audience}
        with httpx.Client(base_url=self.issuer, timeout=30) as browser:
            back = self._logged_in(browser, browser.get("/auth", params=asked | proof), login)
            exchange = {"grant_type": "authorization_code", "client_id": "portal", "redirect_uri": BACK}
            code = {"code": parse_qs(urlsplit(back).query)["code"][0], "code_verifier": verifier}
            answer = browser.post("/token", data={**exchange, **code, "resource": audience})
        token: str = answer.raise_for_status().json()["access_token"]
        return token

    def _logged_in(self, browser: httpx.Client, answer: httpx.Response, login: str) -> str:
        """Where the browser is sent back to, after it has been through every page."""
        forms = [{"prompt": "login", "login": login, "password": "any"}, {"prompt": "consent"}]
        while not (address := answer.headers["location"]).startswith(BACK):
            page = browser.get(address)
            answer = browser.post(address, data=forms.pop(0)) if page.status_code == 200 else page
        return str(address)

    def keys(self) -> list[dict[str, Any]]:
        """What it publishes."""
        where = httpx.get(f"{self.issuer}/.well-known/openid-configuration", timeout=30).json()["jwks_uri"]
        keys: list[dict[str, Any]] = httpx.get(where, timeout=30).json()["keys"]
        return keys


@contextmanager
def running(
    key: Key,
    people: Mapping[str, Mapping[str, Any]],
    programs: Mapping[str, Mapping[str, Any]],
    port: int = 0,
) -> Iterator[RunningProvider]:
    """A provider that signs with a key; people and programs by name, each with the claims of their tokens."""
    if not installed(FOLDER):
        pytest.fail("the identity provider of the tests is not installed: python -m tests.npm tests/provider")
    told = {
        "port": port,
        "keys": [key.as_dict(private=True)],
        "resources": RESOURCES,
        "people": people,
        "programs": {client: {"secret": "secret", "claims": claims} for client, claims in programs.items()},
    }
    command = [str(node() / "bin" / "node"), str(FOLDER / "server.mjs")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            process.stdin.write(json.dumps(told) + "\n")
            process.stdin.flush()
            issuer = process.stdout.readline().strip()
            assert issuer, f"the provider did not start: {process.communicate()[1]}"
            yield RunningProvider(issuer)
        finally:
            process.kill()
