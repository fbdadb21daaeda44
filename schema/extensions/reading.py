"""Reading: a text to a document within the limits, and whether it is valid, at a cost that no text can raise."""

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse, specified_rules, validate
from graphql.validation.rules import overlapping_fields_can_be_merged as overlapping
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from resolvers.limits import COMPARISONS, Shape, over
from resolvers.refusals import Code, Refusal
from schema.extensions.shape import FLAT, SEVERAL, check
from schema.extensions.texts import OURS, wrong
from schema.extensions.weighing import apart

overlapping.MAX_COMPLEXITY_BUDGET = COMPARISONS

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule, *OURS)
ERRORS = 20
"""That are looked for: each may have to compare a name with all that the schema has."""

GIVEN_UP = "Validation aborted."
"""What graphql-core says where it has compared enough."""

TOO_DEEP = "Syntax Error: Document is nested too deeply. Parsing aborted."

_read: list[tuple[str, Shape, DocumentNode | Refusal]] = []
_validated: list[tuple[DocumentNode, list[GraphQLError]]] = []
"""The last one: what has no plan is read a second time at once, for graphql-core to answer."""


def read(text: str, shape: Shape) -> DocumentNode:
    """Raises `Refusal` for a document that is over a limit or holds what no text can, `GraphQLSyntaxError` for none."""
    if _read and _read[0][0] is text and _read[0][1] is shape:
        told = _read.pop()[2]
    else:
        told = _looked_at(text, shape)
        _read[:] = [(text, shape, told)]
    if isinstance(told, Refusal):
        raise Refusal(told.code, told.message, **told.details)  # one that is kept would keep all it has passed
    return told


def validated(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with it, as far as that is looked for."""
    if _validated and _validated[0][0] is document:
        return _validated.pop()[1]
    errors = validate(schema, document, RULES, ERRORS)
    _validated[:] = [(document, errors)]
    return errors


def too_repetitive() -> Refusal:
    """What is told where a validation was given up."""
    sentence = (
        "The document asks for the same fields again and again, in sets that have to be compared with each other."
    )
    return over("comparisons", COMPARISONS, sentence)


def _looked_at(text: str, shape: Shape) -> DocumentNode | Refusal:
    if len(text) > shape.characters:
        return over("characters", shape.characters, f"The document has {len(text):,} characters. {SEVERAL}")
    if found := wrong(text):
        return Refusal(Code.INVALID_TEXT, f"the document holds {found}")
    try:
        document = parse(text, max_tokens=shape.tokens)
        apart(document)
        check(document, shape)
    except GraphQLSyntaxError as error:
        if (refusal := _over(error.message, shape)) is None:
            raise
        return refusal
    except Refusal as refusal:
        return refusal.with_traceback(None)
    return document


def _over(message: str, shape: Shape) -> Refusal | None:
    """What stopped the parser, where that was a limit."""
    if message == TOO_DEEP:
        return over("depth", shape.depth, f"The document is nested more deeply than can be read. {FLAT}")
    if message == f"Syntax Error: Document contains more than {shape.tokens} tokens. Parsing aborted.":
        return over("tokens", shape.tokens, f"The document has more words, numbers and signs. {SEVERAL}")
    return None
