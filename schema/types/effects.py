"""Effects: what a change does, or would do, to the effective values of units."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.telling import TimelineField
from resolvers import effects
from schema.inputs import After, First
from schema.related import reached, related
from schema.types.as_of import as_of
from schema.types.cause import Cause
from schema.types.moments import AsOf, DateRange
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.unit import Unit
    from schema.types.user_error import UserError

UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]
UserErrorType = Annotated["UserError", strawberry.lazy("schema.types.user_error")]


@strawberry.type(
    description="Ændring af en gældende værdi on some days. Values as text: addresses on one line, location numbers as "
    "they are. Where only who states the value is another, both texts are the same."
)
class EffectiveChange:
    field: TimelineField = strawberry.field(description="The field.")
    before: str | None = strawberry.field(description="Før. What counted, or was to count; none where nothing did.")
    after: str | None = strawberry.field(description="Efter. What counts instead; none where nothing does.")
    validity: DateRange = strawberry.field(description="Gyldighed. The days on which it is so.")
    cause: Cause = strawberry.field(description="Årsag. Whether the unit itself was changed, or one above it.")
    source_before: UnitType | None = related(
        effects.source_before, description="Herkomst før: the unit that stated the value before."
    )
    source_after: UnitType | None = related(
        effects.source_after, description="Herkomst efter: the unit that states the value after."
    )


@strawberry.type(description="Berørt enhed. A unit whose gældende adresser or lokationsnummer become others.")
class UnitEffect:
    unit: UnitType = related(effects.unit, description="The unit.")
    fields: list[EffectiveChange] = strawberry.field(description="What differs of it, by field and day.")


@strawberry.type(description="An affected unit with the cursor that goes on after it.")
class UnitEffectEdge:
    cursor: str = strawberry.field(description="Goes on after this unit.")
    node: UnitEffect = strawberry.field(description="The unit and what differs of it.")


@strawberry.type(description="A page of affected units, by SOR code.")
class UnitEffectConnection:
    edges: list[UnitEffectEdge] = strawberry.field(description="The units with their cursors.")
    nodes: list[UnitEffect] = strawberry.field(description="The units alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = strawberry.field(description="I alt: how many units are affected.")


@strawberry.type(description="How many units one field becomes another of.")
class EffectSummary:
    field: TimelineField = strawberry.field(description="The field.")
    units: int = strawberry.field(description="How many units.")


def _paged(first: First = 50, after: After = None) -> Mapping[str, Any]:
    return {"first": first, "after": after}


@strawberry.type(
    description="Konsekvenser. What a change does, or would do, to gældende adresser and lokationsnumre: those of its "
    "own unit and of all that inherit from it. That a unit opens or closes is no effect on itself."
)
class EffectPreview:
    as_of: AsOf = as_of
    affected_count: int = strawberry.field(description="Antal berørte enheder.")
    summary: list[EffectSummary] = strawberry.field(description="Antal berørte enheder for each field.")
    items: UnitEffectConnection = related(
        effects.items, told=_paged, description="Berørte enheder, by SOR code, each with what becomes another."
    )
    warnings: list[UserErrorType] = strawberry.field(description="Advarsler. What to know before it is done.")
    blockers: list[UserErrorType] = strawberry.field(description="Hindringer. The rules that keep it from being done.")
    earliest_date: date | None = reached(
        "earliest",
        description="Tidligste dato: the first day on which nothing would hinder it; none where days do not help.",
    )
