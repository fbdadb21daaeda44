"""Values of the maintained code lists."""

from typing import Annotated, Any

import strawberry

from domain import code_lists as facts
from resolvers import code_lists
from schema import ids
from schema.enums import Language
from schema.related import computed, reached, related
from schema.seen import Seen
from schema.types.moments import DateRange
from schema.types.node import Node

Levels = list[str]
Lang = Annotated[Language, strawberry.argument(description="Dansk, or English where the list has it.")]


@strawberry.type(
    description="A value of a maintained code list (enhedstype, speciale, region, EDB-system, VANS, meddelelsestype …)."
)
class CodeValue(Node):
    id: strawberry.ID = computed(
        lambda value, _: ids.written(ids.NodeId("CodeValue", f"{value.list.value}/{value.code}")),
        description="Opaque; names the list and the code.",
    )
    list: str = reached("list.value", description="Name of the list, as `codeList(list:)` takes it.")
    code: str = strawberry.field(description="Kode.")
    validity: DateRange = reached("valid", description="When the value may be used.")
    parent: "CodeValue | None" = related(
        code_lists.parent, description="The value above, such as a municipality's region."
    )
    levels: Levels = strawberry.field(
        description="Of a unit type: the levels (IE, SI, OE) where it is used; empty where none is known."
    )
    explained: bool = strawberry.field(description="False for a code of old data whose meaning nobody has told.")

    @strawberry.field(description="Navn.")
    @staticmethod
    def name(root: strawberry.Parent[Any], lang: Lang = Language.DA) -> str:
        value: facts.CodeValue = root.value
        return (value.name_en if lang is Language.EN else None) or value.name_da

    @classmethod
    def is_type_of(cls, obj: object, _: object) -> bool:
        return isinstance(obj, Seen) and isinstance(obj.value, facts.CodeValue)
