"""Inputs of what may be done to a unit: created, changed, moved, closed, corrected, a plan of it withdrawn."""

from datetime import date

import strawberry

from domain import identifiers
from domain.identifiers import SorCode
from domain.operations import Alter, Close, Correct, Create, Move, Withdraw
from domain.units import UnitKind
from resolvers.refusals import Code, Refusal
from schema import ids
from schema.operations.facts import ClearableField, UnitFacts, new_number
from schema.operations.numbers import LocationNumberChoice
from schema.operations.options import ChangeOptions

OPTIONS = "Indstillinger."
UNIT = "SOR-kode of the unit."
IF_VERSION = "`version` of the unit that this builds on; refused where somebody has changed it since."
FROM = "Gyldig fra: the first day on which it holds. Tomorrow if left out, or the unit's first day."
CHOICE = "Lokationsnummer: a new one, inherited, or none."
CLEAR = "Felter, der tømmes: so that null never has to mean two things."


@strawberry.input(description="Opret enhed. The SOR code is given out by the register.")
class CreateUnitInput(UnitFacts):
    kind: UnitKind = strawberry.field(description="Niveau: IE, SI or OE.")
    parent: SorCode | None = strawberry.field(
        default=None, description="Overliggende enhed; left out of an institutionsejer."
    )
    name: str = strawberry.field(description="Navn, 1 to 60 characters.")
    type: str = strawberry.field(description="Enhedstype, by code of the list unit-type.")
    valid_from: date | None = strawberry.field(
        default=None, description="Gyldig fra: its first day, 7 days from today at the earliest, which is the default."
    )
    last_day: date | None = strawberry.field(
        default=None, description="Til og med: its last day, where it is known already."
    )
    location_number: LocationNumberChoice | None = strawberry.field(default=None, description=CHOICE)
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Create:
        return Create(
            kind=self.kind,
            parent=self.parent,
            said=self.said(self.location_number),
            since=self.valid_from,
            last_day=self.last_day,
            number=new_number(self.location_number),
        )


@strawberry.input(description="Ændr enhed. What is left out stays as it is; a planned change of another field too.")
class ChangeUnitInput(UnitFacts):
    sor_code: SorCode = strawberry.field(description=UNIT)
    if_version: int | None = strawberry.field(default=None, description=IF_VERSION)
    valid_from: date | None = strawberry.field(default=None, description=FROM)
    location_number: LocationNumberChoice | None = strawberry.field(default=None, description=CHOICE)
    clear: list[ClearableField] | None = strawberry.field(default=None, description=CLEAR)
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Alter:
        return Alter(
            unit=self.sor_code,
            said=self.said(self.location_number, self.clear),
            since=self.valid_from,
            number=new_number(self.location_number),
            version=self.if_version,
        )


@strawberry.input(description="Flyt enhed, with all that is below it, under another SI or OE.")
class MoveUnitInput:
    sor_code: SorCode = strawberry.field(description=UNIT)
    new_parent: SorCode = strawberry.field(description="Ny overliggende enhed; never one it has been under before.")
    effective_from: date | None = strawberry.field(default=None, description=FROM)
    if_version: int | None = strawberry.field(default=None, description=IF_VERSION)
    confirm_other_organisation: bool = strawberry.field(
        default=False, description="Bekræftelse: that the unit leaves its organisation is meant."
    )
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Move:
        return Move(
            unit=self.sor_code,
            parent=self.new_parent,
            since=self.effective_from,
            confirmed=self.confirm_other_organisation,
            version=self.if_version,
        )


@strawberry.input(description="Luk enhed. It is never reopened; its own location number closes with it.")
class CloseUnitInput:
    sor_code: SorCode = strawberry.field(description=UNIT)
    last_day: date | None = strawberry.field(
        default=None, description="Til og med: its last day, 7 days from today at the earliest, which is the default."
    )
    cascade: bool = strawberry.field(default=False, description="Luk også alle enheder under den.")
    replaced_by: list[SorCode] | None = strawberry.field(
        default=None, description="Erstattes af: units that take over, in force the day after."
    )
    if_version: int | None = strawberry.field(default=None, description=IF_VERSION)
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Close:
        return Close(
            unit=self.sor_code,
            last_day=self.last_day,
            below=self.cascade,
            replaced_by=tuple(self.replaced_by or ()),
            version=self.if_version,
        )


@strawberry.input(description="Træk planlagt ændring tilbage, as long as it has not taken effect.")
class WithdrawPlannedChangeInput:
    planned_change_id: strawberry.ID = strawberry.field(description="`id` of the planned change.")
    withdraw_dependants: bool = strawberry.field(
        default=False,
        description="Også de planlagte ændringer, der bygger på den; and, of a closing, those of units below on the "
        "same day.",
    )
    if_version: int | None = strawberry.field(default=None, description=IF_VERSION)
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Withdraw:
        unit, day = planned_change(self.planned_change_id)
        return Withdraw(unit=unit, day=day, dependants=self.withdraw_dependants, version=self.if_version)


@strawberry.input(
    description="Ret enhed: what was recorded wrongly, also of days gone by. Of the SOR office only; it is told as a "
    "correction wherever history is told."
)
class CorrectUnitInput(UnitFacts):
    sor_code: SorCode = strawberry.field(description=UNIT)
    valid_from: date | None = strawberry.field(
        default=None, description="Fra: the first day of which it is corrected; the unit's first if left out."
    )
    last_day: date | None = strawberry.field(
        default=None, description="Til og med: the last such day; the unit's last if left out."
    )
    parent: SorCode | None = strawberry.field(default=None, description="Where it was on those days.")
    opened: date | None = strawberry.field(default=None, description="When its life really began.")
    closed: date | None = strawberry.field(default=None, description="When its last day really was.")
    location_number: LocationNumberChoice | None = strawberry.field(default=None, description=CHOICE)
    clear: list[ClearableField] | None = strawberry.field(default=None, description=CLEAR)
    if_version: int | None = strawberry.field(default=None, description=IF_VERSION)
    options: ChangeOptions | None = strawberry.field(default=None, description=OPTIONS)

    def told(self) -> Correct:
        if new_number(self.location_number) is not None:
            raise Refusal(Code.INVALID_TEXT, "A correction issues no location number: createLocationNumber does.")
        return Correct(
            unit=self.sor_code,
            said=self.said(self.location_number, self.clear),
            since=self.valid_from,
            last_day=self.last_day,
            parent=self.parent,
            opened=self.opened,
            closed=self.closed,
            version=self.if_version,
        )


def planned_change(written: str) -> tuple[SorCode, date]:
    """The unit and the day that the id of a planned change names. Raises `Refusal`."""
    node = ids.read(written)
    code, _, day = node.key.partition("/")
    if node.type != "PlannedChange":
        raise Refusal(Code.INVALID_ID, f"'{written[:60]}' is the id of a {node.type}, not of a planned change.")
    try:
        return identifiers.sor_code(code), date.fromisoformat(day)
    except ValueError:
        raise Refusal(Code.INVALID_ID, f"'{written[:60]}' is no id of a planned change.") from None
