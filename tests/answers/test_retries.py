"""A request that comes again: answered as it was the first time, and carried out once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from domain.permissions import Actor
from tests.answers.conftest import Answer, Ask, asking
from tests.builders import COMPANY, HOSPITAL, MEDICINE, SURGERY, THEATRE, WARD
from tests.fixtures.databases import Databases, connected
from tests.mutations import INPUTS, REFUSED, whole
from tests.writers import OFFICE, stored

COLLEAGUE = replace(OFFICE, name="Kollegaen", subject="office-2")
NAMED = "changeUnit"
LATER = (HOSPITAL, MEDICINE, WARD, SURGERY)


@pytest.fixture(scope="module")
async def template(databases: Databases) -> AsyncIterator[str]:
    with databases.clone() as address:
        await stored(address)
        yield address


@pytest.fixture
async def register(databases: Databases, template: str) -> AsyncIterator[tuple[Ask, str]]:
    """The hospital, to be changed, and its address."""
    with databases.clone(template) as address:
        async with connected(address) as engine:
            yield asking(engine), address


async def sent(ask: Ask, mutation: str, given: str, actor: Actor = OFFICE, **options: Any) -> Any:
    """The payload of a mutation, of which nothing went wrong."""
    answer: Answer = await ask(whole(mutation, given), actor, options=options)
    assert answer.errors == []
    return answer.data[mutation]


def rows(address: str, table: str) -> int:
    with psycopg.connect(address) as connection:
        [count] = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() or (None,)
    return int(count)


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["errors"]]


@pytest.mark.parametrize("mutation", INPUTS)
async def test_the_same_request_is_answered_as_it_was_the_first_time_whatever_came_since(
    register: tuple[Ask, str], mutation: str
) -> None:
    ask, address = register
    first = await sent(ask, mutation, INPUTS[mutation], idempotencyKey="k")
    assert first["errors"] == []
    assert first["changeSet"] is not None
    recorded = rows(address, "change_set")
    again = await sent(ask, mutation, INPUTS[mutation], idempotencyKey="k")
    assert again == first
    assert rows(address, "change_set") == recorded

    items = ", ".join(f'{{change: {{sorCode: "{code}", name: "Senere", validFrom: "2026-12-24"}}}}' for code in LATER)
    assert (await sent(ask, "applyChanges", f"items: [{items}]"))["changeSet"] is not None
    assert await sent(ask, mutation, INPUTS[mutation], idempotencyKey="k") == first


async def test_an_answer_tells_of_the_unit_as_its_own_change_left_it_though_others_write(
    register: tuple[Ask, str],
) -> None:
    ask, _ = register
    names = [f"Navn {number}" for number in range(20)]

    async def rename(name: str) -> Any:
        return (await sent(ask, NAMED, f'sorCode: "{HOSPITAL}", name: "{name}"', idempotencyKey=name))["unit"]

    first = await asyncio.gather(*(rename(name) for name in names))
    assert [unit["name"] for unit in first] == names
    assert [await rename(name) for name in names] == first


async def test_that_nothing_was_changed_is_answered_again_too(register: tuple[Ask, str]) -> None:
    ask, address = register
    given = f'sorCode: "{HOSPITAL}", name: "Prøve Hospital"'
    first = await sent(ask, NAMED, given, idempotencyKey="k")
    assert (first["nothingChanged"], first["changeSet"], rows(address, "answered")) == (True, None, 1)
    await sent(ask, NAMED, f'sorCode: "{HOSPITAL}", name: "Hospitalet"')

    assert await sent(ask, NAMED, given, idempotencyKey="k") == first


@pytest.mark.parametrize(
    ("mutation", "given", "options"),
    [
        (NAMED, f'sorCode: "{HOSPITAL}", name: "Hospital"', {}),
        (NAMED, f'sorCode: "{HOSPITAL}", name: "Hospitalet", validFrom: "2026-12-24"', {}),
        (NAMED, f'sorCode: "{HOSPITAL}", name: "Hospitalet", ifVersion: 1', {}),
        (NAMED, f'sorCode: "{WARD}", name: "Hospitalet"', {}),
        (NAMED, f'sorCode: "{HOSPITAL}", name: "Hospitalet"', {"note": "en anden grund"}),
        ("applyChanges", f'items: [{{change: {{sorCode: "{HOSPITAL}", name: "Hospitalet"}}}}]', {}),
        ("correctUnit", f'sorCode: "{HOSPITAL}", name: "Hospitalet"', {}),
    ],
)
async def test_another_request_under_the_same_key_is_an_error_and_changes_nothing(
    register: tuple[Ask, str], mutation: str, given: str, options: Any
) -> None:
    ask, address = register
    await sent(ask, NAMED, f'sorCode: "{HOSPITAL}", name: "Hospitalet"', idempotencyKey="k")
    recorded = rows(address, "change_set")
    other = await sent(ask, mutation, given, idempotencyKey="k", **options)

    assert codes(other) == ["IDEMPOTENCY_KEY_REUSED"]
    assert other["errors"][0]["path"] == ["options", "idempotencyKey"]
    assert other["changeSet"] is None
    assert rows(address, "change_set") == recorded


async def test_the_same_request_written_otherwise_is_the_same(register: tuple[Ask, str]) -> None:
    ask, _ = register
    first = await sent(ask, NAMED, f'sorCode: "{HOSPITAL}", name: "Hospitalet"', idempotencyKey="k")

    assert await sent(ask, NAMED, f'name: "Hospitalet", sorCode: "{HOSPITAL}"', idempotencyKey="k") == first


async def test_the_key_of_somebody_else_is_another_one(register: tuple[Ask, str]) -> None:
    ask, address = register
    mine = await sent(ask, NAMED, f'sorCode: "{HOSPITAL}", name: "Mit"', idempotencyKey="k")
    theirs = await sent(ask, NAMED, f'sorCode: "{HOSPITAL}", name: "Deres"', COLLEAGUE, idempotencyKey="k")

    assert (codes(theirs), theirs["unit"]["name"]) == ([], "Deres")
    assert theirs["changeSet"]["id"] != mine["changeSet"]["id"]
    assert rows(address, "answered") == 2
    assert await sent(ask, NAMED, f'sorCode: "{HOSPITAL}", name: "Mit"', idempotencyKey="k") == mine


@pytest.mark.parametrize("mutation", REFUSED)
async def test_a_request_that_was_refused_does_not_use_up_its_key(register: tuple[Ask, str], mutation: str) -> None:
    ask, address = register
    refused = await sent(ask, mutation, REFUSED[mutation], idempotencyKey="k")
    assert refused["errors"] != []
    assert rows(address, "answered") == 0
    done = await sent(ask, mutation, INPUTS[mutation], idempotencyKey="k")

    assert done["errors"] == []
    assert done["changeSet"] is not None


async def test_a_dry_run_with_a_key_keeps_nothing(register: tuple[Ask, str]) -> None:
    ask, address = register
    tried = await sent(ask, NAMED, INPUTS[NAMED], idempotencyKey="k", dryRun=True)
    assert rows(address, "answered") == 0
    done = await sent(ask, NAMED, INPUTS[NAMED], idempotencyKey="k")

    assert tried["changeSet"] is None
    assert done["changeSet"] is not None
    assert rows(address, "answered") == 1


async def test_a_dry_run_of_what_was_done_already_tells_the_first_answer(register: tuple[Ask, str]) -> None:
    """Since that is what would come of it."""
    ask, address = register
    first = await sent(ask, NAMED, INPUTS[NAMED], idempotencyKey="k")
    recorded = rows(address, "change_set")

    assert await sent(ask, NAMED, INPUTS[NAMED], idempotencyKey="k", dryRun=True) == first | {"changeSet": None}
    assert rows(address, "change_set") == recorded


async def test_the_same_request_twice_at_once_is_one_change(register: tuple[Ask, str]) -> None:
    ask, address = register
    recorded = rows(address, "change_set")
    both = [sent(ask, "createUnit", INPUTS["createUnit"], idempotencyKey="k") for _ in range(4)]
    first, *others = await asyncio.gather(*both)

    assert others == [first] * 3
    assert first["changeSet"] is not None
    assert rows(address, "change_set") == recorded + 1


async def test_after_seven_days_a_key_is_free_again(register: tuple[Ask, str]) -> None:
    ask, address = register
    await sent(ask, NAMED, INPUTS[NAMED], idempotencyKey="k")
    other = f'sorCode: "{WARD}", name: "Afsnit Ø"'
    aged(address, "6 days 23:59")
    assert codes(await sent(ask, NAMED, other, idempotencyKey="k")) == ["IDEMPOTENCY_KEY_REUSED"]
    aged(address, "2 minutes")
    taken = await sent(ask, NAMED, other, idempotencyKey="k")

    assert taken["unit"]["name"] == "Afsnit Ø"
    assert rows(address, "answered") == 1
    assert await sent(ask, NAMED, other, idempotencyKey="k") == taken


def aged(address: str, by: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE answered SET given = given - %s::interval", (by,))


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_has_1_to_200_characters(register: tuple[Ask, str], key: str) -> None:
    ask, address = register
    answer = await ask(whole(NAMED, INPUTS[NAMED]), OFFICE, options={"idempotencyKey": key})

    assert [error["extensions"]["code"] for error in answer.errors] == ["INVALID_TEXT"]
    assert rows(address, "answered") == 0


async def test_a_version_grows_with_each_change_set_that_a_unit_is_changed_by(register: tuple[Ask, str]) -> None:
    ask, _ = register
    items = ", ".join(
        f'{{change: {{sorCode: "{SURGERY}", name: "{name}", validFrom: "{day}"}}}}'
        for name, day in [("En", "2026-12-01"), ("To", "2026-12-02")]
    )
    before = await version(ask, SURGERY)
    await sent(ask, "applyChanges", f"items: [{items}]")
    assert await version(ask, SURGERY) == before + 1
    await sent(ask, NAMED, f'sorCode: "{SURGERY}", name: "To", validFrom: "2026-12-02"')
    assert await version(ask, SURGERY) == before + 1, "nothing was changed"
    await sent(ask, "createLocationNumber", INPUTS["createLocationNumber"])
    assert await version(ask, SURGERY) == before + 2
    await sent(ask, NAMED, f'sorCode: "{SURGERY}", name: "Tre"', dryRun=True)
    assert await version(ask, SURGERY) == before + 2


async def version(ask: Ask, code: int) -> int:
    answer = await ask("query ($code: SorCode!) { unit(by: {sorCode: $code}) { version } }", code=str(code))
    return int(answer.data["unit"]["version"])


BUILDING_ON = {
    "changeUnit": f'sorCode: "{SURGERY}", name: "Kirurgien"',
    "moveUnit": f'sorCode: "{THEATRE}", newParent: "{MEDICINE}"',
    "closeUnit": f'sorCode: "{COMPANY}"',
    "withdrawPlannedChange": INPUTS["withdrawPlannedChange"],
    "createLocationNumber": INPUTS["createLocationNumber"],
    "inheritLocationNumber": INPUTS["inheritLocationNumber"],
    "splitUnit": INPUTS["splitUnit"],
    "correctUnit": INPUTS["correctUnit"],
}
"""What can be told which version of a unit it builds on."""


@pytest.mark.parametrize("mutation", BUILDING_ON)
async def test_what_builds_on_an_old_version_is_told_the_current_one_and_who_changed_it(
    register: tuple[Ask, str], mutation: str
) -> None:
    ask, address = register
    given = BUILDING_ON[mutation]
    code = WARD if mutation == "withdrawPlannedChange" else int(given.split('"')[1])
    named = await sent(ask, NAMED, f'sorCode: "{code}", name: "Nyt navn", validFrom: "2026-12-24"', COLLEAGUE)
    assert named["errors"] == []
    recorded = rows(address, "change_set")
    stale = await sent(ask, mutation, f"{given}, ifVersion: 1")
    [error] = [error for error in stale["errors"] if error["code"] == "STALE_VERSION"]

    assert error["__typename"] == "StaleVersionError"
    assert (error["current"]["version"], error["changedBy"]) == (2, {"name": "Kollegaen"})
    assert error["path"] == ["ifVersion"]
    assert rows(address, "change_set") == recorded
    assert [
        code for code in codes(await sent(ask, mutation, f"{given}, ifVersion: 2")) if code == "STALE_VERSION"
    ] == []
