"""What is said in GraphQL: the assembly of the schema."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from functools import cache
from typing import Any

import orjson
import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.graphql import OperationType

from resolvers.context import Context
from schema import execution, guarded
from schema.extensions.bounds import Bounds
from schema.extensions.errors import LIMITS, all_told
from schema.extensions.paced import Paced
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import SCALARS
from schema.seen import attribute
from schema.subscription import Subscription
from schema.types.code_value import CodeValue
from schema.types.location_number import LocationNumber
from schema.types.unit import HealthInstitution, InstitutionOwner, OrganizationalUnit
from schema.types.user_error import SHAPES

Opening = Callable[[], AbstractAsyncContextManager[Context]]
"""Opens what an operation works in; leaving it gives back what it held of the database."""


ONE_ANSWER = frozenset({OperationType.QUERY, OperationType.MUTATION})


class RegisterSchema(strawberry.Schema):
    """Errors are told, and logged where they are ours: what an asker got wrong is no stack in the log."""

    async def answered(
        self, ctx: Context, text: str, operation_name: str | None, variables: Mapping[str, Any] | None
    ) -> bytes | None:
        """The answer to a query that a plan answers, as it is sent; none where `execute` is to answer."""
        return await execution.answered(self, ctx, text, operation_name, variables)

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """By a plan, or by graphql-core where there is none."""
        if query and context_value is not None and not context_value.declined:
            answer = await self.answered(context_value, query, operation_name, variable_values)
            if answer is not None:
                return ExecutionResult(data=orjson.loads(answer)["data"], errors=None)
        # What has one answer; a subscription has many, and is streamed.
        allowed = ONE_ANSWER & set(allowed_operation_types or ONE_ANSWER)
        result = await super().execute(
            query, variable_values, context_value, root_value, operation_name, allowed, operation_extensions
        )
        if result.errors:
            limits = context_value.limits if isinstance(context_value, Context) else LIMITS
            result.errors = all_told(result.errors, limits=limits)
        return result

    async def stream(
        self, query: str | None, variable_values: Any = None, context_value: Any = None, *asked: Any, **named: Any
    ) -> StreamResult:
        """`context_value` opens what the operation works in."""
        return self._streamed(context_value, query, variable_values, *asked, **named)

    async def _streamed(
        self, opening: Opening, query: str | None, variables: Any, *asked: Any, **named: Any
    ) -> StreamResult:
        """What an operation gives, one result after the other, in a context of its own.

        Nothing of the register is held while somebody takes their time to receive a result.
        """
        async with opening() as context:
            results = await super().stream(query, variables, context, *asked, **named)
            async with aclosing(results):
                async for result in results:
                    await context.renew()
                    if isinstance(result, ExecutionResult) and result.errors:
                        result.errors = all_told(result.errors, inside=True, limits=context.limits)
                    yield result

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        return


@cache
def build() -> RegisterSchema:
    """The one schema. Building it takes a moment, so it is built once a process."""
    schema = RegisterSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[InstitutionOwner, HealthInstitution, OrganizationalUnit, LocationNumber, CodeValue, *SHAPES],
        config=StrawberryConfig(default_resolver=attribute, scalar_map=SCALARS),
        extensions=[Bounds],
        execution_context_class=Paced,
    )
    _leave_out_null(schema._schema)
    guarded.check(schema._schema)
    return schema


def _leave_out_null(schema: GraphQLSchema) -> None:
    """An argument that may be left out has no default: `= null` would say the same at greater length."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            given: list[GraphQLArgument | GraphQLInputField] = list(type_.fields.values())
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            given = [argument for field in type_.fields.values() for argument in field.args.values()]
        else:
            continue
        for one in given:
            if one.default_value is None:
                one.default_value = Undefined


def sdl() -> str:
    """The schema as text, as `sor schema` prints it and `schema/register.graphql` keeps it."""
    return build().as_str() + "\n"
