"""The units of a staged file into the register, those above before those below."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from db.writing import staged_successions, staging, stored
from db.writing.lives import write
from db.writing.staged_successions import Told
from db.writing.staging import Staged
from domain.ancestry import places, under_itself
from domain.identifiers import SorCode
from domain.merging import day_after
from domain.records import Lives, Succession, UnitLife, UnitRecord
from domain.rules import Rule, Violated, Weight
from domain.taking_in import Above, Outcome, days, life_of, unit_after
from resolvers.importing.intake import Intake


class Taken(NamedTuple):
    """A record, what was stored of its unit, and what is to be."""

    staged: Staged
    before: UnitLife | None
    outcome: Outcome

    @property
    def code(self) -> SorCode:
        return self.staged.record.sor_code

    @property
    def changed(self) -> bool:
        return self.before != self.outcome.life


async def take_in(intake: Intake, depths: int) -> None:
    connection = intake.change.connection
    await _unplaced(intake)
    done = intake.units.refused
    for depth in range(depths):
        async for batch in staging.batches(connection, depth):
            taken = await _merged(intake, batch)
            taken = await _without_cycles(intake, taken)
            await _write(intake, taken)
            refused = {staged.place for staged in batch} - {one.staged.place for one in taken}
            await staging.refuse(connection, refused)
            intake.units.refused += len(refused)
            done += len(batch)
            intake.progress("Units", done, intake.units.read)


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


async def _merged(intake: Intake, batch: Sequence[Staged]) -> list[Taken]:
    """What each record makes of its unit; those that are refused are found, and left out."""
    connection = intake.change.connection
    lives = await stored.units(connection, [record.sor_code for _, record in batch])
    above = await stored.above(connection, _parents(batch, lives))
    taken: list[Taken] = []
    for staged in batch:
        before = lives.get(staged.record.sor_code)
        try:
            taken.append(Taken(staged, before, unit_after(before, staged.record, above, intake.today)))
        except Violated as broken:
            intake.refuse(staged.record, broken)
    return await _not_too_soon(intake, taken, above)


def _parents(batch: Sequence[Staged], lives: dict[SorCode, UnitLife]) -> set[SorCode]:
    stated = {record.facts.parent for _, record in batch}
    known = {version.value.parent for life in lives.values() for version in life.timeline}
    return {parent for parent in stated | known if parent is not None}


async def _not_too_soon(intake: Intake, taken: list[Taken], above: dict[SorCode, Above]) -> list[Taken]:
    """Nothing ends before all that is stored below it has begun: such an end is left out."""
    ends = {one.code: end for one in taken if (end := _sooner(one)) is not None}
    if not ends:
        return taken
    begun = await stored.last_begun(intake.change.connection, list(ends))
    late = {code for code, (_, day) in begun.items() if day >= ends[code]}
    kept: list[Taken] = []
    for one in taken:
        if one.code not in late:
            kept.append(one)
            continue
        below, day = begun[one.code]
        message = f"it cannot end on {ends[one.code]}: {below} below it begins on {day}; that end is left out"
        broken = Violated(Rule.OUTSIDE_PARENT_VALIDITY, message)
        assert one.before is not None
        staged = one.staged._replace(record=replace(one.staged.record, last_day=_last_day(one.before)))
        outcome = unit_after(one.before, staged.record, above, intake.today)
        if life_of(outcome.life.timeline).outlasts(day):
            intake.find(staged.record, Weight.ADJUSTED, broken)
            kept.append(one._replace(outcome=outcome))
        else:
            intake.refuse(staged.record, broken)
    return kept


def _sooner(one: Taken) -> date | None:
    """The end of a unit that was to end later."""
    if one.before is None:
        return None
    end = life_of(one.outcome.life.timeline).end
    return end if end is not None and life_of(one.before.timeline).outlasts(end) else None


def _last_day(life: UnitLife) -> date | None:
    end = life_of(life.timeline).end
    return None if end is None else end - timedelta(days=1)


async def _without_cycles(intake: Intake, taken: list[Taken]) -> list[Taken]:
    """Refuses what would put a unit under itself on any day. Only a unit that is stored can have others below it."""
    moved = {one.code for one in taken if one.before is not None and _moves(one.before, one.outcome.life)}
    if not moved:
        return taken
    parents = {place.parent for one in taken if one.code in moved for place in places(one.outcome.life.timeline)}
    placed = await stored.placed(intake.change.connection, parents)
    kept: list[Taken] = []
    for one in taken:
        if one.code in moved:
            there = places(one.outcome.life.timeline)
            if (shared := under_itself(one.code, there, placed)) is not None:
                message = f"it would be under itself {days(shared)}; it stays where it is"
                intake.refuse(one.staged.record, Violated(Rule.WOULD_CREATE_CYCLE, message))
                continue
            placed[one.code] = list(there)
        kept.append(one)
    return kept


def _moves(before: UnitLife, after: UnitLife) -> bool:
    return not set(places(after.timeline)) <= set(places(before.timeline))


async def _write(intake: Intake, taken: Sequence[Taken]) -> None:
    changed = [one for one in taken if one.changed]
    for one in taken:
        intake.findings.extend(one.outcome.findings)
        intake.codes.unit(one.staged.record)
    await write(
        intake.change,
        Lives(
            units=tuple(one.outcome.life for one in changed),
            addresses=tuple(address for one in changed for address in one.staged.record.addresses),
            electronic_addresses=tuple(
                address for one in changed for address in one.staged.record.electronic_addresses
            ),
            code_values=intake.codes.added(),
        ),
    )
    for one in changed:
        if one.before is None:
            intake.units.new += 1
        else:
            intake.units.changed += 1
            intake.count_closing(one.before, one.outcome.life)
    intake.units.unchanged += len(taken) - len(changed)
    told = [told for one in taken for told in _successions(one.staged.record)]
    await staged_successions.stage(intake.change.connection, told)


def _successions(record: UnitRecord) -> Iterator[Told]:
    for other in record.replaces:
        yield Told(Succession(record.sor_code, other, record.first_from), record.sor_code, record.where)
    gone = day_after(record.last_day) or record.since
    for other in record.replaced_by:
        yield Told(Succession(other, record.sor_code, gone), record.sor_code, record.where)
