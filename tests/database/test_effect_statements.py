"""What effects and differences cost: statements follow the levels that a difference goes down, never its width."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.postgres import PostgresReader
from db.reading.snapshot import Snapshot
from db.writing.change import Change, change
from db.writing.lives import write
from domain.differences import DiffKind
from domain.diffing import DiffInclude
from domain.identifiers import SorCode, sor_code_of
from domain.inheritance import InheritableField
from domain.periods import Period, Version
from domain.records import Lives, UnitLife
from domain.telling import TimelineField
from domain.units import Facts, UnitKind
from resolvers.context import Context
from resolvers.diffs.telling import Question, page
from resolvers.effects import effects_of
from tests.builders import GATE, OPENED, STREET, SWITCHBOARD, TODAY
from tests.rewritten import WRITER

MOVES_IN = date(2027, 1, 1)
OWNER = sor_code_of(30000)


def owned(width: int) -> Iterator[UnitLife]:
    """An owner with institutions, each with as many departments, each with a section: four levels."""
    yield _one(OWNER, "Ejer", UnitKind.INSTITUTION_OWNER, None)
    for one in range(width):
        institution = sor_code_of(31000 + one)
        yield _one(institution, f"Institution {one}", UnitKind.HEALTH_INSTITUTION, OWNER)
        for other in range(width):
            serial = 40000 + 1000 * one + 2 * other
            yield _one(sor_code_of(serial), f"Afdeling {other}", UnitKind.ORGANIZATIONAL_UNIT, institution)
            yield _one(sor_code_of(serial + 1), "Afsnit", UnitKind.ORGANIZATIONAL_UNIT, sor_code_of(serial))


def _one(code: SorCode, name: str, kind: UnitKind, parent: SorCode | None) -> UnitLife:
    own = {} if parent else {"postal": STREET.id, "electronic": SWITCHBOARD.id}
    facts = Facts(name=name, parent=parent, type="550851000005109", inherits_location_number=True, **own)  # type: ignore[arg-type]
    return UnitLife(sor_code=code, kind=kind, first_from=OPENED, timeline=(Version(Period(OPENED), facts),))


async def moved_house(engine: AsyncEngine, width: int) -> Change:
    """The owner has another postal address from a day on."""
    owner, *_ = units = tuple(owned(width))
    [version] = owner.timeline
    later = Version(Period(MOVES_IN), replace(version.value, postal=GATE.id))
    moved = replace(owner, timeline=(Version(Period(OPENED, MOVES_IN), version.value), later))
    async with change(engine, WRITER) as opened:
        await write(opened, Lives(units=units, addresses=(STREET, GATE), electronic_addresses=(SWITCHBOARD,)))
    async with change(engine, WRITER) as opened:
        await write(opened, Lives(units=(moved,)))
    return opened


async def told(engine: AsyncEngine, width: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many effects and how many units that differ were told, each with the statements it took."""
    opened = await moved_house(engine, width)
    assert opened.change_set is not None
    async with Snapshot(engine) as db:
        effects = await effects_of(db, opened.change_set, opened.recorded)
        first = (len(effects), db.statements)
    assert {effect.via for effect in effects} == {OWNER}
    assert {effect.valid for effect in effects} == {Period(MOVES_IN)}
    async with Snapshot(engine) as db:
        asked = Question((date(2026, 12, 31), None), (MOVES_IN, None), None, DiffInclude.EFFECTIVE)
        diff = await page(Context(PostgresReader(db), TODAY), asked, 500, None)
        return first, (diff.total_count, db.statements)


async def test_the_levels_and_not_the_units_set_the_number_of_statements(engine: AsyncEngine) -> None:
    narrow = await told(engine, 1)
    wide = await told(engine, 9)

    units = 1 + 9 + 81 + 81
    postal_and_visiting, activity = 2 * units, 2 * 81
    assert narrow == ((2 * 4 + 2, 9), (4, narrow[1][1]))
    assert wide == ((postal_and_visiting + activity, 9), (units, narrow[1][1]))
    assert narrow[1][1] <= 30


async def test_nothing_goes_down_where_nothing_inheritable_differs(engine: AsyncEngine) -> None:
    owner, *rest = owned(3)
    [version] = owner.timeline
    renamed = replace(owner, timeline=(Version(version.valid, replace(version.value, name="Ny ejer")),))
    async with change(engine, WRITER) as opened:
        await write(opened, Lives(units=(owner, *rest), addresses=(STREET,), electronic_addresses=(SWITCHBOARD,)))
    async with change(engine, WRITER) as opened:
        await write(opened, Lives(units=(renamed,)))
    assert opened.change_set is not None

    async with Snapshot(engine) as db:
        assert await effects_of(db, opened.change_set, opened.recorded) == ()
        assert db.statements == 5


async def test_a_unit_that_opens_where_something_else_is_inherited_is_told_as_new(engine: AsyncEngine) -> None:
    await moved_house(engine, 1)
    section = sor_code_of(40001)
    new = _one(sor_code_of(50000), "Nyt afsnit", UnitKind.ORGANIZATIONAL_UNIT, section)
    opening = replace(new, timeline=(Version(Period(MOVES_IN), new.timeline[0].value),), first_from=MOVES_IN)
    async with change(engine, WRITER) as opened:
        await write(opened, Lives(units=(opening,)))

    async with Snapshot(engine) as db:
        asked = Question((date(2026, 12, 31), None), (MOVES_IN, None), None, DiffInclude.EFFECTIVE)
        diff = await page(Context(PostgresReader(db), TODAY), asked, 500, None)

    told = {node.known_after.sor_code: node for node in diff.nodes}
    assert told[section].kinds == (DiffKind.CHANGED,)
    assert told[new.sor_code].kinds == (DiffKind.ADDED,)
    inherited = {TimelineField[field.name] for field in InheritableField} - {TimelineField.LOCATION_NUMBER}
    assert {one.field for one in told[new.sor_code].fields}.isdisjoint(inherited)


async def test_who_states_another_value_in_between_is_told_with_its_own_cause(engine: AsyncEngine) -> None:
    owner, institution, department, section = owned(1)
    await moved_house(engine, 1)
    [version] = department.timeline
    states = replace(department, timeline=(Version(version.valid, replace(version.value, postal=GATE.id)),))
    async with change(engine, WRITER) as opened:
        await write(opened, Lives(units=(states,)))
    assert opened.change_set is not None

    async with Snapshot(engine) as db:
        effects = await effects_of(db, opened.change_set, opened.recorded)

    told = [one for one in effects if one.field is InheritableField.POSTAL_ADDRESS]
    assert [(one.unit, one.via, one.valid) for one in told] == [
        (code, department.sor_code, valid)
        for code in (department.sor_code, section.sor_code)
        for valid in (Period(OPENED, MOVES_IN), Period(MOVES_IN))
    ]
    sources = {(one.before and one.before.source, one.after and one.after.source) for one in told}
    assert sources == {(owner.sor_code, department.sor_code)}
    assert institution.sor_code not in {one.unit for one in effects}
