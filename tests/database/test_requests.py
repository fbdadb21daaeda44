"""Requests of private companies, kept and read again in PostgreSQL."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.lists import Page
from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing import requests
from db.writing.change import change
from db.writing.lives import write
from domain.identifiers import Cvr
from domain.operations import Alter, Create, Said
from domain.recording import ActorKind, Recorder
from domain.requests import Applicant, Decision, NewRequest, RequestStatus, Wanted
from domain.units import UnitKind
from tests.builders import TODAY
from tests.organisations import COMPANY, NEIGHBOUR, register

CLERK = Recorder(ActorKind.PERSON, "klinikken", "sub-1", "PRIVATE_COMPANY", COMPANY.owner)
OFFICE = Recorder(ActorKind.PERSON, "kontoret", "sub-2", "SOR_OFFICE")
OURS, NEWCOMER = Applicant(COMPANY.owner), Applicant(None, Cvr("33257872"))
RENAME = NewRequest(
    operation=Alter(unit=COMPANY.unit, said=Said(facts={"name": "Nyt navn"})),
    applicant=OURS,
    under=COMPANY.unit,
    unit=COMPANY.unit,
    note="nyt skilt",
)
NUMBER = replace(RENAME, under=COMPANY.institution, unit=COMPANY.institution, note=None, due=date(2026, 12, 4))
FOUNDING = NewRequest(
    operation=Create(kind=UnitKind.INSTITUTION_OWNER, parent=None, said=Said(facts={"cvr": "33257872"})),
    applicant=NEWCOMER,
)
ALL = Wanted(TODAY)


@pytest.fixture
async def kept(engine: AsyncEngine) -> tuple[AsyncEngine, list[int]]:
    """The three requests, in this order, in a register of four organisations."""
    async with change(engine, OFFICE) as opened:
        await write(opened, register())
    async with change(engine, CLERK) as opened:
        ids = [await requests.put(opened, one, CLERK, "req-1") for one in (RENAME, NUMBER, FOUNDING)]
        assert opened.change_set is None
    return engine, ids


async def found(engine: AsyncEngine, wanted: Wanted, first: int = 10, after: Any = None) -> list[int]:
    async with Snapshot(engine) as snapshot:
        reader = PostgresReader(snapshot)
        page = await reader.requests(wanted, Page(first, after))
        if after is None and not page.more:
            assert await reader.request_count(wanted) == len(page.items)
        return [one.id for one in page.items]


async def test_a_request_is_read_as_it_was_asked(kept: tuple[AsyncEngine, list[int]]) -> None:
    engine, ids = kept

    async with Snapshot(engine) as snapshot:
        first, nothing, third = await PostgresReader(snapshot).requests_by_id([ids[0], 999_999, ids[2]])
        assert snapshot.statements == 1

    assert nothing is None
    assert first is not None
    assert third is not None
    assert (first.operation, first.applicant, first.under, first.unit, first.note, first.due) == (
        *(RENAME.operation, OURS, COMPANY.unit, COMPANY.unit),
        *("nyt skilt", None),
    )
    assert (first.asked_by, first.status, first.decision) == (CLERK, RequestStatus.PENDING, None)
    assert (third.operation, third.applicant, third.under) == (FOUNDING.operation, NEWCOMER, None)


async def test_requests_are_found_by_status_company_and_place(kept: tuple[AsyncEngine, list[int]]) -> None:
    engine, (rename, number, founding) = kept

    assert await found(engine, ALL) == [rename, number, founding]
    assert await found(engine, ALL._replace(applicant=OURS)) == [rename, number]
    assert await found(engine, ALL._replace(applicant=NEWCOMER)) == [founding]
    assert await found(engine, ALL._replace(applicant=Applicant(COMPANY.owner, Cvr("33257872")))) == [
        *(rename, number, founding)
    ]
    assert await found(engine, ALL._replace(applicant=Applicant())) == []
    assert await found(engine, ALL._replace(applicant=Applicant(NEIGHBOUR.owner))) == []
    assert await found(engine, ALL._replace(under=COMPANY.owner)) == [rename, number]
    assert await found(engine, ALL._replace(under=COMPANY.unit)) == [rename]
    assert await found(engine, ALL._replace(under=NEIGHBOUR.owner)) == []
    assert await found(engine, ALL._replace(status=RequestStatus.APPROVED)) == []


async def test_pages_of_requests_go_on_where_they_ended(kept: tuple[AsyncEngine, list[int]]) -> None:
    engine, (rename, number, founding) = kept

    assert await found(engine, ALL, first=2) == [rename, number]
    assert await found(engine, ALL, first=2, after=(number,)) == [founding]


async def test_a_request_is_decided_once(kept: tuple[AsyncEngine, list[int]]) -> None:
    engine, (rename, _, founding) = kept

    async with change(engine, OFFICE) as opened:
        made = await opened.record()
        approval = Decision(by=OFFICE, at=opened.recorded, reason="i orden", change_set=made)
        refusal = Decision(by=OFFICE, at=opened.recorded, reason="for sent")
        assert await requests.decide(opened, rename, RequestStatus.APPROVED, approval)
        assert not await requests.decide(opened, rename, RequestStatus.REJECTED, refusal)
        assert await requests.decide(opened, founding, RequestStatus.APPROVED, approval, COMPANY.sister)

    async with Snapshot(engine) as snapshot:
        first, third = await PostgresReader(snapshot).requests_by_id([rename, founding])
    assert first is not None
    assert third is not None
    assert (first.status, first.decision, first.unit) == (RequestStatus.APPROVED, approval, COMPANY.unit)
    assert third.unit == COMPANY.sister
    assert await found(engine, ALL._replace(status=RequestStatus.PENDING, applicant=OURS)) == [kept[1][1]]
