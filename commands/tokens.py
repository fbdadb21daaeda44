"""`sor token`: somebody to be while no identity provider is set."""

import sys
from enum import Enum
from typing import Annotated

import typer
from joserfc.errors import JoseError

from commands.outcome import Exit, NotDone
from commands.setting import read_settings
from domain import identifiers
from domain.permissions import Role
from domain.rules import Violated
from resolvers.organisations import CVR_DIGITS
from web import development
from web.auth import OF_AN_ORGANISATION
from web.claims import LONGEST_NAME, OWN_NAMES

RoleOption = Enum("RoleOption", {role.name: name for name, role in OWN_NAMES.items()}, type=str)  # type: ignore[misc]
LONGEST_HOURS = 24 * 31


def token(
    roles: Annotated[list[RoleOption], typer.Option("--role", help="Whom to act as; may be given several times.")],
    organisation: Annotated[
        str | None, typer.Option(help="SOR code or CVR number of the owner to act for.", metavar="CODE")
    ] = None,
    name: Annotated[str, typer.Option(help="Who it is, for the register's history.")] = "Developer",
    hours: Annotated[int, typer.Option(help="How long it holds.", min=1, max=LONGEST_HOURS)] = 8,
) -> None:
    """Print a token for requests to this machine's server (development only).

    It is sent as `Authorization: Bearer …`. A server that has an identity provider does not take it.
    """
    settings = read_settings()
    if settings.oidc_issuer is not None:
        raise NotDone(
            f"Tokens come from {settings.oidc_issuer} (SOR_OIDC_ISSUER); sor token makes them only where no provider "
            "is set."
        )
    having = [OWN_NAMES[role.value] for role in roles]
    check(having, organisation)
    if not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME:
        raise NotDone(f"--name is 1 to {LONGEST_NAME} characters that can be printed.", Exit.USAGE)
    try:
        key = development.key_in(settings.data_dir)
    except (OSError, ValueError, JoseError) as error:
        raise NotDone(f"The key of tokens in {settings.data_dir} (SOR_DATA_DIR) cannot be had: {error}.") from None
    sys.stdout.write(development.token(key, name, having, organisation, hours) + "\n")


def check(roles: list[Role], organisation: str | None) -> None:
    """What no register would take. Raises `NotDone`."""
    if organisation is None:
        if needing := [role.value for role in roles if role in OF_AN_ORGANISATION]:
            raise NotDone(f"A {needing[0]} acts for an owner: name it with --organisation.", Exit.USAGE)
        return
    try:
        (identifiers.cvr if len(organisation) == CVR_DIGITS else identifiers.sor_code)(organisation)
    except Violated as wrong:
        raise NotDone(f"--organisation is a SOR code or a CVR number: {wrong.message}.", Exit.USAGE) from None
