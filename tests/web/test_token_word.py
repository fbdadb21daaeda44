"""`sor token`: one token on stdout and nothing else there, with a key that several may make at once."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import reason, serving, sor
from web import development
from web.tokens import LONGEST

KBH = "64942212"


def said(token: str, folder: Path) -> dict[str, object]:
    """What a token says, which the key of a folder has signed."""
    keys = asyncio.run(development.DevelopmentKeys(folder).current())
    return dict(development.ISSUER.claims(token, keys))


def test_a_token_is_all_that_is_printed(tmp_path: Path) -> None:
    words = ("--role", "medcom", "--role", "sor-office", "--name", "Åse", "--hours", "2")
    done = sor("token", *words, SOR_DATA_DIR=str(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    token, end, rest = done.stdout.partition("\n")
    assert (end, rest) == ("\n", "")
    assert len(token) < LONGEST
    claims = said(token, tmp_path)
    assert (claims["name"], claims["sub"], claims["roles"]) == ("Åse", "development:Åse", ["medcom", "sor-office"])
    assert int(str(claims["exp"])) - int(str(claims["iat"])) == 2 * 3600
    assert "organisation" not in claims


def test_tokens_made_at_once_in_a_folder_that_is_not_there_are_of_one_key(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    words = ("token", "--role", "private-company", "--organisation", KBH)
    with ThreadPoolExecutor(4) as several:
        done = list(several.map(lambda _: sor(*words, SOR_DATA_DIR=str(folder)), range(8)))

    assert {one.returncode for one in done} == {0}
    assert [said(one.stdout.strip(), folder)["organisation"] for one in done] == [KBH] * 8
    assert [file.name for file in folder.iterdir()] == [development.FILE]
    assert (folder / development.FILE).stat().st_mode & 0o777 == 0o600


def test_keys_made_at_once_are_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as several:
        keys = list(several.map(lambda _: development.key_in(tmp_path), range(64)))

    assert len({key.thumbprint() for key in keys}) == 1


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--role", "regional-administrator"], 2, "A regional administrator acts for an owner"),
        (["--role", "medcom", "--role", "private-company"], 2, "A private company acts for an owner"),
        (["--role", "medcom", "--organisation", "12"], 2, "--organisation is a SOR code or a CVR number: '12' has 2"),
        (["--role", "medcom", "--organisation", "64942213"], 2, "fails the mod 11 check"),
        (["--role", "medcom", "--name", ""], 2, "--name is 1 to 100 characters"),
        (["--role", "medcom", "--name", "a\nb"], 2, "--name is 1 to 100 characters"),
    ],
)
def test_what_no_register_would_take_is_not_made(tmp_path: Path, words: list[str], code: int, sentence: str) -> None:
    done = sor("token", *words, SOR_DATA_DIR=str(tmp_path / "data"))

    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in reason(done)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("words", [[], ["--role", "public"], ["--role", "root"], ["--role", "medcom", "--hours", "0"]])
def test_a_word_too_few_or_wrong_is_told(tmp_path: Path, words: list[str]) -> None:
    done = sor("token", *words, SOR_DATA_DIR=str(tmp_path / "data"))

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_where_a_provider_is_set_no_token_is_made(tmp_path: Path) -> None:
    provider = {"SOR_OIDC_ISSUER": "https://login.example", "SOR_OIDC_AUDIENCE": "sor"}
    done = sor("token", "--role", "medcom", SOR_DATA_DIR=str(tmp_path / "data"), **provider)

    assert (done.returncode, done.stdout) == (3, "")
    assert "Tokens come from https://login.example" in reason(done)
    assert not (tmp_path / "data").exists()


def test_a_key_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / development.FILE).write_text("no key")
    for folder in (tmp_path / "file", tmp_path):
        done = sor("token", "--role", "medcom", SOR_DATA_DIR=str(folder))

        assert (done.returncode, done.stdout) == (3, "")
        assert "SOR_DATA_DIR" in reason(done)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"SOR_OIDC_ISSUER": "https://login.example"}, "SOR_OIDC_AUDIENCE: it is required with SOR_OIDC_ISSUER"),
        ({"SOR_OIDC_AUDIENCE": "sor"}, "SOR_OIDC_AUDIENCE: it is set without SOR_OIDC_ISSUER"),
        ({"SOR_OIDC_ISSUER": "login.example"}, "SOR_OIDC_ISSUER: 'login.example' is no address"),
        ({"SOR_OIDC_ISSUER": "http://login.example"}, "elsewhere use https://"),
        ({"SOR_OIDC_ISSUER": "https://login.example?a=b"}, "has more to it than scheme, host and path"),
        ({"SOR_OIDC_ROLE_NAMES": "a=b"}, "SOR_OIDC_ROLE_NAMES: it is written as JSON"),
        ({"SOR_OIDC_ROLE_NAMES": '["medcom"]'}, "SOR_OIDC_ROLE_NAMES: it is written as JSON"),
        ({"SOR_OIDC_ROLE_NAMES": '{"admin": "root"}'}, "'admin' cannot stand for 'root'; our roles are sor-office"),
        ({"SOR_OIDC_ROLE_NAMES": '{"admin": ["medcom"]}'}, "'admin' cannot stand for"),
        ({"SOR_OIDC_CLOCK_SKEW": "301"}, "SOR_OIDC_CLOCK_SKEW"),
    ],
)
def test_half_a_provider_or_a_wrong_one_starts_nothing(settings: dict[str, str], sentence: str) -> None:
    done = sor("serve", "--port", "0", **settings)

    assert done.returncode == 2
    assert sentence in reason(done)


def test_a_server_takes_the_tokens_of_its_own_folder(demo_database: str, tmp_path: Path) -> None:
    settings = {"SOR_DATABASE_URL": demo_database, "SOR_DATA_DIR": str(tmp_path), "SOR_TODAY": "2026-11-22"}
    words = ("token", "--role", "municipal-administrator", "--organisation", KBH, "--name", "Åse")
    with serving("--workers", "2", **settings) as (address, _):
        token = sor(*words, **settings).stdout.strip()
        elsewhere = sor(*words, SOR_DATA_DIR=str(tmp_path / "elsewhere")).stdout.strip()
        query = {"query": "{ me { name role organisation { name } } }"}
        answers = [
            httpx.post(f"{address}/graphql", json=query, headers={"Authorization": f"Bearer {one}"}, timeout=30)
            for one in [token, elsewhere] * 8
        ]

    assert [answer.status_code for answer in answers] == [200, 401] * 8
    assert [json.dumps(answer.json()["data"]["me"], ensure_ascii=False) for answer in answers[::2]] == [
        '{"name": "Åse", "role": "MUNICIPAL_ADMINISTRATOR", "organisation": {"name": "Københavns Kommune"}}'
    ] * 8
