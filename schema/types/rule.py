"""Rules of the register: what every refusal and warning names."""

from typing import Annotated, Any

import strawberry

from domain.titles import title
from domain.words import Words
from schema.enums import Language
from schema.types.beside import worded

Spoken = Annotated[Language, strawberry.argument(description="Dansk or English.")]


@strawberry.type(description="Regel. A rule of the register: every error and warning names the one it comes from.")
class Rule:
    id: strawberry.ID = strawberry.field(description="The rule's name for programs; it stays.")
    source: str = strawberry.field(description="Where the rule comes from, or `decided`.")

    @strawberry.field(description="Overskrift. The rule in a few words.")
    @staticmethod
    def title(root: strawberry.Parent[Any], lang: Spoken = Language.DA) -> str:
        return worded(title(root), lang)

    @strawberry.field(description="Reglen. The rule in a sentence.")
    @staticmethod
    def text(root: strawberry.Parent[Any], lang: Spoken = Language.DA) -> str:
        return worded(Words(root.da, root.en), lang)

    @strawberry.field(description="Eksempel. A case in which the rule speaks.")
    @staticmethod
    def example(root: strawberry.Parent[Any], lang: Spoken = Language.DA) -> str:
        return worded(root.example, lang)
