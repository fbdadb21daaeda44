"""How the arguments of a unit's fields are told to its relations."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from db.reading.lists import IdentifierSystem
from domain.inheritance import InheritableField
from domain.periods import Moment
from resolvers.knowing import knowable
from resolvers.refusals import Code, Refusal
from schema.enums import RelationType
from schema.inputs import After, Chosen, First, Sorted, filter_of, order_of

Told = Mapping[str, Any]
At = Annotated[date | None, strawberry.argument(description="Pr. dato: the day to read; today if left out.")]
KnownAt = Annotated[
    datetime | None, strawberry.argument(description="What the register knew at this instant; now if left out.")
]
Field = Annotated[InheritableField, strawberry.argument(description="Which value.")]
MaxDepth = Annotated[int | None, strawberry.argument(description="At most so many steps below.")]


def other_moment(moment: Moment, date: At = None, known_at: KnownAt = None) -> Moment:
    knowable(known_at)
    return Moment(date or moment.at, known_at or moment.known_at)


def nothing_of_moment(date: At = None, known_at: KnownAt = None) -> Told:
    """The moment is told by `other_moment`; the relation itself takes nothing."""
    return {}


def filtered(filter: Chosen = None) -> Told:
    return {"filter": filter_of(filter)}


def children(first: First = 50, after: After = None, filter: Chosen = None, order_by: Sorted = None) -> Told:
    return {"first": first, "after": after, "filter": filter_of(filter), "order": order_of(order_by)}


def descendants(
    max_depth: MaxDepth = None,
    first: First = 50,
    after: After = None,
    filter: Chosen = None,
    order_by: Sorted = None,
) -> Told:
    return {**children(first, after, filter, order_by), "max_depth": depth(max_depth)}


def heirs(field: Field, first: First = 50, after: After = None) -> Told:
    return {"field": field, "first": first, "after": after}


def field(field: Field) -> Told:
    return {"field": field}


def relation_types(
    types: Annotated[list[RelationType] | None, strawberry.argument(description="Only these; all if left out.")] = None,
) -> Told:
    return {"types": frozenset(one.name for one in (RelationType if types is None else types))}


def systems(
    systems: Annotated[
        list[IdentifierSystem] | None, strawberry.argument(description="Only these; all if left out.")
    ] = None,
) -> Told:
    return {"systems": frozenset(IdentifierSystem if systems is None else systems)}


def depth(max_depth: int | None) -> int | None:
    if max_depth is not None and max_depth < 0:
        raise Refusal(Code.PAGE_SIZE, f"`maxDepth` is {max_depth}; it is 0 or more.")
    return max_depth
