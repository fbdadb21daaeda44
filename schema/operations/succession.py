"""Inputs of what happens between units: relations, mergers and splits; and of many operations at once."""

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from domain.identifiers import SorCode
from domain.operations import Create, Merge, Operation, Relate, Split, Unrelate
from schema.enums import described
from schema.operations.numbers import (
    AddMessageTypesInput,
    ChangeLocationNumberInput,
    CloseLocationNumberInput,
    CreateLocationNumberInput,
    EndMessageTypesInput,
    InheritLocationNumberInput,
)
from schema.operations.options import ChangeOptions
from schema.operations.units import (
    FROM,
    OPTIONS,
    UNIT,
    ChangeUnitInput,
    CloseUnitInput,
    CorrectUnitInput,
    CreateUnitInput,
    MoveUnitInput,
    WithdrawPlannedChangeInput,
)

LAST_DAY = "Til og med: the last day of what closes, 7 days from today at the earliest, which is the default."


class StatedRelation(Enum):
    """Relations that are stated of a unit; the others follow from them."""

    REPLACES = "REPLACES"
    COOPERATES = "COOPERATES"


class BulkErrorPolicy(Enum):
    ALL_OR_NOTHING = "all or nothing"
    SKIP_FAILED = "skip failed"


described(
    StatedRelation,
    "StatedRelation",
    "Relation, der registreres på en enhed.",
    REPLACES="Erstatter the other unit.",
    COOPERATES="Samarbejder med the other unit.",
)
described(
    BulkErrorPolicy,
    "BulkErrorPolicy",
    "What becomes of several operations if some may not be carried out.",
    ALL_OR_NOTHING="Alt eller intet: one that is refused keeps all from being done.",
    SKIP_FAILED="Spring over: those that may be done are.",
)


@strawberry.input(description="Tilføj relation: that a unit replaces, or cooperates with, another.")
class AddRelationInput:
    sor_code: SorCode = strawberry.field(description=UNIT)
    type: StatedRelation = strawberry.field(description="Which relation.")
    other: SorCode = strawberry.field(description="SOR-kode of the other unit.")
    valid_from: date | None = strawberry.field(default=None, description=FROM)
    note: str | None = strawberry.field(default=None, description="Bemærkning to the relation.")
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Relate:
        return Relate(unit=self.sor_code, type=self.type.value, other=self.other, since=self.valid_from, note=self.note)


@strawberry.input(description="Afslut relation.")
class EndRelationInput:
    sor_code: SorCode = strawberry.field(description=UNIT)
    type: StatedRelation = strawberry.field(description="Which relation.")
    other: SorCode = strawberry.field(description="SOR-kode of the other unit.")
    last_day: date | None = strawberry.field(default=None, description="Til og med: the last day on which it holds.")
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Unrelate:
        return Unrelate(unit=self.sor_code, type=self.type.value, other=self.other, last_day=self.last_day)


@strawberry.input(one_of=True, description="Efterfølger: a unit that is there, or one that is created.")
class SuccessorInput:
    sor_code: SorCode | None = strawberry.field(default=strawberry.UNSET, description="SOR-kode of a unit in force.")
    create: CreateUnitInput | None = strawberry.field(
        default=strawberry.UNSET, description="A new unit, from the day after the others close."
    )

    def told(self) -> SorCode | Create:
        if isinstance(self.create, CreateUnitInput):
            return self.create.told()
        return SorCode(int(self.sor_code or 0))


@strawberry.input(description="Sammenlæg enheder: some close, and one takes over.")
class MergeUnitsInput:
    sor_codes: list[SorCode] = strawberry.field(description="SOR-koder of the units that close.")
    into: SuccessorInput = strawberry.field(description="Efterfølger.")
    last_day: date | None = strawberry.field(default=None, description=LAST_DAY)
    cascade: bool = strawberry.field(default=False, description="Luk også alle enheder under dem.")
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Merge:
        return Merge(units=tuple(self.sor_codes), into=self.into.told(), last_day=self.last_day, below=self.cascade)


@strawberry.input(description="Opdel enhed: it closes, and several take over.")
class SplitUnitInput:
    sor_code: SorCode = strawberry.field(description=UNIT)
    into: list[SuccessorInput] = strawberry.field(description="Efterfølgere.")
    last_day: date | None = strawberry.field(default=None, description=LAST_DAY)
    cascade: bool = strawberry.field(default=False, description="Luk også alle enheder under den.")
    if_version: int | None = strawberry.field(default=None, description="`version` of the unit that this builds on.")
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Split:
        return Split(
            unit=self.sor_code,
            into=tuple(one.told() for one in self.into),
            last_day=self.last_day,
            below=self.cascade,
            version=self.if_version,
        )


UNSET: Any = strawberry.UNSET


@strawberry.input(one_of=True, description="Én handling. Its own `options` do not count among several.")
class ChangeItem:
    create: CreateUnitInput | None = strawberry.field(default=UNSET, description="Opret enhed.")
    change: ChangeUnitInput | None = strawberry.field(default=UNSET, description="Ændr enhed.")
    move: MoveUnitInput | None = strawberry.field(default=UNSET, description="Flyt enhed.")
    close: CloseUnitInput | None = strawberry.field(default=UNSET, description="Luk enhed.")
    withdraw: WithdrawPlannedChangeInput | None = strawberry.field(
        default=UNSET, description="Træk planlagt ændring tilbage."
    )
    create_location_number: CreateLocationNumberInput | None = strawberry.field(
        default=UNSET, description="Opret lokationsnummer."
    )
    change_location_number: ChangeLocationNumberInput | None = strawberry.field(
        default=UNSET, description="Ændr lokationsnummer."
    )
    close_location_number: CloseLocationNumberInput | None = strawberry.field(
        default=UNSET, description="Luk lokationsnummer."
    )
    inherit_location_number: InheritLocationNumberInput | None = strawberry.field(
        default=UNSET, description="Arv lokationsnummer, or stop inheriting."
    )
    add_message_types: AddMessageTypesInput | None = strawberry.field(
        default=UNSET, description="Tilføj meddelelsestyper."
    )
    end_message_types: EndMessageTypesInput | None = strawberry.field(
        default=UNSET, description="Afslut meddelelsestyper."
    )
    add_relation: AddRelationInput | None = strawberry.field(default=UNSET, description="Tilføj relation.")
    end_relation: EndRelationInput | None = strawberry.field(default=UNSET, description="Afslut relation.")
    merge: MergeUnitsInput | None = strawberry.field(default=UNSET, description="Sammenlæg enheder.")
    split: SplitUnitInput | None = strawberry.field(default=UNSET, description="Opdel enhed.")
    correct: CorrectUnitInput | None = strawberry.field(default=UNSET, description="Ret enhed.")

    @property
    def chosen(self) -> str:
        """The name of the one that is given."""
        return next(name for name in self.__dataclass_fields__ if getattr(self, name) not in (UNSET, None))

    def told(self) -> Operation:
        operation: Operation = getattr(self, self.chosen).told()
        return operation


@strawberry.input(description="Udfør flere handlinger as one change, each on what those before it left.")
class ApplyChangesInput:
    items: list[ChangeItem] = strawberry.field(description="Handlinger, 1 to 100, in their order.")
    policy: BulkErrorPolicy = strawberry.field(
        default=BulkErrorPolicy.ALL_OR_NOTHING, description="What becomes of the rest if some may not be done."
    )
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)
