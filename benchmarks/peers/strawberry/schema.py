"""What can be asked and changed."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from benchmarks.peers.strawberry import reading
from benchmarks.peers.strawberry.context import Info
from benchmarks.peers.strawberry.unit import SCALARS, Gln, PageInfo, SorCode, Unit, UnitConnection, past, unit


@strawberry.input
class UnitKey:
    sor_code: SorCode | None = None
    shak: str | None = None
    p_number: str | None = None
    gln: Gln | None = None

    def told(self) -> tuple[str, str | int]:
        """The system, and the number in it."""
        if self.sor_code is not None:
            return "sor_code", int(self.sor_code)
        return next((name, number) for name in ("shak", "p_number", "gln") if (number := getattr(self, name)))


@strawberry.input
class ChangeUnitInput:
    sor_code: SorCode
    name: str


Root = Annotated[UnitKey, strawberry.argument(name="root")]
"""Under a name of its own in Python, where Strawberry takes `root` for the object a field belongs to."""


@strawberry.type
class SubtreeNode:
    depth: int
    parent_sor_code: SorCode | None
    unit: Unit


@strawberry.type
class SubtreeConnection:
    nodes: list[SubtreeNode]


@strawberry.type
class SearchEdge:
    node: Unit


@strawberry.type
class SearchConnection:
    total_count: int
    edges: list[SearchEdge]


@strawberry.type
class UserError:
    code: str


@strawberry.type
class ChangeUnitPayload:
    errors: list[UserError]
    unit: Unit


@strawberry.type
class Query:
    @strawberry.field
    async def unit(self, info: Info, by: UnitKey, at: date | None = None) -> Unit | None:
        system, number = by.told()
        if at is not None:
            stood = await reading.on_day(info.context.sessions, int(number), at)
            return None if stood is None else past(stood)
        found = await reading.known_by(info.context.sessions, system, [number])
        return unit(found[number]) if number in found else None

    @strawberry.field
    async def units_by_keys(self, info: Info, keys: list[UnitKey]) -> list[Unit | None]:
        asked = [key.told() for key in keys]
        found = {
            system: await reading.known_by(
                info.context.sessions, system, [number for of, number in asked if of == system]
            )
            for system in dict.fromkeys(system for system, _ in asked)
        }
        rows = [found[system].get(number) for system, number in asked]
        return [None if row is None else unit(row) for row in rows]

    @strawberry.field
    async def units(self, info: Info, first: int = 50, after: str | None = None) -> UnitConnection:
        name, _, code = (after or "").rpartition("\t")
        found = await reading.page(info.context.sessions, first, (name, int(code)) if after else None)
        shown = found[:first]
        end = f"{shown[-1].sort_name}\t{shown[-1].sor_code}" if shown else None
        return UnitConnection(
            nodes=[unit(row) for row in shown], page_info=PageInfo(has_next_page=len(found) > first, end_cursor=end)
        )

    @strawberry.field
    async def subtree(self, info: Info, top: Root, first: int = 1000) -> SubtreeConnection:
        found = await reading.subtree(info.context.sessions, int(top.sor_code or 0), first)
        return SubtreeConnection(
            nodes=[
                SubtreeNode(
                    depth=steps,
                    parent_sor_code=None if row.parent is None else SorCode(str(row.parent)),
                    unit=unit(row),
                )
                for row, steps in found
            ]
        )

    @strawberry.field
    async def search(
        self, info: Info, query: str, first: int = 20, include_former_names: bool = True
    ) -> SearchConnection:
        found = await reading.search(info.context.sessions, query.strip("*"), first)
        total = found[0][1] if found else 0
        return SearchConnection(total_count=total, edges=[SearchEdge(node=unit(row)) for row, _ in found])


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def change_unit(self, info: Info, input: ChangeUnitInput) -> ChangeUnitPayload:
        changed = await reading.renamed(info.context.sessions, int(input.sor_code), input.name)
        return ChangeUnitPayload(errors=[], unit=unit(changed))


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[ParserCache, ValidationCache],
)
