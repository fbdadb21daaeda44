"""Text that no register can hold: NUL and lone surrogates are refused before anything is asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLError, StringValueNode, ValidationContext, ValidationRule
from strawberry.extensions import SchemaExtension

from schema.extensions.one_operation import OneOperation
from schema.extensions.sizes import FewEnough


class PlainText(SchemaExtension):
    """Looks at the document's strings and at the variables, and holds the document to our own rules."""

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        context.validation_rules = (*context.validation_rules, *OURS)
        if context._provided_operation_name is None:
            context.validation_rules = (*context.validation_rules, OneOperation)
        if wrong := wrong_in(context.variables or {}):
            raise GraphQLError(wrong, extensions={"code": "INVALID_TEXT"})
        if wrong := _wrong(context.query or ""):
            raise GraphQLError(f"the document holds {wrong}", extensions={"code": "INVALID_TEXT"})
        yield


class PlainStrings(ValidationRule):
    """The same for strings written into the document, where an escape may stand for anything."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if wrong := _wrong(node.value):
            self.report_error(GraphQLError(f"a text holds {wrong}", node, extensions={"code": "INVALID_TEXT"}))


OURS = (PlainStrings, FewEnough)
"""Rules that documents are held to beside those of the specification."""


def wrong_in(variables: Mapping[str, Any]) -> str | None:
    """What is wrong with the first of their texts that no register can hold, if there is one."""
    return next((f"{path} holds {wrong}" for path, text in _texts(variables, "$") if (wrong := _wrong(text))), None)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, str):
            yield where, one
        elif isinstance(one, dict):
            waiting += [(f"{where}.{key}"[:80], inner) for key, inner in one.items()]
            waiting += [(where, key) for key in one]
        elif isinstance(one, list):
            waiting += [(f"{where}[{n}]", inner) for n, inner in enumerate(one)]


def _wrong(text: str) -> str | None:
    if "\x00" in text:
        return "the character NUL (U+0000), which no text of the register can have"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "half a character (a lone surrogate), which no text of the register can have"
    return None
