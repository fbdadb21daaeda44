"""Requests (anmodninger) of private companies: what they ask for, until the SOR office has decided (REGISTER.md, 6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from domain.identifiers import Cvr, SorCode
from domain.operations import Alter, AlterNumber, Close, CloseNumber, Create, Inherit, Issue, Operation
from domain.permissions import Actor, Role
from domain.recording import Recorder
from domain.working_days import working_days_after
from domain.written import written

NUMBER_WITHIN = 10
"""Working days within which a location number is sent by e-mail to whoever requested it."""


class RequestStatus(Enum):
    """What has become of a request."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Applicant(NamedTuple):
    """Which company asks: by its owner in the register or, while the register does not have it, by its CVR number."""

    organisation: SorCode | None = None
    cvr: Cvr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the SOR office decided; `change_set` recorded what was approved, if it changed anything."""

    by: Recorder
    at: datetime
    reason: str | None = None
    change_set: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """What is asked for. `under`: the unit that it is about or, of a new one, that it is to come under; none of a new
    company. `unit`: the unit it is about, or that it came to be. `due`: when a location number is to be sent."""

    operation: Operation = field(hash=False)
    applicant: Applicant
    under: SorCode | None = None
    unit: SorCode | None = None
    note: str | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(NewRequest):
    """A request as it is kept."""

    id: int
    status: RequestStatus
    asked_by: Recorder
    asked: datetime
    decision: Decision | None = None


class Wanted(NamedTuple):
    """Which requests: of a status, about a unit or what is below it on `day`, of a company and from before the register
    had it. None asks nothing."""

    day: date
    status: RequestStatus | None = None
    under: SorCode | None = None
    applicant: Applicant | None = None


class Asked(NamedTuple):
    """One thing that a request says: where in the operation, outermost first, and what, as text; none clears it."""

    path: tuple[str, ...]
    value: str | None


def sees_request(actor: Actor, applicant: Applicant) -> bool:
    """Requests are seen by the SOR office and by the company that asks, also those from before it was registered."""
    if actor.role is not Role.PRIVATE_COMPANY:
        return actor.role is Role.SOR_OFFICE
    organisation, cvr = applicant
    if organisation is not None:
        return organisation == actor.organisation
    return cvr is not None and cvr == actor.cvr


def applicant_of(actor: Actor) -> Applicant:
    return Applicant(actor.organisation, actor.cvr if actor.organisation is None else None)


def due(operation: Operation, today: date) -> date | None:
    """The last day to send a location number that is asked for; none, if none is."""
    asks = isinstance(operation, Issue) or (isinstance(operation, Create | Alter) and operation.number is not None)
    return working_days_after(today, NUMBER_WITHIN) if asks else None


def on_another_day(operation: Operation, since: date) -> Operation:
    """The same to take effect on another day; of a closing that is its last day."""
    match operation:
        case Create() | Alter() | Issue() | AlterNumber() | Inherit():
            return replace(operation, since=since)
        case Close() | CloseNumber():
            return replace(operation, last_day=since)
        case _:
            return operation


def asked(operation: Operation) -> tuple[Asked, ...]:
    """All that an operation says, for those who decide."""
    told = {name: value for name, value in written(operation).items() if name != "operation"}
    return tuple(_flat((), told))


def _flat(path: tuple[str, ...], value: Any) -> Iterator[Asked]:
    match value:
        case Mapping():
            for name, one in value.items():
                yield from _flat((*path, name), one)
        case list():
            for number, one in enumerate(value):
                yield from _flat((*path, str(number)), one)
        case None:
            yield Asked(path, None)
        case bool():
            yield Asked(path, "true" if value else "false")
        case _:
            yield Asked(path, str(value))
