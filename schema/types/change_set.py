"""Change sets: who recorded what, when, why and by which request, and what it was about."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain import recording as facts
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.permissions import Role
from domain.recording import ActorKind, Cause
from resolvers import change_sets, effects
from schema import ids
from schema.enums import described
from schema.inputs import After, First
from schema.related import computed, reached, related
from schema.seen import Seen
from schema.types.changes import FieldChange
from schema.types.node import Node
from schema.types.page_info import PageInfo

if TYPE_CHECKING:
    from schema.types.effects import EffectPreview
    from schema.types.unit import Unit

PreviewType = Annotated["EffectPreview", strawberry.lazy("schema.types.effects")]
UnitType = Annotated["Unit", strawberry.lazy("schema.types.unit")]
Names = list[str]

described(
    ActorKind,
    "ActorKind",
    "Who records changes.",
    PERSON="A person who is logged in.",
    SYSTEM="A program, or the register itself.",
    IMPORT="A file that was taken in.",
)
described(
    Cause,
    "RecordingCause",
    "Anledning. Why something was recorded.",
    CHANGE="Ændring: the world changed, or is going to.",
    CORRECTION="Rettelse: what had been recorded was wrong.",
    WITHDRAWAL="Tilbagetrækning: what had been planned will not happen.",
    IMPORT="Indlæsning: a file said so.",
)


@strawberry.type(
    description="Aktør. Who recorded something. The name of a person is shown to users of the organisation that the "
    "person acted for and to the SOR office; everyone sees the role and the organisation."
)
class Actor:
    name: str | None = related(
        change_sets.name, description="Navn; of a person none to those who belong to another organisation or to none."
    )
    kind: ActorKind = strawberry.field(description="A person, a system or an import.")
    role: Role | None = computed(
        lambda value, _: value.role and Role[value.role], description="Rolle that a person acted in."
    )
    organisation: UnitType | None = related(
        change_sets.organisation, description="Organisation: the institution owner that a person acted for."
    )


def _standing(root: Any, unit: Any, known_at: datetime) -> Any:
    return None if unit is None else Seen(unit, Moment(root.value.effective_from, known_at))


@strawberry.type(
    description="Berørt enhed. A unit of which a change set recorded something, before and after: read on the same "
    "day, as known until the recording and since."
)
class ChangedUnit:
    sor_code: SorCode = strawberry.field(description="SOR-kode.")
    effective_from: date = strawberry.field(description="Fra: the first day on which something of it is otherwise.")
    changes: list[FieldChange] = strawberry.field(
        description="What is otherwise, day by day; empty where nothing that the reader may see is."
    )

    @strawberry.field(description="Før: as known until then, on that day; none of a unit that was new.")
    @staticmethod
    def before(root: strawberry.Parent[Any]) -> UnitType | None:
        told: Any = _standing(root, root.value.before, root.value.recorded - change_sets.JUST_BEFORE)
        return told

    @strawberry.field(description="Efter: as known since, on that day; none of a unit that was withdrawn.")
    @staticmethod
    def after(root: strawberry.Parent[Any]) -> UnitType | None:
        told: Any = _standing(root, root.value.after, root.value.recorded)
        return told


@strawberry.type(description="A changed unit with the cursor that goes on after it.")
class ChangedUnitEdge:
    cursor: str = strawberry.field(description="Goes on after this unit.")
    node: ChangedUnit = strawberry.field(description="The unit, before and after.")


@strawberry.type(description="A page of changed units, by SOR code.")
class ChangedUnitConnection:
    edges: list[ChangedUnitEdge] = strawberry.field(description="The units with their cursors.")
    nodes: list[ChangedUnit] = strawberry.field(description="The units alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
    total_count: int = related(change_sets.counts, description="I alt: how many units it is about.")


def _paged(first: First = 50, after: After = None) -> Mapping[str, Any]:
    return {"first": first, "after": after}


@strawberry.type(
    description="Ændringssæt. One transaction that changed the register: who, when, why, by which request, and what "
    "every unit it is about was before and after."
)
class ChangeSet(Node):
    id: strawberry.ID = computed(
        lambda value, _: ids.written(ids.NodeId("ChangeSet", str(value.id))), description="Opaque."
    )
    recorded_at: datetime = reached("recorded", description="Registreret: when.")
    actor: Actor = strawberry.field(description="Who recorded it.")
    note: str | None = strawberry.field(description="Bemærkning, in the words of who recorded it; shown to everyone.")
    cause: Cause = reached("reason.cause", description="Anledning: of which kind the reason is.")
    request: str | None = reached("reason.request", description="Id of the request it came with, as in `X-Request-ID`.")
    operations: Names = reached(
        "reason.operations", description="What was done, by the names of the operations, in order."
    )
    units: ChangedUnitConnection = related(
        change_sets.changed,
        told=_paged,
        description="Berørte enheder: those of which, or of whose location numbers, message types and relations, it "
        "recorded or superseded something.",
    )
    effects: PreviewType = related(
        effects.of_change_sets,
        description="Konsekvenser. What it did to effective addresses and location numbers, planned days included, "
        "each compared with what was known just before it.",
    )

    @classmethod
    def is_type_of(cls, obj: object, _: object) -> bool:
        return isinstance(obj, Seen) and isinstance(obj.value, facts.ChangeSet)


@strawberry.type(description="A change set with the cursor that goes on after it.")
class ChangeSetEdge:
    cursor: str = strawberry.field(description="Goes on after this change set.")
    node: ChangeSet = strawberry.field(description="The change set.")


@strawberry.type(description="A page of change sets, the newest first.")
class ChangeSetConnection:
    edges: list[ChangeSetEdge] = strawberry.field(description="The change sets with their cursors.")
    nodes: list[ChangeSet] = strawberry.field(description="The change sets alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where it goes on.")
