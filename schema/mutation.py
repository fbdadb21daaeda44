"""What may be changed. Values are passed on here; every rule is the domain's."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.operations import Operation
from domain.rejections import Violation
from resolvers.context import Context
from resolvers.deciding import decide
from resolvers.lifecycle import carry_out
from resolvers.outcomes import Answer, Options, moment_of
from resolvers.payloads import Payload, Result
from resolvers.rejections import Wrong
from schema.operations.numbers import (
    AddMessageTypesInput,
    ChangeLocationNumberInput,
    CloseLocationNumberInput,
    CreateLocationNumberInput,
    EndMessageTypesInput,
    InheritLocationNumberInput,
)
from schema.operations.options import options_of
from schema.operations.paths import camel, path
from schema.operations.requests import DecideRequestInput
from schema.operations.succession import (
    AddRelationInput,
    ApplyChangesInput,
    BulkErrorPolicy,
    EndRelationInput,
    MergeUnitsInput,
    SplitUnitInput,
)
from schema.operations.units import (
    ChangeUnitInput,
    CloseUnitInput,
    CorrectUnitInput,
    CreateUnitInput,
    MoveUnitInput,
    WithdrawPlannedChangeInput,
)
from schema.seen import seen
from schema.types.payloads import (
    ApplyChangesPayload,
    ChangeUnitPayload,
    CloseUnitPayload,
    CorrectUnitPayload,
    CreateUnitPayload,
    DecideRequestPayload,
    LocationNumberPayload,
    MoveUnitPayload,
    RelationPayload,
    SuccessionPayload,
    WithdrawPlannedChangePayload,
)


def _mutation(input_type: Any, payload_type: Any, description: str) -> Any:
    """A mutation that carries out the one operation its input tells."""

    async def resolve(info: Info, input: Any) -> Any:
        operation = input.told()
        answer = await carry_out(info.context, [operation], options_of(input.options))
        return _told(info.context, answer, operation)

    resolve.__annotations__ = {
        "info": Info,
        "input": Annotated[input_type, strawberry.argument(description="Hvad der skal ske.")],
        "return": payload_type,
    }
    return strawberry.mutation(resolver=resolve, description=description)


@strawberry.type(
    description="Everything that can be changed. Each change is checked as a whole, and done whole or not at all; "
    "history and feed tell of it. `options { dryRun }` tries it."
)
class Mutation:
    create_unit: CreateUnitPayload = _mutation(
        CreateUnitInput, CreateUnitPayload, "Opret enhed: an owner, an institution or an organisational unit."
    )
    change_unit: ChangeUnitPayload = _mutation(
        ChangeUnitInput,
        ChangeUnitPayload,
        "Ændr enhed: from a day on; each field until its own next planned change.",
    )
    move_unit: MoveUnitPayload = _mutation(MoveUnitInput, MoveUnitPayload, "Flyt enhed, with all below it.")
    close_unit: CloseUnitPayload = _mutation(
        CloseUnitInput, CloseUnitPayload, "Luk enhed for good, its own location number with it."
    )
    withdraw_planned_change: WithdrawPlannedChangePayload = _mutation(
        WithdrawPlannedChangeInput,
        WithdrawPlannedChangePayload,
        "Træk planlagt ændring tilbage: a creation, a change, a move or a closing that has not taken effect.",
    )
    create_location_number: LocationNumberPayload = _mutation(
        CreateLocationNumberInput, LocationNumberPayload, "Opret lokationsnummer: issued by the register, never reused."
    )
    change_location_number: LocationNumberPayload = _mutation(
        ChangeLocationNumberInput, LocationNumberPayload, "Ændr lokationsnummer: what is registered of it."
    )
    close_location_number: LocationNumberPayload = _mutation(
        CloseLocationNumberInput, LocationNumberPayload, "Luk lokationsnummer for good."
    )
    inherit_location_number: LocationNumberPayload = _mutation(
        InheritLocationNumberInput, LocationNumberPayload, "Arv lokationsnummer of the unit above, or stop doing so."
    )
    add_message_types: LocationNumberPayload = _mutation(
        AddMessageTypesInput, LocationNumberPayload, "Tilføj meddelelsestyper to a location number."
    )
    end_message_types: LocationNumberPayload = _mutation(
        EndMessageTypesInput, LocationNumberPayload, "Afslut meddelelsestyper of a location number."
    )
    add_relation: RelationPayload = _mutation(
        AddRelationInput, RelationPayload, "Tilføj relation: replaces, or cooperates with, another unit."
    )
    end_relation: RelationPayload = _mutation(EndRelationInput, RelationPayload, "Afslut relation.")
    merge_units: SuccessionPayload = _mutation(
        MergeUnitsInput, SuccessionPayload, "Sammenlæg enheder: they close, and one takes over from the day after."
    )
    split_unit: SuccessionPayload = _mutation(
        SplitUnitInput, SuccessionPayload, "Opdel enhed: it closes, and several take over from the day after."
    )
    correct_unit: CorrectUnitPayload = _mutation(
        CorrectUnitInput, CorrectUnitPayload, "Ret enhed: what was recorded wrongly, also in the past (SOR office)."
    )

    @strawberry.mutation(
        description="Afgør en anmodning of a private company: carried out in one transaction, or rejected (SOR office)."
    )
    async def decide_request(
        self,
        info: Info,
        input: Annotated[DecideRequestInput, strawberry.argument(description="Hvad der afgøres.")],
    ) -> DecideRequestPayload:
        answer, request = await decide(info.context, input.told(), options_of(input.options))
        operation = None if request is None else request.operation
        warnings = tuple(one for done in answer.done for one in done.warnings)
        payload = Payload(answer, (), _decided(operation, answer.errors), _decided(operation, warnings))
        told: Any = seen(payload, moment_of(info.context, answer.done, answer.known_at))
        return told

    @strawberry.mutation(description="Udfør flere handlinger as one change: at most 100, all of them or what may be.")
    async def apply_changes(
        self,
        info: Info,
        input: Annotated[ApplyChangesInput, strawberry.argument(description="Hvad der skal ske.")],
    ) -> ApplyChangesPayload:
        ctx: Context = info.context
        given = options_of(input.options)
        operations = [item.told() for item in input.items]
        places = [("items", str(index), camel(item.chosen)) for index, item in enumerate(input.items)]
        options = Options(
            dry_run=given.dry_run,
            key=given.key,
            note=given.note,
            several=True,
            skip_failed=input.policy is BulkErrorPolicy.SKIP_FAILED,
        )
        answer = await carry_out(ctx, operations, options)
        results = tuple(
            Result(
                index,
                done,
                _wrong(operation, done.errors, place),
                _wrong(operation, done.warnings, place),
            )
            for index, (operation, place, done) in enumerate(zip(operations, places, answer.done, strict=False))
        )
        whole = tuple(Wrong(one, path(None, one.place)) for one in answer.errors if one.index is None)
        failed = tuple(wrong for result in results for wrong in result.errors) if answer.errors else ()
        warnings = tuple(wrong for result in results for wrong in result.warnings)
        payload = Payload(answer, results, (*whole, *failed), warnings)
        told: Any = seen(payload, moment_of(ctx, answer.done, answer.known_at))
        return told


def _told(ctx: Context, answer: Answer, operation: Operation) -> Any:
    warnings = tuple(one for done in answer.done for one in done.warnings)
    payload = Payload(answer, (), _wrong(operation, answer.errors), _wrong(operation, warnings))
    return seen(payload, moment_of(ctx, answer.done, answer.known_at))


def _decided(operation: Operation | None, violations: tuple[Violation, ...]) -> tuple[Wrong, ...]:
    """What is wrong with the decision, and what with the request that is decided."""
    return tuple(
        Wrong(one.of(None), path(None, one.place) if one.index is None else ("request", *path(operation, one.place)))
        for one in violations
    )


def _wrong(operation: Operation, violations: tuple[Violation, ...], place: tuple[str, ...] = ()) -> tuple[Wrong, ...]:
    return tuple(Wrong(one if place else one.of(None), (*place, *path(operation, one.place))) for one in violations)
