"""How the value of a field is come by, as the schema declares it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import iscoroutinefunction
from operator import attrgetter
from typing import Any

from graphql import GraphQLField
from strawberry.types.field import StrawberryField

from db.trail import Question
from domain.periods import Moment
from schema.execution.declining import Declined
from schema.related import COMPUTED, NAMED, REACHED, RELATED, Related
from schema.seen import seen


@dataclass(frozen=True, slots=True)
class Way:
    """One of these: the attributes that lead to the value (`path`, joined by dots), what works it out of the object and
    the moment (`compute`), and of today (`named`), a relation that is asked for many objects (`related`), or what
    resolves one object at a time (`resolve`)."""

    path: str | None = None
    compute: Callable[[Any, Moment], Any] | None = None
    named: Callable[[Any, Moment, date], Any] | None = None
    related: Related | None = None
    resolve: Callable[..., Any] | None = None

    def each(self, values: Sequence[Any], moment: Moment | None, told: Mapping[str, Any]) -> Sequence[Any]:
        """What is found of each where nothing has to be asked."""
        if self.path is not None:
            return list(map(attrgetter(self.path), values)) if self.path else values
        if self.compute is not None:
            compute: Callable[..., Any] = self.compute
            return [compute(value, moment) for value in values]
        assert self.resolve is not None
        resolve = self.resolve
        if moment is None:
            return [resolve(value, **told) for value in values]
        return [resolve(seen(value, moment), **told) for value in values]


def way(field: GraphQLField) -> Way:
    """Raises `Declined` for a field that needs more than its object."""
    defined = definition(field)
    if defined.metadata.get(RELATED) is not None:
        return Way(related=defined.metadata[RELATED])
    if defined.metadata.get(REACHED) is not None:
        return Way(path=defined.metadata[REACHED])
    if defined.metadata.get(COMPUTED) is not None:
        return Way(compute=defined.metadata[COMPUTED])
    if defined.metadata.get(NAMED) is not None:
        return Way(named=defined.metadata[NAMED])
    if defined.base_resolver is None and not defined.extensions:
        return Way(path=defined.python_name)
    return Way(resolve=_of_one(defined))


class Asked:
    """What a field of the operation itself is told of the request: its context."""

    __slots__ = ("context",)

    def __init__(self, context: Any) -> None:
        self.context = context


def asking(field: GraphQLField) -> Callable[..., Any]:
    """The function behind a field of the operation itself: `(context, **arguments)`."""
    defined = definition(field)
    resolver = defined.base_resolver
    if resolver is None or defined.extensions:
        raise Declined("resolver")
    function: Any = resolver.wrapped_func
    itself = {resolver.self_parameter.name: None} if resolver.self_parameter else {}
    info = resolver.info_parameter.name if resolver.info_parameter else None
    name = f"Query.{function.__name__}"

    async def ask(context: Any, told: Mapping[str, Any]) -> Any:
        given = {**itself, **told} if info is None else {**itself, info: Asked(context), **told}
        with Question(name, 1):
            return await function(**given)

    return ask


def definition(field: GraphQLField) -> StrawberryField:
    found: StrawberryField = field.extensions["strawberry-definition"]
    return found


def _of_one(field: StrawberryField) -> Callable[..., Any]:
    """The function behind a field that looks at its object and its arguments, and at nothing else."""
    resolver = field.base_resolver
    if resolver is None or field.extensions or resolver.self_parameter or resolver.info_parameter:
        raise Declined("resolver")
    given = resolver.parent_parameter or resolver.root_parameter
    function: Any = resolver.wrapped_func
    if given is None or iscoroutinefunction(function):
        raise Declined("resolver")
    name = given.name

    def resolve(root: Any, **told: Any) -> Any:
        return function(**{name: root}, **told)

    return resolve
