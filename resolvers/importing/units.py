"""The units of a staged file into the register, those above before those below."""

from collections.abc import Collection, Iterator, Sequence

from db.writing import staged_successions, staging, stored
from db.writing.change import MANY
from db.writing.lives import write
from db.writing.loading import first_load
from db.writing.staged_successions import Told
from db.writing.staging import Staged
from domain.code_lists import CodeValue
from domain.findings import Weight
from domain.identifiers import SorCode
from domain.merging import day_after
from domain.records import Lives, Succession, UnitLife, UnitRecord
from domain.rules import Rule, Violated
from domain.taking_in import unit_after
from resolvers.importing.cycles import without_cycles
from resolvers.importing.ends import not_too_soon
from resolvers.importing.intake import Intake, Taken


async def take_in(intake: Intake, depths: int) -> None:
    await _unplaced(intake)
    if not intake.first:
        await _end_late(intake, await _taken_in(intake, depths))
    elif intake.units.read < MANY:
        await _taken_in(intake, depths)
    else:
        async with first_load(intake.change):
            await _taken_in(intake, depths)


async def _taken_in(intake: Intake, depths: int) -> list[Taken]:
    """Takes in each record once, and gives those that could not end yet; nothing that is new ends late."""
    connection = intake.change.connection
    done = intake.units.refused
    late: list[Taken] = []
    for depth in range(depths):
        async for batch in staging.batches(connection, depth):
            taken = await _merged(intake, batch, first=intake.first)
            taken = await without_cycles(intake, taken)
            await _write(intake, taken, first=intake.first)
            await _settle(intake, [one for one in taken if not one.late])
            await _refused(intake, {staged.place for staged in batch} - {one.staged.place for one in taken})
            late += [one for one in taken if one.late]
            done += len(batch)
            intake.progress("Units", done, intake.units.read)
    return late


async def _end_late(intake: Intake, late: Sequence[Taken]) -> None:
    """As the file is taken in, units begin sooner than they did: what was to end before is asked again until it can."""
    before = {one.staged.place: one.before for one in late}
    asked = len(late) + 1
    while late and len(late) < asked:
        asked = len(late)
        again: list[Taken] = []
        for start in range(0, asked, staging.BATCH):
            batch = [one.staged for one in late[start : start + staging.BATCH]]
            taken = await without_cycles(intake, await _merged(intake, batch))
            await _write(intake, taken)
            await _settle(intake, [one._replace(before=before[one.staged.place]) for one in taken if not one.late])
            await _refused(intake, {staged.place for staged in batch} - {one.staged.place for one in taken})
            again += [one for one in taken if one.late]
        late = again
    for one in late:
        assert one.late is not None
        intake.find(one.staged.record, Weight.REFUSED if one.refused else Weight.ADJUSTED, one.late)
    await _settle(intake, [one._replace(before=before[one.staged.place]) for one in late if not one.refused])
    await _refused(intake, {one.staged.place for one in late if one.refused})


async def take_in_again(intake: Intake, codes: Sequence[SorCode]) -> bool:
    """Records of units whose parents changed after them; whether that changes anything."""
    changed = False
    for start in range(0, len(codes), staging.BATCH):
        batch = await staging.of_codes(intake.change.connection, codes[start : start + staging.BATCH])
        taken = await without_cycles(intake, await _merged(intake, batch))
        await _write(intake, taken)
        for one in taken:
            if one.before is not None and one.changed:
                intake.count_closing(one.before, one.outcome.life)
                changed = True
    return changed


async def _refused(intake: Intake, places: Collection[int]) -> None:
    intake.units.refused += len(places)
    await staging.refuse(intake.change.connection, places)


async def _unplaced(intake: Intake) -> None:
    """Refuses what has no place in the tree of the file."""
    connection = intake.change.connection
    async for batch in staging.batches(connection, staging.DUPLICATE):
        intake.units.refused += len(batch)
        for _, record in batch:
            message = f"{record.sor_code} stands in the file before; what it says there is taken"
            intake.refuse(record, Violated(Rule.DUPLICATE_RECORD, message))
    async for batch in staging.batches(connection, staging.IN_A_CYCLE):
        intake.units.refused += len(batch)
        for _, record in batch:
            message = f"by this file it is under {record.facts.parent}, and so in the end under itself"
            intake.refuse(record, Violated(Rule.WOULD_CREATE_CYCLE, message))


async def _merged(intake: Intake, batch: Sequence[Staged], *, first: bool = False) -> list[Taken]:
    """What each record makes of its unit; those that are refused are found, and left out."""
    connection = intake.change.connection
    lives = {} if first else await stored.units(connection, [record.sor_code for _, record in batch])
    above = await stored.above(connection, _parents(batch, lives))
    taken: list[Taken] = []
    for staged in batch:
        before = lives.get(staged.record.sor_code)
        try:
            taken.append(Taken(staged, before, unit_after(before, staged.record, above, intake.today)))
        except Violated as broken:
            intake.refuse(staged.record, broken)
    return await not_too_soon(intake, taken, above)


def _parents(batch: Sequence[Staged], lives: dict[SorCode, UnitLife]) -> set[SorCode]:
    stated = {record.facts.parent for _, record in batch}
    known = {version.value.parent for life in lives.values() for version in life.timeline}
    return {parent for parent in stated | known if parent is not None}


async def _write(intake: Intake, taken: Sequence[Taken], *, first: bool = False) -> None:
    await write(intake.change, _lives([one for one in taken if one.changed], intake.codes.added()), first=first)


async def _settle(intake: Intake, taken: Sequence[Taken]) -> None:
    """Counts what will not be asked again, and tells what was found of it."""
    for one in taken:
        intake.findings.extend(one.outcome.findings)
        intake.codes.unit(one.staged.record)
        _count(intake, one)
    told = [told for one in taken for told in _successions(one.staged.record)]
    await staged_successions.stage(intake.change.connection, told)


def _lives(changed: Sequence[Taken], code_values: tuple[CodeValue, ...]) -> Lives:
    records = [one.staged.record for one in changed]
    return Lives(
        units=tuple(one.outcome.life for one in changed),
        addresses=tuple(address for record in records for address in record.addresses),
        electronic_addresses=tuple(address for record in records for address in record.electronic_addresses),
        code_values=code_values,
    )


def _count(intake: Intake, one: Taken) -> None:
    if one.before is None:
        intake.units.new += 1
    elif one.changed:
        intake.units.changed += 1
        intake.count_closing(one.before, one.outcome.life)
    else:
        intake.units.unchanged += 1


def _successions(record: UnitRecord) -> Iterator[Told]:
    for other in record.replaces:
        yield Told(Succession(record.sor_code, other, record.first_from), record.sor_code, record.where)
    gone = day_after(record.last_day) or record.since
    for other in record.replaced_by:
        yield Told(Succession(other, record.sor_code, gone), record.sor_code, record.where)
