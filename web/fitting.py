"""Trusted documents held against the schema: those that would be refused are told of when the program starts."""

from collections.abc import Iterator

import structlog
from graphql import GraphQLError

from resolvers.limits import Shape
from resolvers.refusals import Refusal
from schema import RegisterSchema
from schema.extensions.errors import told
from schema.extensions.reading import read, validated
from web.trusted import Trusted

TOLD = 20
"""Documents that a line of the log is written about; beyond them they are counted."""

log = structlog.stdlib.get_logger("sor.web")


def tell_of_misfits(trusted: Trusted, schema: RegisterSchema, shape: Shape) -> None:
    """A front end that was retired must not keep the register from starting, so it starts: who asks for such a document
    is told the same, and asks for nothing else in vain."""
    found = [*misfits(trusted, schema, shape)]
    for key, why in found[:TOLD]:
        log.warning("a trusted document would be refused", file=trusted.files.get(key), id=key, why=why)
    if found:
        log.warning("trusted documents do not fit", count=len(found), of=len(trusted.documents))


def misfits(trusted: Trusted, schema: RegisterSchema, shape: Shape) -> Iterator[tuple[str, str]]:
    """The hash of each that would be refused, and the first thing that is wrong with it."""
    for key, text in trusted.documents.items():
        try:
            errors = validated(schema._schema, read(text, shape))
        except (Refusal, GraphQLError) as error:
            yield key, placed(error)
        else:
            if errors:
                yield key, placed(errors[0])


def placed(error: Refusal | GraphQLError) -> str:
    """A sentence, and where in the document it goes wrong."""
    if isinstance(error, Refusal):
        return error.message
    where = error.locations[0] if error.locations else None
    return told(error).message + (f" (line {where.line}, column {where.column})" if where else "")
