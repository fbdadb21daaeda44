"""Claims to a name, roles and an organisation, in each of the ways that providers write them."""

from typing import Any

import pytest

from domain.permissions import Role
from tests.issuers import claims
from web.claims import OWN_NAMES, UNNAMED, ClaimNames
from web.tokens import BadToken

OURS = ClaimNames()


def test_every_role_but_the_public_has_a_name_of_ours() -> None:
    assert {name: role.name for name, role in OWN_NAMES.items()} == {
        "sor-office": "SOR_OFFICE",
        "regional-administrator": "REGIONAL_ADMINISTRATOR",
        "municipal-administrator": "MUNICIPAL_ADMINISTRATOR",
        "medcom": "MEDCOM",
        "system-supplier": "SYSTEM_SUPPLIER",
        "private-company": "PRIVATE_COMPANY",
    }


@pytest.mark.parametrize(
    ("told", "roles"),
    [
        (["medcom"], [Role.MEDCOM]),
        ("medcom", [Role.MEDCOM]),
        ("medcom sor-office", [Role.SOR_OFFICE, Role.MEDCOM]),
        ("medcom,sor-office", [Role.SOR_OFFICE, Role.MEDCOM]),
        (["medcom", "offline_access", "regional-administrator"], [Role.REGIONAL_ADMINISTRATOR, Role.MEDCOM]),
        (["medcom", "medcom"], [Role.MEDCOM]),
        (["MedCom", "SOR_OFFICE", "public", "sor office", ""], []),
        ([["sor-office"], {"sor-office": 1}, None, 17], []),
        ({"sor-office": True}, []),
        (None, []),
        (17, []),
        (True, []),
    ],
)
def test_roles_are_those_of_ours_that_are_told_the_one_that_allows_most_first(told: object, roles: list[Role]) -> None:
    assert OURS.said(claims(roles=told)).roles == tuple(roles)


def test_a_provider_may_call_roles_what_it_likes_and_then_our_own_names_count_for_nothing() -> None:
    names = ClaimNames(role_names={"SOR Redaktør": Role.SOR_OFFICE, "medcom": Role.SYSTEM_SUPPLIER})

    assert names.said(claims(roles=["SOR Redaktør"])).roles == (Role.SOR_OFFICE,)
    assert names.said(claims(roles=["medcom", "sor-office"])).roles == (Role.SYSTEM_SUPPLIER,)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["medcom"]}}),
        ("resource_access.sor.roles", {"resource_access": {"sor": {"roles": ["medcom"]}}}),
        ("https://sor.example/roles", {"https://sor.example/roles": ["medcom"]}),
        ("dk:gov:roles", {"dk:gov:roles": "medcom"}),
    ],
)
def test_a_claim_may_be_nested_or_have_dots_in_its_name(name: str, told: dict[str, Any]) -> None:
    assert ClaimNames(roles=name).said(claims(**told)).roles == (Role.MEDCOM,)
    assert ClaimNames(roles=name).said(claims(realm_access=["roles"], resource_access="sor")).roles == ()


@pytest.mark.parametrize(
    ("told", "organisations"),
    [
        ("64942212", ("64942212",)),
        (" 64942212 ", ("64942212",)),
        (64942212, ("64942212",)),
        (["64942212"], ("64942212",)),
        (["64942212", "64942212"], ("64942212",)),
        (["64942212", 33257872], ("64942212", "33257872")),
        ([], ()),
        ("", ()),
        (None, ()),
        (True, ()),
        (64942212.0, ()),
        ({"cvr": "64942212"}, ()),
    ],
)
def test_an_organisation_is_a_text_or_a_number_alone_or_in_a_list(told: object, organisations: tuple[str, ...]) -> None:
    assert OURS.said(claims(organisation=told)).organisations == organisations


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"name": "Åse Ørsted"}, "Åse Ørsted"),
        ({"name": "  Åse\x00\nØrsted\ud800 "}, "Åse  Ørsted"),
        ({"name": "x" * 300}, "x" * 100),
        ({"name": "ase@example.dk", "preferred_username": "aase"}, "aase"),
        ({"name": "", "client_id": "journal"}, "journal"),
        ({"name": ["Åse"]}, "u-1"),
        ({}, "u-1"),
        ({"sub": "ase@example.dk"}, UNNAMED),
    ],
)
def test_a_name_is_what_can_be_printed_and_never_a_mail_address(told: dict[str, Any], name: str) -> None:
    assert OURS.said(claims(**told)).name == name


@pytest.mark.parametrize("subject", ["a\x00b", "a\nb", "\ud800", "x" * 256])
def test_somebody_who_cannot_be_written_down_is_nobody(subject: str) -> None:
    with pytest.raises(BadToken, match="names nobody"):
        OURS.said(claims(sub=subject))
