"""A dry run tells what the real one does, keeps nothing of it, and keeps nobody else waiting for long."""

from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from resolvers.refusals import Refusal
from schema import ids
from tests.answers.conftest import Ask, asking
from tests.answers.requesting import DECIDE, four, requested
from tests.builders import HOSPITAL, MEDICINE, SURGERY, THEATRE, WARD
from tests.fixtures.databases import Databases, connected
from tests.mutations import INPUTS, REFUSED, asked, document, whole
from tests.writers import OFFICE, stored

DRY = {"dryRun": True}
NAME = 'query ($code: SorCode!) { unit(by: {sorCode: $code}, at: "2030-01-01") { name } }'
PREVIEW = "{ blockers { code } affectedCount items { nodes { unit { sorCode } fields { field before after } } } }"

Tables = dict[str, list[str]]


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


def tables(address: str) -> Tables:
    """Every row of every table. Sequences are no part of it: PostgreSQL takes back nothing that was drawn from them,
    so that a dry run leaves a gap in the numbers of change sets, which nobody counts on."""
    with psycopg.connect(address) as connection:
        names = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p', 'm')"
            " AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
            " AND relnamespace::regnamespace::text NOT LIKE 'pg_%%' ORDER BY 1"
        ).fetchall()
        found = {}
        for (name,) in names:
            rows = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(name))
            found[name] = [row for (row,) in connection.execute(rows)]
    return found


def timeless(told: Any) -> Any:
    """Without the instants, of which every transaction has its own."""
    if isinstance(told, dict):
        told = {name: value for name, value in told.items() if name != "knownAt"}
        return {name: _without_moment(value) if name == "id" else timeless(value) for name, value in told.items()}
    return [timeless(one) for one in told] if isinstance(told, list) else told


def _without_moment(id_: str) -> str:
    """Which day it is of is told beside it."""
    try:
        return ids.written(ids.read(id_)._replace(at=None, known_at=None))
    except Refusal:  # a rule's, which is its name
        return id_


async def sent(ask: Ask, query: str, **variables: Any) -> Any:
    answer = await ask(query, OFFICE, **variables)
    assert answer.errors == []
    return answer.data


def test_every_mutation_but_the_decision_of_requests_is_tried_here() -> None:
    root: Any = schema.build()._schema.mutation_type

    assert set(INPUTS) == set(root.fields) - {"decideRequest"}


@pytest.mark.parametrize(
    ("mutation", "given"), [*INPUTS.items(), *REFUSED.items()], ids=[*INPUTS, *(f"{name} refused" for name in REFUSED)]
)
async def test_a_dry_run_tells_what_the_real_run_tells_and_leaves_every_table_as_it_was(
    register: tuple[Ask, str], mutation: str, given: str
) -> None:
    ask, address = register
    before = tables(address)
    tried = await sent(ask, whole(mutation, given), options=DRY)
    assert tables(address) == before
    done = await sent(ask, whole(mutation, given), options={})

    assert tried[mutation]["changeSet"] is None
    assert timeless(tried[mutation]) == timeless(done[mutation] | {"changeSet": None})
    assert (done[mutation]["changeSet"] is not None) == (done[mutation]["errors"] == [])
    assert (tables(address) != before) == (done[mutation]["errors"] == [])


async def test_the_tables_that_are_compared_are_all_there_are(register: tuple[Ask, str]) -> None:
    _, address = register
    found = tables(address)

    assert {"unit", "unit_version", "unit_archive", "change_set", "change", "answered", "request"} <= set(found)
    assert len(found["unit"]) == 9


def named(alias: str, code: int, name: str) -> str:
    return asked("changeUnit", f'sorCode: "{code}", name: "{name}"', alias)


async def test_dry_runs_and_changes_in_one_request_each_see_what_was_done_before_them(
    register: tuple[Ask, str],
) -> None:
    ask, _ = register
    fields = [
        named("a", HOSPITAL, "Prøvet"),
        named("b", HOSPITAL, "Gjort"),
        named("c", HOSPITAL, "Gjort"),
        asked("moveUnit", f'sorCode: "{WARD}", newParent: "{THEATRE}", effectiveFrom: "2027-07-01"', "d"),
        asked("moveUnit", f'sorCode: "{WARD}", newParent: "{THEATRE}", effectiveFrom: "2027-07-01"', "e"),
        asked("moveUnit", f'sorCode: "{WARD}", newParent: "{THEATRE}", effectiveFrom: "2027-07-01"', "f"),
    ]
    options = {f"options_{alias}": {"dryRun": alias in "acdf"} for alias in "abcdef"}
    told = await sent(ask, document(*fields), **options)

    assert [told[alias]["unit"]["name"] for alias in "abc"] == ["Prøvet", "Gjort", "Gjort"]
    assert [told[alias]["unit"]["version"] for alias in "abc"] == [2, 2, 2]
    assert [told[alias]["nothingChanged"] for alias in "abc"] == [False, False, True]
    assert [told[alias]["changeSet"] is None for alias in "abcdef"] == [True, False, True, True, False, True]
    assert [told[alias]["newParent"] and told[alias]["newParent"]["sorCode"] for alias in "def"] == [
        str(THEATRE),
        str(THEATRE),
        None,
    ]
    assert [[error["rule"]["id"] for error in told[alias]["errors"]] for alias in "def"] == [[], [], ["ALREADY_UNDER"]]
    assert (await sent(ask, NAME, code=str(HOSPITAL)))["unit"]["name"] == "Gjort"


async def test_what_a_dry_run_shows_is_gone_in_the_next_request(register: tuple[Ask, str]) -> None:
    ask, _ = register
    await sent(ask, document(named("a", HOSPITAL, "Prøvet")), options_a=DRY)

    assert (await sent(ask, NAME, code=str(HOSPITAL)))["unit"]["name"] == "Prøve Hospital"


async def test_a_dry_run_that_is_read_for_longer_than_others_wait_tells_so(
    register: tuple[Ask, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.writing.change.READ_WITHIN", 0.001)
    ask, address = register
    before = tables(address)
    answer = await ask(whole("changeUnit", INPUTS["changeUnit"]), OFFICE, options=DRY)

    assert {error["extensions"]["code"] for error in answer.errors} == {"TOOK_TOO_LONG"}
    assert answer.data is None or answer.data["changeUnit"]["unit"] is None
    assert tables(address) == before
    assert (await sent(ask, NAME, code=str(HOSPITAL)))["unit"]["name"] == "Prøve Hospital"


async def test_previews_are_asked_beside_each_other_and_beside_anything_else(register: tuple[Ask, str]) -> None:
    ask, address = register
    before = tables(address)
    alone = {name: (await sent(ask, f"{{ {name}: {field} }}"))[name] for name, field in FIELDS.items()}
    together = await sent(ask, f"{{ {' '.join(f'{name}: {field}' for name, field in FIELDS.items())} }}")

    assert together == alone
    assert tables(address) == before
    assert [len(together[name]["blockers"]) for name in ("move", "circle", "close", "open")] == [0, 1, 0, 1]
    assert together["move"]["affectedCount"] > 0


FIELDS = {
    "move": f'previewMove(unit: "{THEATRE}", newParent: "{MEDICINE}") {PREVIEW}',
    "unit": f'unit(by: {{sorCode: "{HOSPITAL}"}}) {{ name version children {{ nodes {{ name }} }} }}',
    "circle": f'previewMove(unit: "{SURGERY}", newParent: "{WARD}") {PREVIEW}',
    "close": f'previewClose(unit: "{THEATRE}", lastDay: "2027-12-01") {PREVIEW}',
    "open": f'previewClose(unit: "{HOSPITAL}") {PREVIEW}',
    "units": "units { totalCount }",
}


async def test_a_preview_tells_the_effects_of_the_real_run(register: tuple[Ask, str]) -> None:
    ask, _ = register
    given = f'sorCode: "{THEATRE}", newParent: "{MEDICINE}"'
    foreseen = (await sent(ask, f"{{ preview: {FIELDS['move']} }}"))["preview"]
    done = (await sent(ask, document(asked("moveUnit", given)), options={}))["moveUnit"]["effects"]

    assert foreseen["affectedCount"] == done["affectedCount"]
    assert [told(one) for one in foreseen["items"]["nodes"]] == [told(one) for one in done["items"]["nodes"]]


def told(one: Any) -> tuple[str, list[tuple[str, str, str]]]:
    return one["unit"]["sorCode"], [(each["field"], each["before"], each["after"]) for each in one["fields"]]


@pytest.mark.parametrize("approve", [True, False])
async def test_a_dry_run_of_a_decision_tells_what_the_decision_tells(engine: AsyncEngine, approve: bool) -> None:
    ask = await four(engine)
    address = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    decision = {"id": await requested(ask), "approve": approve, "reason": "sådan"}
    before = tables(address)
    tried = (await ask(DECIDE, OFFICE, **decision, options=DRY)).data["decideRequest"]
    assert tables(address) == before
    done = (await ask(DECIDE, OFFICE, **decision)).data["decideRequest"]

    assert tried["request"]["status"] == ("APPROVED" if approve else "REJECTED")
    assert tried | {"changeSet": None, "request": tried["request"] | {"changeSet": None}} == done | {
        "changeSet": None,
        "request": done["request"] | {"changeSet": None},
    }
