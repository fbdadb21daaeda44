"""What stands at the head of an operation: which kind it is, and what it calls itself."""

from typing import NamedTuple

from graphql import (
    GraphQLError,
    GraphQLSyntaxError,
    Lexer,
    OperationType,
    Source,
    Token,
    TokenKind,
    get_operation_ast,
    parse,
)

LOOKED_AT = 500
"""Tokens of a document in which an operation is looked for before all of it is read."""

NEAR = 10_000
"""Characters of it, among which spaces and comments may be any number of."""

FAR = 100_000
TOKENS = 5_000
"""Characters and tokens that are read at most."""

KINDS = {kind.value: kind for kind in OperationType}
DEPTH = {TokenKind.BRACE_L: 1, TokenKind.BRACE_R: -1, TokenKind.PAREN_L: 1, TokenKind.PAREN_R: -1}

BEFORE = (TokenKind.BRACE_R, TokenKind.STRING, TokenKind.BLOCK_STRING)
"""What ends the definition before, or describes the next one."""


class Heading(NamedTuple):
    """Neither, where no such operation is found."""

    kind: OperationType | None
    name: str | None


NOWHERE = Heading(None, None)


def heading(document: str, name: str | None) -> Heading:
    """Of the operation with a name, of the first one without; only where that is far down, all is read."""
    try:
        near = _near(Lexer(Source(document[:NEAR])), name)
    except GraphQLSyntaxError:
        near = None if len(document) > NEAR else NOWHERE
    return near or _far(document, name)


def _near(lexer: Lexer, name: str | None) -> Heading | None:
    depth, within = 0, False
    for _ in range(LOOKED_AT):
        token = lexer.advance()
        if depth == 0 and not within:
            own = _called(lexer.lookahead()) if token.value in KINDS else None
            if token.value in KINDS and name in (None, own):
                return Heading(KINDS[token.value], own)
            if token.kind is TokenKind.BRACE_L and name is None:
                return Heading(OperationType.QUERY, None)
        depth += DEPTH.get(token.kind, 0)
        within = depth > 0 or token.kind not in BEFORE
    return None


def _called(token: Token) -> str | None:
    return token.value if token.kind is TokenKind.NAME else None


def _far(document: str, name: str | None) -> Heading:
    if len(document) > FAR:
        return NOWHERE
    try:
        found = get_operation_ast(parse(document, no_location=True, max_tokens=TOKENS), name)
    except (GraphQLError, RecursionError):
        return NOWHERE
    if found is None:
        return NOWHERE
    return Heading(found.operation, found.name.value if found.name else None)
