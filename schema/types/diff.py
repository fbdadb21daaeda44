"""What is different between two moments, as GraphQL tells it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.differences import DiffKind
from domain.diffing import DiffInclude
from domain.telling import TimelineField
from schema.enums import described
from schema.seen import Seen
from schema.types.cause import Cause
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.unit import Unit

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]

described(
    DiffInclude,
    "DiffInclude",
    "What is compared.",
    OWN="Egne oplysninger: what is registered on each unit itself.",
    EFFECTIVE="Gældende værdier: addresses and location numbers as they count for each unit, inherited ones too.",
)
described(
    DiffKind,
    "DiffKind",
    "Hvad der er sket med en enhed between the two moments.",
    ADDED="Tilkommet: in force at the later moment only.",
    CHANGED="Ændret: something other than the unit above it differs.",
    MOVED="Flyttet: stands under another unit.",
    CLOSED="Lukket: in force at the first moment only; also of what was planned and withdrawn.",
    REOPENED_BY_CORRECTION="Genåbnet ved rettelse: was closed, and never should have been.",
)


def _at(which: str, moment: str) -> Callable[[Any], Any]:
    def read(root: Any) -> Any:
        told = root.value
        unit = getattr(told, which)
        return None if unit is None else Seen(unit, getattr(told.moments, moment))

    return read


def _unit(root: strawberry.Parent[Any]) -> UnitType:
    told = root.value
    after = told.known_after
    found: Any = Seen(after or told.known_before, told.moments.after if after else told.moments.before)
    return found


def _before(root: strawberry.Parent[Any]) -> UnitType | None:
    found: Any = _at("before", "before")(root)
    return found


def _after(root: strawberry.Parent[Any]) -> UnitType | None:
    found: Any = _at("after", "after")(root)
    return found


@strawberry.type(
    description="Forskel i et felt. Values as text: codes as codes, addresses on one line, as they count for the unit "
    "or, if only own values are compared, as they are registered."
)
class FieldDifference:
    field: TimelineField = strawberry.field(description="The field.")
    before: str | None = strawberry.field(description="Før; none where there was nothing.")
    after: str | None = strawberry.field(description="Efter; none where there is nothing.")
    cause: Cause = strawberry.field(description="Årsag. The unit itself, a unit above it, or a correction.")


@strawberry.type(description="Forskel. A unit that is not the same at both moments.")
class UnitDiff:
    unit: UnitType = strawberry.field(
        resolver=_unit,
        description="The unit as the register knows it at the later moment, or else knew it at the first.",
    )
    before: UnitType | None = strawberry.field(
        resolver=_before, description="The unit at the first moment; none if it was not in force."
    )
    after: UnitType | None = strawberry.field(
        resolver=_after, description="The unit at the later moment; none if it is not in force."
    )
    kinds: list[DiffKind] = strawberry.field(description="What became of it.")
    fields: list[FieldDifference] = strawberry.field(description="What differs, field by field.")


@strawberry.type(description="A unit that differs, with the cursor that goes on after it.")
class DiffEdge:
    cursor: str = strawberry.field(description="Goes on after this unit, between the same two moments.")
    node: UnitDiff = strawberry.field(description="The unit and what differs.")


@strawberry.type(description="How many units became what.")
class DiffSummary:
    kind: DiffKind = strawberry.field(description="What became of them.")
    count: int = strawberry.field(description="How many units; a unit may be of two kinds.")


@strawberry.type(description="A page of units that differ, by SOR code.")
class DiffConnection:
    edges: list[DiffEdge] = strawberry.field(description="The units with their cursors.")
    nodes: list[UnitDiff] = strawberry.field(description="The units alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = strawberry.field(description="I alt: how many units differ.")
    summary: list[DiffSummary] = strawberry.field(description="Sammenfatning of the whole list, by kind.")
