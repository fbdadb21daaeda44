"""What closes without a record of its own: units under one that closes, and those a whole register does not have."""

from collections.abc import Mapping
from datetime import date

from db.writing import misfits, stored
from db.writing.lives import write
from domain.findings import Finding, Weight
from domain.holding import released
from domain.identifiers import SorCode
from domain.records import Lives, NumberLife, UnitLife
from domain.rules import Rule, Violated
from domain.taking_in import closed_on, days, life_of, refit
from resolvers.importing.intake import Intake, Stopped


async def close_missing(intake: Intake, day: date) -> None:
    """Closes what is in force on the day and not in the file."""
    done = 0
    async for codes in misfits.missing(intake.change, day):
        lives = await stored.units(intake.change.connection, codes)
        begun = await stored.last_begun(intake.change.connection, codes)
        late = {code for code, below in begun.items() if below.begins >= day}
        for code in sorted(late):
            below = begun[code]
            message = f"the file does not have it, but {below.unit} below it begins on {below.begins}; it stays open"
            intake.findings.add(Finding(Rule.OUTSIDE_PARENT_VALIDITY, Weight.ADJUSTED, message, str(code)))
        closed = {code: closed_on(life, day) for code, life in lives.items() if code not in late}
        await _store(intake, lives, closed)
        done += len(codes)
        intake.progress("Units that the file does not have", done, None)


async def refit_below(intake: Intake) -> list[SorCode]:
    """Brings stored units back within the lives of those above, where these became shorter. Raises `Stopped`.

    Gives those of them that the file has records of.
    """
    told: list[SorCode] = []
    if intake.change.change_set is None:
        return told
    async for codes in misfits.misfits(intake.change):
        lives = await stored.units(intake.change.connection, codes)
        parents = {v.value.parent for life in lives.values() for v in life.timeline if v.value.parent is not None}
        above = await stored.above(intake.change.connection, parents)
        after: dict[SorCode, UnitLife] = {}
        for code, life in lives.items():
            try:
                after[code] = refit(life, above)
            except Violated as broken:
                raise Stopped(Finding(broken.rule, Weight.REFUSED, broken.message, str(code))) from None
            message = (
                f"it is valid {days(life_of(after[code].timeline))} now, not {days(life_of(life.timeline))}, "
                "since the unit above it is not valid longer"
            )
            intake.findings.add(Finding(Rule.OUTSIDE_PARENT_VALIDITY, Weight.ADJUSTED, message, str(code)))
        told += await _store(intake, lives, after)
    return told


async def _store(intake: Intake, before: Mapping[SorCode, UnitLife], after: Mapping[SorCode, UnitLife]) -> set[SorCode]:
    """Units that are not what they were, and closed with them the numbers of those that the file has no records of."""
    await write(intake.change, Lives(units=tuple(after.values())))
    for code, life in after.items():
        intake.count_closing(before[code], life)
    told = await misfits.told_of(intake.change, list(after))
    await _close_numbers(intake, {code: life_of(life.timeline).end for code, life in after.items() if code not in told})
    return told


async def _close_numbers(intake: Intake, ends: Mapping[SorCode, date | None]) -> None:
    numbers = await stored.numbers(intake.change.connection, (), list(ends))
    after: list[NumberLife] = []
    for life in numbers.values():
        closed = life
        for holder in {version.value.holder for version in life.timeline}:
            if (end := ends.get(holder)) is not None:
                closed = released(closed, holder, end)
        if closed != life:
            after.append(closed)
    intake.numbers.closed += (await write(intake.change, Lives(numbers=tuple(after)))).numbers_changed
