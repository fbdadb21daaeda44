"""Text that no register can hold: NUL and lone surrogates are refused before anything is asked."""

from typing import Any

from graphql import GraphQLError, StringValueNode, ValidationContext, ValidationRule


class PlainStrings(ValidationRule):
    """For strings written into the document, where an escape may stand for anything."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if found := wrong(node.value):
            self.report_error(GraphQLError(f"a text holds {found}", node, extensions={"code": "INVALID_TEXT"}))


OURS = (PlainStrings,)
"""Rules that documents are held to beside those of the specification."""


def wrong(text: str) -> str | None:
    """What a text holds that none of the register can."""
    if "\x00" in text:
        return "the character NUL (U+0000), which no text of the register can have"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "half a character (a lone surrogate), which no text of the register can have"
    return None
