"""The location numbers of a staged file into the register, once its units are there."""

from collections.abc import Mapping, Sequence
from datetime import date

from db.writing import staged_numbers, stored
from db.writing.lives import write
from db.writing.staging import Staged
from domain.findings import Weight
from domain.holding import number_after, released
from domain.identifiers import Gln, SorCode
from domain.importing import Tally
from domain.periods import Period
from domain.records import Lives, NumberLife, NumberRecord, UnitRecord
from domain.rules import Rule, Violated
from domain.taking_in import Above
from resolvers.importing.intake import Intake


async def take_in(intake: Intake) -> None:
    intake.numbers.read, intake.numbers.refused = await staged_numbers.counts(intake.change.connection)
    await _release(intake)
    done = intake.numbers.refused
    async for batch in staged_numbers.batches(intake.change.connection):
        await _batch(intake, batch)
        done += len(batch)
        intake.progress("Location numbers", done, intake.numbers.read)


async def _release(intake: Intake) -> None:
    """What a unit held until it said that it has another number, or none, it holds no longer."""
    async for batch in staged_numbers.releases(intake.change.connection):
        lives = await stored.numbers(intake.change.connection, [one.gln for one in batch], ())
        for gln, holder, end in batch:
            lives[gln] = released(lives[gln], holder, end)
        intake.numbers.closed += (await write(intake.change, Lives(numbers=tuple(lives.values())))).numbers_changed


async def _batch(intake: Intake, batch: Sequence[Staged]) -> None:
    connection = intake.change.connection
    records = [(record, record.number) for _, record in batch if record.number is not None]
    holders = {number.mailbox.holder for _, number in records}
    before = await stored.numbers(connection, [number.gln for _, number in records], holders)
    above = await stored.above(connection, holders)
    after = _taken(intake, records, before, above)
    changed = tuple(life for gln, life in after.items() if life != before.get(gln))
    await write(intake.change, Lives(numbers=changed, code_values=intake.codes.added()))


def _taken(
    intake: Intake,
    records: Sequence[tuple[UnitRecord, NumberRecord]],
    stored_before: Mapping[Gln, NumberLife],
    above: Mapping[SorCode, Above],
) -> dict[Gln, NumberLife]:
    """The numbers that records were taken in of, one after the other."""
    lives = dict(stored_before)
    held = _holds(lives)
    after: dict[Gln, NumberLife] = {}
    for record, number in records:
        holder = number.mailbox.holder
        others = [(gln, valid) for gln, valid in held.get(holder, ()) if gln != number.gln]
        try:
            taken = number_after(lives.get(number.gln), number, others, intake.today)
        except Violated as broken:
            intake.numbers.refused += 1
            intake.refuse(record, broken)
            continue
        for note in taken.left_out:
            intake.find(record, Weight.ADJUSTED, note)
        intake.codes.number(record, number)
        _count(intake.numbers, lives.get(number.gln), taken.life)
        lives[number.gln] = after[number.gln] = taken.life
        own = _holds({number.gln: taken.life}).get(holder, [])
        held[holder] = [*others, *own]
        outlives = _outlives(number, own[-1][1], above[holder].life)
        if outlives is not None:
            intake.find(record, Weight.WARNED, outlives)
    return after


def _holds(lives: Mapping[Gln, NumberLife]) -> dict[SorCode, list[tuple[Gln, Period]]]:
    """Which numbers each unit holds when."""
    held: dict[SorCode, list[tuple[Gln, Period]]] = {}
    for gln, life in lives.items():
        for version in life.timeline:
            held.setdefault(version.value.holder, []).append((gln, version.valid))
    return held


def _outlives(number: NumberRecord, held: Period, life: Period) -> Violated | None:
    if life.end is None or not held.outlasts(life.end):
        return None
    message = f"the location number {number.gln} is valid after {life.last_day}, the last day of its unit"
    return Violated(Rule.LOCATION_NUMBER_OUTLIVES_UNIT, message)


def _count(tally: Tally, before: NumberLife | None, after: NumberLife) -> None:
    if before is None:
        tally.new += 1
    elif before == after:
        tally.unchanged += 1
    else:
        tally.changed += 1
        was, now = _end(before), _end(after)
        tally.closed += now is not None and (was is None or now < was)


def _end(life: NumberLife) -> date | None:
    return life.timeline[-1].valid.end if life.timeline else date.min
