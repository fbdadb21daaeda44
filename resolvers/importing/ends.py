"""Records that would end a unit before something below it has begun."""

from dataclasses import replace
from datetime import date, timedelta

from db.writing import stored
from db.writing.stored import Begun
from domain.identifiers import SorCode
from domain.rules import Rule, Violated
from domain.taking_in import Above, Outcome, life_of, unit_after
from resolvers.importing.intake import Intake, Taken


async def not_too_soon(intake: Intake, taken: list[Taken], above: dict[SorCode, Above]) -> list[Taken]:
    """Nothing ends before all that is stored below it has begun: such an end is left out, for the time being."""
    ends = {one.code: end for one in taken if (end := _sooner(one)) is not None}
    if not ends:
        return taken
    begun = await stored.last_begun(intake.change.connection, list(ends))
    return [
        one
        if (first := begun.get(one.code)) is None or one.code not in ends or first.begins < ends[one.code]
        else _kept(one, ends[one.code], first, above, intake.today)
        for one in taken
    ]


def _kept(one: Taken, end: date, first: Begun, above: dict[SorCode, Above], today: date) -> Taken:
    assert one.before is not None
    message = f"it cannot end on {end}: {first.unit} below it begins on {first.begins}; that end is left out"
    late = Violated(Rule.OUTSIDE_PARENT_VALIDITY, message)
    outcome = _with_the_end_it_had(one, above, today)
    if life_of(outcome.life.timeline).outlasts(first.begins):
        return one._replace(outcome=outcome, late=late)
    return one._replace(outcome=Outcome(one.before, ()), late=late, refused=True)


def _with_the_end_it_had(one: Taken, above: dict[SorCode, Above], today: date) -> Outcome:
    assert one.before is not None
    end = life_of(one.before.timeline).end
    last_day = None if end is None else end - timedelta(days=1)
    return unit_after(one.before, replace(one.staged.record, last_day=last_day), above, today)


def _sooner(one: Taken) -> date | None:
    """The end of a unit that was to end later."""
    if one.before is None:
        return None
    end = life_of(one.outcome.life.timeline).end
    return end if end is not None and life_of(one.before.timeline).outlasts(end) else None
