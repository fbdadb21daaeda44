"""The hospital with a past in recorded time: what was recorded of it, one change set after the other."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.change import change
from db.writing.lives import write
from domain.identifiers import Gln, sor_code_of
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.permissions import Actor, Role
from domain.recording import ActorKind, Cause, Reason, Recorder
from domain.records import Lives, NumberLife, UnitLife
from domain.units import Facts, UnitKind
from tests.builders import OPENED, REGION, SURGERY, hospital

CLERK = Actor("Prøve Sagsbehandler", Role.REGIONAL_ADMINISTRATOR, REGION, "subject-7")
OFFICE = Actor("Kontorets Medarbejder", Role.SOR_OFFICE, None, "subject-1")
STRANGER = Actor("En Anden", Role.MUNICIPAL_ADMINISTRATOR, sor_code_of(9999), "subject-9")

SLEEP = sor_code_of(9050)
RENAMED, CLOSED = date(2027, 1, 1), date(2028, 1, 1)


@dataclass(frozen=True)
class Recorded:
    """The instants of what was recorded, in their order."""

    hospital: datetime
    created: datetime
    renamed: datetime
    issued: datetime
    corrected: datetime
    closed: datetime


def sleep(*versions: tuple[Period, str]) -> Lives:
    """A department under surgery that has these names."""
    timeline = tuple(
        Version(period, Facts(name=name, parent=SURGERY, type="550851000005109", local_attributes=("S1",)))
        for period, name in versions
    )
    kind = UnitKind.ORGANIZATIONAL_UNIT
    return Lives(units=(UnitLife(sor_code=SLEEP, kind=kind, first_from=OPENED, timeline=timeline),))


def number(gln: Gln, internal_only: bool) -> Lives:
    timeline = (
        Version(Period(RENAMED), Mailbox(holder=SLEEP, region="1085", system="WinLAB", internal_only=internal_only)),
    )
    return Lives(numbers=(NumberLife(gln=gln, first_from=RENAMED, timeline=timeline),))


async def recorded(engine: AsyncEngine, gln: Gln, internal_only: bool = False) -> Recorded:
    """Records the department, a new name planned for it, a number issued, a name corrected and a closing."""
    until, since = Period(OPENED, RENAMED), Period(RENAMED)
    new = sleep((Period(OPENED), "Søvnklinik"))
    planned = sleep((until, "Søvnklinik"), (since, "Søvncenter"))
    right = sleep((until, "Søvnlaboratorium"), (since, "Søvncenter"))
    last = sleep((until, "Søvnlaboratorium"), (Period(RENAMED, CLOSED), "Søvncenter"))
    program = Recorder(ActorKind.IMPORT, "sor import")
    imported, named = Cause.IMPORT, Reason("nyt navn", Cause.CHANGE, "request-3", ("changeUnit",))
    wrong = Reason("navnet var forkert", Cause.CORRECTION, None, ("correctUnit",))
    issue, close = (Reason(None, Cause.CHANGE, None, (name,)) for name in ("issueNumber", "closeUnit"))
    return Recorded(
        await _one(engine, program, Reason("hospitalet", imported), hospital()),
        await _one(engine, program, Reason("hele filen", imported), new),
        await _one(engine, CLERK.recorder, named, planned),
        await _one(engine, CLERK.recorder, issue, number(gln, internal_only)),
        await _one(engine, OFFICE.recorder, wrong, right),
        await _one(engine, CLERK.recorder, close, last),
    )


async def _one(engine: AsyncEngine, recorder: Recorder, reason: Reason, lives: Lives) -> datetime:
    async with change(engine, recorder, reason=reason) as opened:
        await write(opened, lives)
        return opened.recorded
