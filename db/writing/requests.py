"""Requests of private companies as they are kept: put when they are asked, closed when the SOR office has decided."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from db.writing.change import Change
from domain.identifiers import SorCode
from domain.recording import Recorder
from domain.requests import Decision, NewRequest, RequestStatus
from domain.written import written

_PUT = text(
    "INSERT INTO request (operation, organisation, cvr, under, unit, note, due, asked, asked_by, asked_subject,"
    " asked_role, asked_for, http_request) VALUES (:operation, :organisation, :cvr, :under, :unit, :note, :due, :asked,"
    " :by, :subject, :role, :acting, :http_request) RETURNING id"
).bindparams(bindparam("operation", type_=JSONB))
_DECIDE = text(
    "UPDATE request SET status = :status, decided = :decided, decided_by = :by, decided_subject = :subject,"
    " decided_role = :role, decided_for = :acting, reason = :reason, change_set = :change_set,"
    " unit = coalesce(unit, :unit) WHERE id = :id AND status = 'PENDING'"
)
_PENDING = text("SELECT status = 'PENDING' FROM request WHERE id = :id FOR UPDATE")


async def put(change: Change, asked: NewRequest, by: Recorder, http_request: str | None) -> int:
    """Keeps a request; gives the number it is known by."""
    organisation, cvr = asked.applicant
    told = {
        "operation": written(asked.operation),
        "organisation": organisation,
        "cvr": cvr,
        "under": asked.under,
        "unit": asked.unit,
        "note": asked.note,
        "due": asked.due,
        "asked": change.recorded,
        "http_request": http_request,
    }
    return int((await change.connection.execute(_PUT, {**told, **_person(by)})).scalar_one())


async def pending(change: Change, id_: int) -> bool:
    """Whether it is still to be decided. Until the change has ended nobody else decides it."""
    return (await change.connection.execute(_PENDING, {"id": id_})).scalar_one_or_none() is True


async def decide(
    change: Change, id_: int, status: RequestStatus, decision: Decision, unit: SorCode | None = None
) -> bool:
    """Whether it was still to be decided; if so, this is the decision, and `unit` what a new unit came to be."""
    told = {
        "id": id_,
        "status": status.name,
        "decided": decision.at,
        "reason": decision.reason,
        "change_set": decision.change_set,
        "unit": unit,
    }
    return (await change.connection.execute(_DECIDE, {**told, **_person(decision.by)})).rowcount == 1


def _person(by: Recorder) -> Mapping[str, Any]:
    return {"by": by.name, "subject": by.subject, "role": by.role, "acting": by.organisation}
