"""Fields that are relations: a batch function named once, its arguments told in GraphQL's words."""

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature, signature
from operator import attrgetter
from typing import Any, NamedTuple

import strawberry
from strawberry.types import Info

from domain.periods import Moment
from schema.seen import Seen, seen


class Related(NamedTuple):
    """What a field asks: the relation, how its arguments are told, and whether it reads another moment."""

    relation: Callable[..., Any]
    told: Callable[..., Mapping[str, Any]] | None
    moved: Callable[..., Moment] | None


RELATED = "related"
"""The key under which a field's metadata holds its `Related`."""

COMPUTED = "computed"
"""The key under which a field's metadata holds what works it out of the value and the moment."""

NAMED = "named"
"""The key under which a field's metadata holds what works an id out of the value, the moment and today."""

REACHED = "reached"
"""The key under which a field's metadata holds the attributes, joined by dots, that lead to its value."""


def related(
    relation: Callable[..., Any],
    *,
    description: str,
    told: Callable[..., Mapping[str, Any]] | None = None,
    moved: Callable[..., Moment] | None = None,
    name: str | None = None,
    type_: Any = None,
) -> Any:
    """A field answered for many sources at once. `type_`: what it gives, where the class does not say.

    `told` has the field's GraphQL arguments as its parameters and gives the relation's; `moved` has them too and gives
    the moment that the answer is read at, where that is not the source's own.
    """

    async def resolve(root: Any, info: Any, **arguments: Any) -> Any:
        source: Seen[Any] = root
        asked = told(**arguments) if told else {}
        moment = moved(source.moment, **arguments) if moved else source.moment
        answer = await info.context.ask(relation, source.value, moment, **asked)
        return seen(answer, moment)

    _declare(resolve, told or _after_moment(moved))
    field: Any = strawberry.field(
        resolver=resolve,
        description=description,
        name=name,
        graphql_type=type_,
        metadata={RELATED: Related(relation, told, moved)},
    )
    return field


def reached(path: str, *, description: str, name: str | None = None) -> Any:
    """A plain field that is an attribute of an attribute of the value: `found.kind`."""
    given = attrgetter(path)

    def resolve(root: Any) -> Any:
        return seen(given(root.value), root.moment)

    field: Any = strawberry.field(resolver=resolve, description=description, name=name, metadata={REACHED: path})
    return field


def computed(compute: Callable[..., Any], *, description: str, name: str | None = None) -> Any:
    """A plain field that also depends on the moment: `compute(value, moment)`."""

    def resolve(root: Any) -> Any:
        return seen(compute(root.value, root.moment), root.moment)

    field: Any = strawberry.field(resolver=resolve, description=description, name=name, metadata={COMPUTED: compute})
    return field


def named(compute: Callable[..., Any], *, description: str) -> Any:
    """An id, which also depends on whether the moment is now: `compute(value, moment, today)`."""

    def resolve(root: Any, info: Any) -> Any:
        return compute(root.value, root.moment, info.context.today)

    _declare(resolve, None)
    field: Any = strawberry.field(resolver=resolve, description=description, metadata={NAMED: compute})
    return field


def _after_moment(moved: Callable[..., Moment] | None) -> Callable[..., Any] | None:
    """`moved`'s arguments without its first, the moment."""
    if moved is None:
        return None

    def arguments() -> None: ...

    inner = list(signature(moved).parameters.values())[1:]
    arguments.__signature__ = Signature(inner)  # type: ignore[attr-defined]
    return arguments


def _declare(resolve: Callable[..., Any], told: Callable[..., Any] | None) -> None:
    """Gives the resolver the arguments of `told`, from which Strawberry makes the field's."""
    taken = [] if told is None else list(signature(told).parameters.values())
    first = [
        Parameter("root", Parameter.POSITIONAL_OR_KEYWORD, annotation=Any),
        Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=Info),
    ]
    only = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in taken]
    resolve.__signature__ = Signature([*first, *only])  # type: ignore[attr-defined]
