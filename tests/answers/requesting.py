"""Requests as tests make them: who asks, the questions, and a register of four organisations to ask."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.change import change
from db.writing.lives import write
from domain.identifiers import Cvr
from domain.permissions import PUBLIC, Actor, Role
from domain.recording import ActorKind, Recorder
from tests.answers.conftest import Ask, asking
from tests.organisations import COMPANY, COMPANY_CVR, MUNICIPALITY, REGION, register

OFFICE = Actor("Kontoret", Role.SOR_OFFICE, subject="office-1")
CLINIC = Actor("Klinikken", Role.PRIVATE_COMPANY, COMPANY.owner, "clinic-1", cvr=COMPANY_CVR)
OTHERS = (
    PUBLIC,
    Actor("Regionen", Role.REGIONAL_ADMINISTRATOR, REGION.owner),
    Actor("Kommunen", Role.MUNICIPAL_ADMINISTRATOR, MUNICIPALITY.owner),
    Actor("MedCom", Role.MEDCOM),
    Actor("Leverandøren", Role.SYSTEM_SUPPLIER),
)
STRANGER = Actor("En anden klinik", Role.PRIVATE_COMPANY, cvr=Cvr("33257872"))

RENAME = """
mutation ($code: SorCode!, $name: String = "Åhavens Klinik", $from: Date, $options: ChangeOptions) {
  changeUnit(input: {sorCode: $code, name: $name, validFrom: $from, options: $options}) {
    unit { sorCode name } nothingChanged changeSet { id }
    request { id status operation unit { sorCode } note dueBy asks { path value } }
    errors { code path message(lang: EN) rule { id } }
  }
}
"""
NUMBER = """
mutation ($code: SorCode!) {
  createLocationNumber(input: {sorCode: $code, locationNumber: {region: "1085", system: "WinLAB",
    supplier: "AH-support", network: "41000035001", administrator: "106"}}) {
    locationNumber { gln } request { id dueBy unit { sorCode } } errors { path rule { id } } warnings { rule { id } }
  }
}
"""
CREATE = """
mutation ($parent: SorCode!) {
  createUnit(input: {parent: $parent, kind: HEALTH_INSTITUTION, name: "Ny Klinik", type: "394761003",
    validFrom: "2026-12-15"}) {
    unit { sorCode } request { id unit { sorCode } under { sorCode } } errors { path rule { id } }
  }
}
"""
LIST = """
query ($status: RequestStatus, $under: SorCode, $first: Int = 50, $after: String) {
  requests(status: $status, under: $under, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id status operation decision requestedBy { name } decidedBy { name } changeSet { id } unit { sorCode } }
  }
}
"""
DECIDE = """
mutation ($id: ID!, $approve: Boolean!, $reason: String, $from: Date, $options: ChangeOptions) {
  decideRequest(input: {requestId: $id, approve: $approve, reason: $reason, validFrom: $from, options: $options}) {
    unit { sorCode name locationNumber { gln } parent { sorCode } }
    request { id status decision unit { sorCode } changeSet { id } }
    changeSet { id }
    errors { code path rule { id } ... on TooEarlyError { earliestDate } }
  }
}
"""
NAME = "query ($code: SorCode!, $at: Date) { unit(by: {sorCode: $code}, at: $at) { name version } }"


async def four(engine: AsyncEngine) -> Ask:
    """Asks a register of the four organisations."""
    async with change(engine, Recorder(ActorKind.SYSTEM, "test")) as opened:
        await write(opened, register())
    return asking(engine)


async def requested(ask: Ask, **variables: Any) -> str:
    """The id of a new request for another name of the company's clinic."""
    answer = await ask(RENAME, CLINIC, code=str(COMPANY.unit), **variables)
    assert answer.errors == []
    told: str = answer.data["changeUnit"]["request"]["id"]
    return told


async def listed(ask: Ask, actor: Actor, **variables: Any) -> list[dict[str, Any]]:
    answer = await ask(LIST, actor, **variables)
    assert answer.errors == []
    nodes: list[dict[str, Any]] = answer.data["requests"]["nodes"]
    return nodes


async def counted(engine: AsyncEngine) -> dict[str, int]:
    async with engine.connect() as connection:
        return {
            table: (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
            for table in ("change_set", "change", "unit_version", "unit_version_archive", "location_number", "request")
        }
