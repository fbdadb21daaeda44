"""Who replaces whom, once all units of a file are in the register."""

from db.writing import staged_successions
from db.writing.lives import write
from db.writing.staged_successions import Known
from domain.findings import Finding, Weight
from domain.records import Lives
from domain.rules import Rule
from resolvers.importing.intake import Intake


async def take_in(intake: Intake) -> None:
    async for batch in staged_successions.batches(intake.change.connection):
        for one in batch:
            if not (one.successor and one.predecessor):
                intake.findings.add(_stranger(one))
        known = tuple(one.told.succession for one in batch if one.successor)
        intake.successions += (await write(intake.change, Lives(successions=known))).successions


def _stranger(one: Known) -> Finding:
    """That the register does not know both: a successor it does not know has nowhere to be kept."""
    succession, by, where = one.told
    if not one.successor:
        message = f"{succession.successor}, which replaces {succession.predecessor}, is not in the register; left out"
        return Finding(Rule.RELATION_UNKNOWN, Weight.ADJUSTED, message, str(by), where)
    message = f"{succession.predecessor}, which {succession.successor} replaces, is not in the register"
    return Finding(Rule.RELATION_UNKNOWN, Weight.WARNED, message, str(by), where)
