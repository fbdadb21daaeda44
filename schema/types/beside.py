"""What stands beside a unit: its numbers, its relations, its place, and why it has a value."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from db.reading.lists import IdentifierSystem
from domain.explaining import Explanation
from domain.identifiers import SorCode
from domain.inheritance import InheritableField
from domain.periods import Moment
from domain.units import GeographicalRelation
from domain.words import Words
from resolvers import inheritance
from resolvers.context import Context
from schema.enums import Language, RelationType
from schema.related import computed, reached, related
from schema.types.code_value import Lang
from schema.types.moments import DateRange

if TYPE_CHECKING:
    from schema.types.unit import Unit


def worded(words: Words, lang: Language) -> str:
    return words.en if lang is Language.EN else words.da


UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]


@strawberry.type(description="Nummer. A number the unit is known by.")
class Identifier:
    system: IdentifierSystem = strawberry.field(description="What kind of number.")
    value: str = strawberry.field(description="The number, as text: leading zeros count.")
    validity: DateRange = strawberry.field(description="The days around `at` on which the unit has had it.")


@strawberry.type(description="Relation. How a unit stands to another beside the hierarchy.")
class UnitRelation:
    type: RelationType = computed(lambda value, _: RelationType[value.type], description="Which relation.")
    sor_code: SorCode = strawberry.field(description="The other unit's code, also where the register has not met it.")
    unit: UnitType | None = strawberry.field(description="The other unit; none where the register has not met it.")
    validity: DateRange = strawberry.field(description="Since when, and until when.")
    note: str | None = strawberry.field(description="Bemærkning.")


@strawberry.type(description="Geografisk placering: where a unit is, told by whose place it shares.")
class GeographicalParent:
    relation: GeographicalRelation = strawberry.field(description="Whose place.")
    unit: UnitType | None = strawberry.field(description="The unit whose place is shared, if any.")


@strawberry.type(description="One step of the chain from a unit to where its value is registered.")
class InheritanceStep:
    unit: UnitType = strawberry.field(description="The unit looked at.")
    field: InheritableField = strawberry.field(description="The field looked at.")
    rule: str = reached("link.name", description="What was found here and where it leads, as a word.")
    has_own: bool = strawberry.field(description="Whether the unit states a value of its own in the field.")
    stops: bool = strawberry.field(description="Whether the chain ends here.")

    @strawberry.field(description="What was found here and where it leads, as a sentence.")
    @staticmethod
    def text(root: strawberry.Parent[Any], lang: Lang = Language.DA) -> str:
        return worded(root.value.link.value, lang)


def _spoken(lang: Lang = Language.DA) -> Mapping[str, Any]:
    return {"lang": lang}


async def _sentences(ctx: Context, asked: Sequence[Explanation], *, moment: Moment, lang: Language) -> list[str]:
    return [worded(words, lang) for words in await ctx.ask_all(inheritance.sentences, asked, moment)]


@strawberry.type(description="The whole chain for one value: why do I see this, why do I see nothing?")
class InheritanceExplanation:
    field: InheritableField = strawberry.field(description="The field explained.")
    found: bool = strawberry.field(description="Whether there is a value.")
    steps: list[InheritanceStep] = strawberry.field(description="Every look, in order.")
    text: str = related(_sentences, told=_spoken, description="The chain in a sentence.")
