"""Whoever is asking, once they have logged in."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.permissions import Role
from resolvers import viewing
from schema.related import related

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]


@strawberry.type(description="Bruger: somebody who has logged in, as the register knows them.")
class Viewer:
    name: str = strawberry.field(description="Navn, as it stands in the history of what they change.")
    role: Role = strawberry.field(
        description="Rolle one acts in: that of the header X-SOR-Role, else the one that allows most; PUBLIC for a "
        "login that brings no role of this register."
    )
    roles: list[Role] = strawberry.field(
        description="All roles of the login, the one that allows most first; X-SOR-Role chooses among them."
    )
    cvr: str | None = strawberry.field(
        description="CVR-nummer of whom one acts for; a company may log in before the register has it."
    )
    organisation: UnitType | None = related(
        viewing.organisation, description="Organisation: the institution owner one acts for, as it is today."
    )
