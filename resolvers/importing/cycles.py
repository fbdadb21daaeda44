"""Records that would put a unit under itself."""

from db.writing import stored
from domain.ancestry import places, under_itself
from domain.records import UnitLife
from domain.rules import Rule, Violated
from domain.taking_in import days
from resolvers.importing.intake import Intake, Taken


async def without_cycles(intake: Intake, taken: list[Taken]) -> list[Taken]:
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
