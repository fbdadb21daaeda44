"""Who is let in over HTTP, as whom and for whom; and with which status and sentence the others are not."""

import io
import json
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import create_app
from db.writing.change import change
from db.writing.lives import write
from domain.identifiers import Cvr, sor_code_of
from domain.periods import Period, Version
from domain.permissions import Role
from domain.recording import ActorKind, Recorder
from domain.records import Lives, UnitLife
from domain.units import Facts, UnitKind
from settings import Settings
from tests.builders import COMPANY, HOSPITAL, OPENED, REGION, STREET, TODAY, WARD, hospital
from tests.fixtures.databases import Databases, connected
from tests.issuers import ED, RSA, forged, signed
from web import development
from web.danish import extensions

CLOSED, TWIN, OTHER_TWIN, STRANGER = (sor_code_of(serial) for serial in (9101, 9102, 9103, 9104))
SHARED = Cvr("55133018")
ME = "{ me { name role roles cvr organisation { sorCode } } }"


def owner(code: int, name: str, cvr: Cvr, end: date | None = None) -> UnitLife:
    facts = Facts(name=name, type="550891000005100", cvr=cvr, postal=STREET.id)
    timeline = (Version(Period(OPENED, end), facts),)
    return UnitLife(sor_code=code, kind=UnitKind.INSTITUTION_OWNER, first_from=OPENED, timeline=timeline)  # type: ignore[arg-type]


OWNERS = Lives(
    units=(
        owner(CLOSED, "Lukket Klinik ApS", Cvr("13585628"), date(2026, 11, 22)),
        owner(TWIN, "Tvillingerne", SHARED),
        owner(OTHER_TWIN, "Tvillingerne II", SHARED),
    ),
    addresses=(STREET,),
)


@pytest.fixture(scope="module")
async def owners(databases: Databases) -> AsyncIterator[str]:
    """The address of a register with the hospital, a company that closed today, and two that share a CVR number."""
    with databases.clone() as address:
        async with connected(address) as engine, change(engine, Recorder(ActorKind.SYSTEM, "test")) as writing:
            await write(writing, hospital())
            await write(writing, OWNERS)
        yield address


class Door:
    """A client of the whole program, and tokens that it takes."""

    def __init__(self, client: httpx.AsyncClient, folder: Path) -> None:
        self.client = client
        self.key = development.key_in(folder)

    def token(self, *roles: Role, organisation: object = None, **told: Any) -> str:
        now = int(time.time())
        usual = {
            **{"iss": "sor:development", "aud": "sor-register", "sub": "u-1", "name": "Bo Bak", "exp": now + 60},
            **{"roles": [role.written for role in roles], "organisation": organisation},
        }
        said = {name: value for name, value in {**usual, **told}.items() if value is not None}
        return signed(said, self.key, "Ed25519", kid=self.key.thumbprint())

    async def ask(self, token: str | None, query: str = ME, role: str | None = None) -> httpx.Response:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        headers |= {} if role is None else {"X-SOR-Role": role}
        return await self.client.post("/graphql", json={"query": query}, headers=headers)


@asynccontextmanager
async def program(url: str, folder: Path) -> AsyncIterator[Door]:
    app = create_app(Settings(database_url=url, data_dir=folder, today=TODAY))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sor") as client,
    ):
        yield Door(client, folder)


@pytest.fixture
async def door(owners: str, tmp_path: Path, logged: io.StringIO) -> AsyncIterator[Door]:
    async with program(owners, tmp_path) as door:
        yield door


def me(answer: httpx.Response) -> dict[str, Any] | None:
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json()
    viewer: dict[str, Any] | None = answer.json()["data"]["me"]
    return viewer


def refused(answer: httpx.Response, status: int, code: str) -> str:
    """The sentence of an answer that has nothing but an error."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    [error] = answer.json()["errors"]
    assert list(answer.json()) == ["errors"]
    assert error["extensions"] == extensions(code)
    assert len(error["message"]) > 20
    assert len(answer.content) < 1_000
    sentence: str = error["message"]
    return sentence


def unbelieved(answer: httpx.Response) -> str:
    sentence = refused(answer, 401, "UNAUTHENTICATED")
    told = answer.headers["www-authenticate"]
    assert told == f'Bearer error="invalid_token", error_description="{sentence}"'
    assert told.isascii()
    return sentence


async def test_without_a_token_one_is_the_public(door: Door) -> None:
    assert me(await door.ask(None)) is None
    assert me(await door.ask(None, role="public")) is None


async def test_a_token_tells_whom_one_acts_as_and_for(door: Door) -> None:
    viewer = me(await door.ask(door.token(Role.REGIONAL_ADMINISTRATOR, organisation=str(REGION))))

    assert viewer == {
        "name": "Bo Bak",
        "role": "REGIONAL_ADMINISTRATOR",
        "roles": ["REGIONAL_ADMINISTRATOR"],
        "cvr": "33257872",
        "organisation": {"sorCode": str(REGION)},
    }


@pytest.mark.parametrize("organisation", ["64942212", 64942212, ["64942212"], str(COMPANY), COMPANY])
async def test_an_owner_is_named_by_its_cvr_number_or_its_sor_code(door: Door, organisation: object) -> None:
    viewer = me(await door.ask(door.token(Role.PRIVATE_COMPANY, organisation=organisation)))

    assert viewer is not None
    assert (viewer["cvr"], viewer["organisation"]) == ("64942212", {"sorCode": str(COMPANY)})


async def test_a_company_may_log_in_before_the_register_has_it(door: Door) -> None:
    for cvr in ("30714024", "13585628"):  # of nobody, and of a company that has closed
        viewer = me(await door.ask(door.token(Role.PRIVATE_COMPANY, organisation=cvr)))

        assert viewer is not None
        assert (viewer["role"], viewer["cvr"], viewer["organisation"]) == ("PRIVATE_COMPANY", cvr, None)


@pytest.mark.parametrize("role", [Role.REGIONAL_ADMINISTRATOR, Role.MUNICIPAL_ADMINISTRATOR])
@pytest.mark.parametrize(
    ("organisation", "sentence"),
    [
        (None, "names no organisation"),
        ([], "names no organisation"),
        ("", "names no organisation"),
        ([str(REGION), str(COMPANY)], "names several organisations"),
        (str(STRANGER), f"names organisation {STRANGER}, which the register does not have"),
        (str(CLOSED), f"names organisation {CLOSED}, which is not in force today"),
        (str(HOSPITAL), f"names {HOSPITAL}, which is no institution owner"),
        (str(WARD), f"names {WARD}, which is no institution owner"),
        (SHARED, "which 2 institution owners share"),
        ("30714024", "No institution owner in force has the CVR number 30714024"),
        ("13585628", "No institution owner in force has the CVR number 13585628"),
        ("64942213", "neither a SOR code nor a CVR number: '64942213' fails the mod 11 check"),
        ("1101", "neither a SOR code nor a CVR number: '1101' has 4 digits"),
        ("Region Prøve'; --", "neither a SOR code nor a CVR number"),
        ("x" * 5_000, "neither a SOR code nor a CVR number"),
    ],
)
async def test_an_organisation_that_one_cannot_act_for_is_refused_in_a_sentence(
    door: Door, role: Role, organisation: object, sentence: str
) -> None:
    answer = await door.ask(door.token(role, organisation=organisation))

    assert sentence in refused(answer, 403, "FORBIDDEN")


@pytest.mark.parametrize("role", [Role.SOR_OFFICE, Role.MEDCOM, Role.SYSTEM_SUPPLIER])
@pytest.mark.parametrize("organisation", [None, str(STRANGER), "30714024", "hejsa", [str(REGION), str(COMPANY)]])
async def test_some_roles_need_no_organisation(door: Door, role: Role, organisation: object) -> None:
    viewer = me(await door.ask(door.token(role, organisation=organisation)))

    assert viewer is not None
    assert (viewer["role"], viewer["organisation"]) == (role.name, None)


async def test_of_several_roles_one_acts_in_the_one_that_allows_most_or_in_the_one_asked_for(door: Door) -> None:
    token = door.token(Role.MEDCOM, Role.REGIONAL_ADMINISTRATOR, organisation=str(REGION))

    viewers = [me(await door.ask(token, role=role)) for role in (None, "medcom", " regional-administrator ", "public")]
    assert [viewer and viewer["role"] for viewer in viewers] == [
        "REGIONAL_ADMINISTRATOR",
        "MEDCOM",
        "REGIONAL_ADMINISTRATOR",
        "PUBLIC",
    ]
    assert {tuple(viewer["roles"]) for viewer in viewers if viewer} == {("REGIONAL_ADMINISTRATOR", "MEDCOM")}


async def test_a_role_that_the_login_has_not_is_refused(door: Door) -> None:
    token = door.token(Role.MEDCOM, Role.SYSTEM_SUPPLIER)

    sentence = refused(await door.ask(token, role="sor-office"), 403, "FORBIDDEN")
    nothing = refused(await door.ask(door.token(), role="medcom"), 403, "FORBIDDEN")
    unknown = refused(await door.ask(token, role="root"), 400, "BAD_REQUEST")
    public = await door.ask(None, role="sor-office")

    assert sentence.endswith("it has medcom, system-supplier.")
    assert nothing.endswith("it has no role of this register.")
    assert "sor-office, regional-administrator" in unknown
    assert "log in" in refused(public, 401, "UNAUTHENTICATED")
    assert public.headers["www-authenticate"] == "Bearer"


async def test_a_role_that_lacks_its_organisation_hints_at_another_one(door: Door) -> None:
    answer = await door.ask(door.token(Role.REGIONAL_ADMINISTRATOR, Role.MEDCOM))

    assert "as medcom, with X-SOR-Role" in refused(answer, 403, "FORBIDDEN")


async def test_a_login_without_a_role_of_ours_reads_as_the_public(door: Door) -> None:
    viewer = me(await door.ask(door.token(roles=["offline_access"], organisation=str(REGION))))

    assert viewer == {"name": "Bo Bak", "role": "PUBLIC", "roles": [], "cvr": None, "organisation": None}


BAD: dict[str, Callable[[Door], str]] = {
    "expired": lambda door: door.token(Role.SOR_OFFICE, exp=int(time.time()) - 61),
    "of another audience": lambda door: door.token(Role.SOR_OFFICE, aud="another"),
    "of another issuer": lambda door: door.token(Role.SOR_OFFICE, iss="https://login.example"),
    "for ever": lambda door: door.token(Role.SOR_OFFICE, exp="never"),
    "of nobody": lambda door: door.token(Role.SOR_OFFICE, sub="a\x00b"),
    "of a strange key": lambda door: signed({"sub": "u-1"}, RSA),
    "of a strange key under our name": lambda door: signed({"sub": "u-1"}, ED, "Ed25519", kid=door.key.thumbprint()),
    "unsigned": lambda door: forged({"alg": "none"}, {"sub": "u-1"}),
    "truncated": lambda door: door.token(Role.SOR_OFFICE)[:-10],
    "empty": lambda door: "",
    "long": lambda door: "x" * 100_000,
    "words": lambda door: "let me in",
    "quotes": lambda door: '","error":"none',
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_token_that_is_not_believed_is_an_error_and_not_the_public(
    door: Door, logged: io.StringIO, kind: str
) -> None:
    token = BAD[kind](door)
    answer = await door.ask(token, "{ register { today } }")

    sentence = unbelieved(answer)
    [line] = [json.loads(line) for line in logged.getvalue().splitlines() if '"request"' in line]
    assert (line["status"], line["outcome"], line["reason"]) == (401, "refused", sentence)
    if token:
        assert token not in answer.text
        assert token not in logged.getvalue()


@pytest.mark.parametrize("header", ["", "Basic Ym86YmFr", "Token abc", "bearerabc", "Digest x", "Negotiate", "æøå"])
async def test_nothing_but_a_bearer_token_is_taken(door: Door, header: str) -> None:
    answer = await door.client.post("/graphql", json={"query": ME}, headers=[(b"Authorization", header.encode())])

    assert "Authorization: Bearer" in refused(answer, 401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_scheme_is_taken_however_it_is_written(door: Door) -> None:
    for scheme in ("bearer ", "BEARER ", "Bearer   "):
        headers = {"Authorization": f"{scheme}{door.token(Role.MEDCOM)}"}
        viewer = me(await door.client.post("/graphql", json={"query": ME}, headers=headers))
        assert viewer is not None


async def test_two_authorizations_are_none(door: Door) -> None:
    bearer = f"Bearer {door.token(Role.MEDCOM)}".encode()
    answer = await door.client.post("/graphql", json={"query": ME}, headers=[(b"Authorization", bearer)] * 2)

    assert "several" in refused(answer, 400, "BAD_REQUEST")


async def test_a_token_in_the_address_is_no_login(door: Door) -> None:
    answer = await door.client.get("/graphql", params={"query": ME, "access_token": door.token(Role.SOR_OFFICE)})

    assert me(answer) is None


async def test_what_needs_no_login_is_not_kept_from_who_sends_a_bad_one(door: Door) -> None:
    for path in ("/healthz", "/readyz", "/schema.graphql"):
        assert (await door.client.get(path, headers={"Authorization": "Bearer x"})).status_code == 200


async def test_the_key_of_another_folder_is_a_strange_one(door: Door, owners: str, tmp_path: Path) -> None:
    async with program(owners, tmp_path / "another") as other:
        assert me(await door.ask(door.token(Role.MEDCOM))) is not None
        assert me(await other.ask(other.token(Role.MEDCOM))) is not None
        assert "not among the keys" in unbelieved(await door.ask(other.token(Role.MEDCOM)))


async def test_before_the_first_token_is_made_none_is_good_and_afterwards_it_is(owners: str, tmp_path: Path) -> None:
    async with program(owners, tmp_path) as door:
        token = door.token(Role.MEDCOM)
        (tmp_path / development.FILE).rename(tmp_path / "away")
        assert "sor token" in unbelieved(await door.ask(token))

        (tmp_path / "away").rename(tmp_path / development.FILE)
        assert me(await door.ask(token)) is not None


async def test_a_key_file_that_is_no_key_lets_nobody_in(owners: str, tmp_path: Path) -> None:
    async with program(owners, tmp_path) as door:
        for content in (b"", b"not a key", b"\xff\xfe", RSA.as_pem(private=True)):
            (tmp_path / development.FILE).write_bytes(content)
            assert "sor token" in unbelieved(await door.ask(door.token(Role.MEDCOM)))


async def test_a_program_that_believes_its_own_tokens_says_so_at_its_start(door: Door, logged: io.StringIO) -> None:
    [warning] = [line for line in map(json.loads, logged.getvalue().splitlines()) if line["level"] == "warning"]

    assert "development issuer" in warning["event"]
    assert "SOR_OIDC_ISSUER" in warning["event"]


async def test_the_log_has_the_role_and_the_organisation_and_neither_name_nor_token(
    door: Door, logged: io.StringIO
) -> None:
    token = door.token(Role.REGIONAL_ADMINISTRATOR, organisation=str(REGION), email="bo@example.dk")
    await door.ask(token)

    [line] = [json.loads(line) for line in logged.getvalue().splitlines() if '"request"' in line]
    assert (line["role"], line["organisation"]) == ("regional-administrator", REGION)
    assert not [word for word in ("Bo Bak", "u-1", "bo@example.dk", token) if word in logged.getvalue()]


async def test_a_database_that_is_away_is_a_reason_to_come_again(tmp_path: Path, logged: io.StringIO) -> None:
    async with program("postgresql://clerk:secret@127.0.0.1:1/register", tmp_path) as door:
        answer = await door.ask(door.token(Role.REGIONAL_ADMINISTRATOR, organisation=str(REGION)))

    assert "try again" in refused(answer, 503, "UNAVAILABLE")
    assert answer.headers["retry-after"] == "5"
    assert "secret" not in answer.text + logged.getvalue()
    assert re.search("127.0.0.1:1 cannot be reached", logged.getvalue())


async def test_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        development.key_in(tmp_path / "made" / "here")
    finally:
        os.umask(old)

    assert (tmp_path / "made" / "here" / development.FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "made" / "here").iterdir()] == [development.FILE]
