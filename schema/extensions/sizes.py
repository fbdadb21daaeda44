"""Documents whose fragments multiply: a few lines that spread each other twice ask for millions of fields."""

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

MOST = 50_000
"""Fields of an operation, its fragments written out wherever they are spread."""

TOO_LARGE = (
    f"The operation asks for more than {MOST:,} fields, when its fragments are written out wherever they are spread. "
    "Ask in several operations."
)


class FewEnough(ValidationRule):
    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._known: dict[str, int] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        if self._fields(node.selection_set) > MOST:
            self.report_error(GraphQLError(TOO_LARGE, node, extensions={"code": "TOO_LARGE"}))

    def _fields(self, selected: SelectionSetNode) -> int:
        count = 0
        for one in selected.selections:
            if isinstance(one, FragmentSpreadNode):
                count += self._fragment(one.name.value)
            elif isinstance(one, FieldNode | InlineFragmentNode):
                count += isinstance(one, FieldNode) + (self._fields(one.selection_set) if one.selection_set else 0)
        return count

    def _fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0  # a fragment within itself is told by another rule
            fragment = self.context.get_fragment(name)
            self._known[name] = self._fields(fragment.selection_set) if fragment else 0
        return self._known[name]
