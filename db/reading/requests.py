"""Requests of private companies as they are read: by id, or a page of those that someone sees."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    func,
    select,
)

from db.reading import days
from db.reading.lists import Page, Slice
from db.reading.orders import fitting
from db.reading.snapshot import Snapshot
from db.tables import Request as Row
from db.tables import UnitVersion
from domain.identifiers import Cvr, SorCode
from domain.recording import ActorKind, Recorder
from domain.requests import Applicant, Decision, Request, RequestStatus, Wanted
from domain.written import read

_COLUMNS = (
    *(Row.id, Row.operation, Row.status, Row.organisation, Row.cvr, Row.under, Row.unit, Row.note, Row.due, Row.asked),
    *(Row.asked_by, Row.asked_subject, Row.asked_role, Row.asked_for),
    *(Row.decided, Row.decided_by, Row.decided_subject, Row.decided_role, Row.decided_for, Row.reason, Row.change_set),
)


async def requests(db: Snapshot, wanted: Wanted, page: Page) -> Slice[Request]:
    """In the order in which they were asked."""
    [after] = (None,) if page.after is None else fitting(page.after, (int,))
    asked = {**_parameters(wanted), "after": after, "most": page.first + 1}
    found = [_request(row) for row in await db.rows(_page(_shape(wanted)), asked)]
    shown = tuple(found[: page.first])
    return Slice(shown, tuple((one.id,) for one in shown), len(found) > page.first, after is not None)


async def request_count(db: Snapshot, wanted: Wanted) -> int:
    [(count,)] = await db.rows(_count(_shape(wanted)), _parameters(wanted))
    return int(count)


async def requests_by_id(db: Snapshot, ids: Sequence[int]) -> list[Request | None]:
    found = {row[0]: _request(row) for row in await db.rows(_BY_ID, {"ids": [*ids]})}
    return [found.get(id_) for id_ in ids]


def _request(row: Sequence[Any]) -> Request:
    id_, operation, status, organisation, cvr, under, unit, note, due, asked, *people = row
    by, subject, role, acting, decided, decider, decider_subject, decider_role, decider_acting, reason, made = people
    decision = None
    if decided is not None:
        office = Recorder(ActorKind.PERSON, decider, decider_subject, decider_role, decider_acting)
        decision = Decision(by=office, at=decided, reason=reason, change_set=made)
    return Request(
        id=id_,
        operation=read(operation),
        status=RequestStatus[status],
        applicant=Applicant(organisation and SorCode(organisation), cvr and Cvr(cvr)),
        asked_by=Recorder(ActorKind.PERSON, by, subject, role, acting),
        asked=asked,
        under=under,
        unit=unit,
        note=note,
        due=due,
        decision=decision,
    )


_Shape = tuple[bool, bool, bool]


def _shape(wanted: Wanted) -> _Shape:
    """Which of the tests are made."""
    return wanted.status is not None, wanted.under is not None, wanted.applicant is not None


def _parameters(wanted: Wanted) -> dict[str, Any]:
    organisation, cvr = wanted.applicant or (None, None)
    status = None if wanted.status is None else wanted.status.name
    return {"status": status, "below": wanted.under, "at": wanted.day, "organisation": organisation, "cvr": cvr}


_BY_ID = select(*_COLUMNS).where(Row.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))).order_by(Row.id)


@cache
def _page(shape: _Shape) -> Select[*tuple[Any, ...]]:
    after = bindparam("after", type_=BigInteger)
    return (
        select(*_COLUMNS)
        .where(*_tests(shape), (after.is_(None)) | (Row.id > after))
        .order_by(Row.id)
        .limit(bindparam("most", type_=BigInteger))
    )


@cache
def _count(shape: _Shape) -> Select[*tuple[int]]:
    return select(func.count()).select_from(Row).where(*_tests(shape))


def _tests(shape: _Shape) -> list[ColumnElement[bool]]:
    status, under, applicant = shape
    tests: list[ColumnElement[bool]] = []
    if status:
        tests.append(Row.status == bindparam("status", type_=Text))
    if under:
        tests.append(_below())
    if applicant:
        organisation, cvr = bindparam("organisation", type_=BigInteger), bindparam("cvr", type_=Text)
        tests.append((Row.organisation == organisation) | (Row.organisation.is_(None) & (Row.cvr == cvr)))
    return tests


def _below() -> ColumnElement[bool]:
    """About the unit or one that is below it on the day."""
    tree = select(bindparam("below", type_=BigInteger).label("sor_code")).cte("tree", recursive=True)
    version = UnitVersion.__table__.alias("lower")
    tree = tree.union(
        select(version.c.sor_code)
        .join_from(tree, version, version.c.parent == tree.c.sor_code)
        .where(days.holds(version.c.valid))
    )
    return Row.under == any_(select(tree.c.sor_code).scalar_subquery())
