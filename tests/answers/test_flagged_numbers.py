"""A flag that is raised or lowered on a location number reaches all heirs: in effects, differences and feed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from domain.feed import BEGINNING, ChangeKind, Entry, Position, seen_by
from domain.operations import AlterNumber
from domain.permissions import PUBLIC, Actor, Role
from resolvers.outcomes import Options
from tests.answers.conftest import asking
from tests.builders import HOSPITAL, REGION, REGION_NUMBER, SURGERY, TODAY, WARD
from tests.writers import OFFICE, Desk, desk, stored

TOMORROW = TODAY + timedelta(days=1)
REGIONAL = Actor("Regionen", Role.REGIONAL_ADMINISTRATOR, REGION, "region-1")
SHUT = AlterNumber(gln=REGION_NUMBER, said={"not_active": True})
INTERNAL = AlterNumber(gln=REGION_NUMBER, said={"internal_only": True})

FLAGGED = f"{REGION_NUMBER}, not active"


@pytest.fixture
async def office(database: str) -> AsyncIterator[Desk]:
    await stored(database)
    async with desk(database) as opened:
        yield opened


async def told(office: Desk, actor: Actor, after: Position = BEGINNING) -> list[Entry]:
    """The feed's effective changes as somebody sees them."""
    async with Snapshot(office.readers) as snapshot:
        found = await PostgresReader(snapshot).feed_entries(after, None, [ChangeKind.EFFECTIVE_CHANGED], 100)
    return [entry for entry in (seen_by(actor, one.entry) for one in found) if entry.fields]


def of(entries: list[Entry], unit: int) -> list[tuple[Any, ...]]:
    return [(one.via, one.effective_from, *one.fields[0][1:]) for one in entries if one.sor_code == unit]


async def test_a_number_that_is_no_longer_active_is_lost_to_all_its_heirs(office: Desk) -> None:
    answer = await office.carry_out(SHUT)
    assert answer.preview is not None

    effects = {one.unit: one for one in answer.preview.effects}
    assert {WARD, SURGERY, HOSPITAL} <= effects.keys()
    ward = effects[WARD]
    assert (ward.via, ward.valid.start) == (REGION, TOMORROW)
    assert ward.before is not None
    assert ward.after is not None
    assert (ward.before.flags, ward.after.flags) == ((), ("not active",))
    assert of(await told(office, PUBLIC), WARD) == [(REGION, TOMORROW, REGION_NUMBER, None)]
    assert of(await told(office, REGIONAL), WARD) == [(REGION, TOMORROW, REGION_NUMBER, FLAGGED)]


async def test_a_dry_run_tells_the_same_effects(office: Desk) -> None:
    tried = await office.carry_out(SHUT, options=Options(dry_run=True))
    done = await office.carry_out(SHUT)

    assert tried.preview is not None
    assert done.preview is not None
    assert tried.preview.effects == done.preview.effects != ()


async def test_from_one_hidden_state_to_another_is_nothing_to_the_public(office: Desk) -> None:
    await office.carry_out(SHUT)
    async with Snapshot(office.readers) as before:
        last = (await PostgresReader(before).feed_entries(BEGINNING, None, None, 100))[-1].position
    await office.carry_out(INTERNAL)

    assert of(await told(office, PUBLIC, last), WARD) == []
    both = f"{REGION_NUMBER}, internal only, not active"
    assert of(await told(office, REGIONAL, last), WARD) == [(REGION, TOMORROW, FLAGGED, both)]


async def test_a_difference_between_two_days_tells_it_of_the_heirs(office: Desk) -> None:
    await office.carry_out(SHUT)
    query = """query ($from: Date!, $to: Date!) { registerDiff(from: {at: $from}, to: {at: $to}) { nodes {
      unit { sorCode } fields { field before after cause { kind via { sorCode } } } } } }"""
    ask = asking(office.readers)
    days = {"from": TODAY.isoformat(), "to": TOMORROW.isoformat()}
    for actor, after in ((PUBLIC, None), (OFFICE, FLAGGED)):
        answer = await ask(query, actor, **days)
        assert answer.errors == []
        fields = {node["unit"]["sorCode"]: node["fields"] for node in answer.data["registerDiff"]["nodes"]}
        assert fields[str(WARD)] == [
            {
                "field": "LOCATION_NUMBER",
                "before": REGION_NUMBER,
                "after": after,
                "cause": {"kind": "INHERITED", "via": {"sorCode": str(REGION)}},
            }
        ]
