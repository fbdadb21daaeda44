"""Reading: a text to a document that is within the limits, at a cost that no text can raise."""

from graphql import DocumentNode, GraphQLSyntaxError, parse
from graphql.validation.rules import overlapping_fields_can_be_merged as overlapping

from resolvers.limits import COMPARISONS, Shape, over
from resolvers.refusals import Code, Refusal
from schema.extensions.shape import FLAT, SEVERAL, check
from schema.extensions.texts import wrong

overlapping.MAX_COMPLEXITY_BUDGET = COMPARISONS

GIVEN_UP = "Validation aborted."
"""What graphql-core says then."""

TOO_DEEP = "Syntax Error: Document is nested too deeply. Parsing aborted."


def read(text: str, shape: Shape) -> DocumentNode:
    """Raises `Refusal` for a document that is over a limit or holds what no text can, `GraphQLSyntaxError` for none."""
    if len(text) > shape.characters:
        raise over("characters", shape.characters, f"The document has {len(text):,} characters. {SEVERAL}")
    if found := wrong(text):
        raise Refusal(Code.INVALID_TEXT, f"the document holds {found}")
    try:
        document = parse(text, max_tokens=shape.tokens)
    except GraphQLSyntaxError as error:
        refusal = _over(error.message, shape)
        if refusal is None:
            raise
    else:
        check(document, shape)
        return document
    raise refusal


def too_repetitive() -> Refusal:
    """What is told where a validation was given up."""
    sentence = (
        "The document asks for the same fields again and again, in sets that have to be compared with each other."
    )
    return over("comparisons", COMPARISONS, sentence)


def _over(message: str, shape: Shape) -> Refusal | None:
    """What stopped the parser, where that was a limit."""
    if message == TOO_DEEP:
        return over("depth", shape.depth, f"The document is nested more deeply than can be read. {FLAT}")
    if message == f"Syntax Error: Document contains more than {shape.tokens} tokens. Parsing aborted.":
        return over("tokens", shape.tokens, f"The document has more words, numbers and signs. {SEVERAL}")
    return None
