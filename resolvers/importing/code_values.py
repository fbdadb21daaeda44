"""The values of code lists that a file brings, such as those of SHAK, into the register."""

from collections.abc import Sequence

from db.writing import staged_codes
from db.writing.lives import write
from domain.code_lists import CodeValue
from domain.code_merging import values_after
from domain.findings import Finding, Weight
from domain.importing import Tally
from domain.records import Lives
from domain.rules import Rule
from resolvers.importing.intake import Intake


async def take_in(intake: Intake) -> None:
    done = 0
    async for batch in staged_codes.batches(intake.change.connection):
        stored = await staged_codes.stored(intake.change.connection, list(batch))
        values: list[CodeValue] = []
        for key, stated in batch.items():
            before = stored.get(key, [])
            merged = values_after(before, stated)
            values += merged.values
            for value in merged.overlapping:
                intake.findings.add(_overlapping(value))
            _count(intake.values, before, [value for value in stated if value not in merged.overlapping])
            intake.values.refused += len(merged.overlapping)
        await write(intake.change, Lives(code_values=tuple(values)))
        done += sum(len(stated) for stated in batch.values())
        intake.progress("Codes", done, intake.values.read)


def _overlapping(value: CodeValue) -> Finding:
    message = f"{value.list.value} {value.code} from {value.valid.start} overlaps what the file says of the code before"
    return Finding(Rule.ONE_VERSION_A_DAY, Weight.REFUSED, message)


def _count(tally: Tally, before: Sequence[CodeValue], stated: Sequence[CodeValue]) -> None:
    for value in stated:
        if value in before:
            tally.unchanged += 1
        elif before:
            tally.changed += 1
        else:
            tally.new += 1
