"""`sor check`: a register in order, a register that is not, and what the report says."""

import json
from collections import Counter
from datetime import UTC, date, datetime

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.checking.asking import KEPT, one_instant
from db.checking.rules import CHECKS, NOT_STORED
from domain.periods import Period
from domain.rules import Rule, Weight
from resolvers.checking import check
from tests.tidy import CLINIC, COMPANY, HOSPITAL, MEDICINE, START, Workbench


async def test_nothing_is_found_in_a_register_that_keeps_every_rule(tidy_engine: AsyncEngine) -> None:
    report = await check(tidy_engine)

    assert report.unkept == ()
    assert (report.broken, report.warned) == (0, 0)
    assert (report.units, report.versions, report.location_numbers) == (8, 9, 2)
    assert report.read_at <= datetime.now(UTC)


async def test_nothing_is_found_in_an_empty_register(standing_engine: AsyncEngine) -> None:
    report = await check(standing_engine)

    assert (report.units, report.unkept) == (0, ())


async def test_nothing_is_found_when_only_the_keys_are_gone(workbench: Workbench) -> None:
    assert await workbench.found_after() == []


def test_every_rule_is_asked_of_stored_data_or_cannot_be_broken_by_it() -> None:
    asked = {rule for one in CHECKS for rule in one.rules}

    assert asked | set(NOT_STORED) == set(Rule)
    assert asked & set(NOT_STORED) == set()
    assert all(reason.strip() for reason in NOT_STORED.values())
